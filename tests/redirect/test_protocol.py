"""Anything at all on the socket: the right answer or a closed connection, in order, always."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import uvicorn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.model import CLASSES
from app.redirect import protocol
from app.redirect.asgi import RedirectApp
from app.redirect.commit import Committer
from app.redirect.protocol import TokenProtocol
from app.redirect.shared import Shared
from app.redirect.upkeep import Source, Upkeep
from app.redirect.visit import Visitors
from app.store.journal import Journal, ScanRow
from tests.redirect.conftest import Stand

HOST = b"Host: q.example.fr\r\n"


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes


class Memory(Journal):
    """A journal that only remembers."""

    def __init__(self) -> None:
        self.rows: list[ScanRow] = []
        self.actions: list[Any] = []

    def append(self, scans: Any, actions: Any = ()) -> None:
        self.rows += scans
        self.actions += actions

    def close(self) -> None:
        """Nothing to close."""


class Server:
    """Our protocol in a uvicorn of its own, in this event loop."""

    def __init__(self, stand: Stand, rest: Any = None) -> None:
        self.stand = stand
        self.rest = rest
        self.journal = Memory()
        self.shared: Shared
        self.upkeep: Upkeep
        self.port = 0

    async def start(self) -> None:
        flow = self.stand.flow
        committer = Committer(
            asyncio.get_running_loop(), self.journal, flow.counters, lambda: self.stand.now
        )
        self.shared = Shared(flow, committer)
        source = Source(
            lambda: flow.finder.table.revision,
            lambda: flow.finder.table,
            lambda day: b"salt",
            lambda day: None,
        )
        self.upkeep = Upkeep(self.shared, source, 1000)
        self.upkeep.quick()
        config = uvicorn.Config(
            RedirectApp(flow, committer, self.rest),
            http=partial(TokenProtocol, shared=self.shared),  # type: ignore[arg-type]
            port=0,
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            interface="asgi3",
        )
        config.load()
        self.server = uvicorn.Server(config)
        self.server.lifespan = config.lifespan_class(config)
        await self.server.startup()
        self.port = self.server.servers[0].sockets[0].getsockname()[1]

    async def stop(self) -> None:
        self.server.servers[0].close()
        for connection in list(self.shared.open):
            connection.transport.close()
        await asyncio.sleep(0.01)
        await self.shared.committer.close()

    async def send(self, data: bytes, *, half: bool = True, wait: float = 2.0) -> bytes:
        """Everything that comes back until the server closes, or after `half` closing."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(data)
        await writer.drain()
        if half:
            writer.write_eof()
        try:
            return await asyncio.wait_for(reader.read(), wait)
        finally:
            writer.close()

    def classes(self) -> list[str]:
        return [CLASSES[row[4]] for row in self.journal.rows]


def run(stand: Stand, story: Callable[[Server], Awaitable[None]], rest: Any = None) -> Server:
    server = Server(stand, rest)

    async def main() -> None:
        await server.start()
        try:
            await story(server)
        finally:
            await server.stop()

    asyncio.run(main())
    return server


_HEAD = re.compile(rb"HTTP/1\.1 (\d{3}) [^\r]*\r\n((?:[^\r]+\r\n)*)\r\n")


def answers(data: bytes, *, heads: bool = False) -> list[Answer]:
    """All answers of a connection; fails where the bytes are not exactly a row of answers."""
    found = []
    while data:
        match = _HEAD.match(data)
        assert match, data[:200]
        lines = (line.split(": ", 1) for line in match[2].decode().splitlines())
        headers = {name.lower(): value for name, value in lines}
        length = 0 if heads else int(headers["content-length"])
        body = data[match.end() : match.end() + length]
        assert len(body) == length
        data = data[match.end() + length :]
        found.append(Answer(int(match[1]), headers, body))
    return found


def get(stand: Stand, name: str = "shop", more: bytes = b"") -> bytes:
    token = stand.token(f"poster-dijon/qr-{name}").encode()
    return b"GET /" + token + b" HTTP/1.1\r\n" + HOST + more + b"\r\n"


def test_a_scan_is_answered_with_date_and_place(stand: Stand) -> None:
    async def story(server: Server) -> None:
        [answer] = answers(await server.send(get(stand)))
        assert answer.status == 302
        assert answer.headers["cache-control"] == "private, no-store"
        assert answer.headers["date"].endswith(" GMT")

    assert len(run(stand, story).journal.rows) == 1


def test_pipelined_requests_are_answered_in_their_order(stand: Stand) -> None:
    names = ["shop", "call", "night", "split", "shop"] * 20

    async def story(server: Server) -> None:
        data = b"".join(get(stand, name) for name in names)
        got = answers(await server.send(data))
        calls = [answer.headers["location"].startswith("/c/") for answer in got]
        assert calls == [name == "call" for name in names]

    assert len(run(stand, story).journal.rows) == len(names)


def test_fast_and_slow_requests_on_one_connection_keep_their_order(stand: Stand) -> None:
    health = b"GET /healthz HTTP/1.1\r\n" + HOST + b"\r\n"

    async def story(server: Server) -> None:
        data = get(stand) + health + get(stand) + health + health + get(stand)
        got = [answer.status for answer in answers(await server.send(data))]
        assert got == [302, 200, 302, 200, 200, 302]

    assert len(run(stand, story).journal.rows) == 3


def test_head_has_the_headers_of_get_and_no_body(stand: Stand) -> None:
    async def story(server: Server) -> None:
        [answer] = answers(await server.send(get(stand).replace(b"GET", b"HEAD", 1)), heads=True)
        assert answer.status == 302
        bad = b"HEAD /0000000000000000 HTTP/1.1\r\n" + HOST + b"\r\n"
        [answer] = answers(await server.send(bad), heads=True)
        assert (answer.status, answer.headers["content-length"]) == (404, "10")

    assert run(stand, story).classes() == ["head", "orphan"]


@pytest.mark.parametrize(
    ("version", "connection", "closes"),
    [
        (b"1.0", b"", True),
        (b"1.1", b"Connection: close\r\n", True),
        (b"1.0", b"Connection: keep-alive\r\n", False),
        (b"1.1", b"", False),
    ],
)
def test_a_connection_ends_when_the_client_says_so(
    stand: Stand, version: bytes, connection: bytes, closes: bool
) -> None:
    async def story(server: Server) -> None:
        data = get(stand, more=connection).replace(b"HTTP/1.1", b"HTTP/" + version)
        if closes:
            [answer] = answers(await server.send(data, half=False))
            assert answer.headers["connection"] == "close"
        else:
            with pytest.raises(TimeoutError):
                await server.send(data, half=False, wait=0.2)

    run(stand, story)


def test_an_unusual_way_of_writing_a_token_finds_it_too(stand: Stand) -> None:
    token = stand.token("poster-dijon/qr-shop")

    async def story(server: Server) -> None:
        for path in (token.lower(), "%" + f"{ord(token[0]):02x}" + token[1:], token + "?fbclid=1"):
            data = f"GET /{path} HTTP/1.1\r\n".encode() + HOST + b"\r\n"
            [answer] = answers(await server.send(data))
            assert answer.headers["location"].startswith("https://levain.example/spring")

    assert len(run(stand, story).journal.rows) == 3


def test_no_query_can_change_where_a_code_leads(stand: Stand) -> None:
    async def story(server: Server) -> None:
        plain, *others = [
            answers(await server.send(get(stand).replace(b" HTTP", query + b" HTTP")))[0]
            for query in (b"", b"?redir_url=https://evil.example", b"?utm_content=x&url=//evil")
        ]
        assert all(other.headers["location"] == plain.headers["location"] for other in others)

    run(stand, story)


def test_two_hosts_are_refused(stand: Stand) -> None:
    async def story(server: Server) -> None:
        [answer] = answers(await server.send(get(stand, more=b"Host: evil.example\r\n")))
        assert answer.status == 400

    assert run(stand, story).journal.rows == []


@pytest.mark.parametrize("method", [b"POST", b"PUT", b"DELETE", b"OPTIONS"])
def test_only_get_and_head_open_a_code(stand: Stand, method: bytes) -> None:
    async def story(server: Server) -> None:
        [answer] = answers(await server.send(get(stand).replace(b"GET", method, 1)))
        assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD")

    assert run(stand, story).journal.rows == []


def test_a_body_is_read_over_and_never_taken_for_a_request(stand: Stand) -> None:
    hidden = get(stand, "call")

    async def story(server: Server) -> None:
        length = b"Content-Length: %d\r\n" % len(hidden)
        got = answers(await server.send(get(stand, more=length) + hidden + get(stand)))
        assert [one.headers["location"].startswith("/c/") for one in got] == [False, False]

    run(stand, story)


@pytest.mark.parametrize(
    "more",
    [b"X: " + b"a" * 20_000 + b"\r\n", b"X: a\r\n" * 101, b"Cookie: " + b"b" * 65_536 + b"\r\n"],
)
def test_too_large_a_head_is_refused_and_the_connection_closed(stand: Stand, more: bytes) -> None:
    async def story(server: Server) -> None:
        [answer] = answers(await server.send(get(stand, more=more), half=False))
        assert (answer.status, answer.headers["connection"]) == (431, "close")

    assert run(stand, story).journal.rows == []


def test_a_head_without_end_is_cut_off(stand: Stand) -> None:
    async def story(server: Server) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(b"GET /x HTTP/1.1\r\nX: ")
        await asyncio.sleep(0.02)
        for _piece in range(17):
            writer.write(b"a" * 4096)
            await asyncio.sleep(0.001)
        [answer] = answers(await asyncio.wait_for(reader.read(), 2))
        assert answer.status == 431
        writer.close()

    run(stand, story)


def test_a_sender_that_takes_too_long_is_hung_up_on(stand: Stand) -> None:
    async def story(server: Server) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        silent, other = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(b"GET /x HTTP/1.1\r\nHost")
        await asyncio.sleep(0.05)
        stand.now += (protocol.IDLE_SECONDS + 1) * 1000
        server.upkeep.quick()
        [answer] = answers(await asyncio.wait_for(reader.read(), 2))
        assert answer.status == 408
        assert await asyncio.wait_for(silent.read(), 2) == b""
        writer.close()
        other.close()

    run(stand, story)


def test_a_client_that_vanishes_is_recorded_and_harms_nobody(stand: Stand) -> None:
    async def story(server: Server) -> None:
        for _try in range(20):
            _reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
            writer.write(get(stand) * 5)
            writer.transport.abort()
        [answer] = answers(await server.send(get(stand)))
        assert answer.status == 302
        await asyncio.sleep(0.05)
        assert not server.shared.open

    run(stand, story)


def test_leaving_says_goodbye_with_the_next_answer(stand: Stand) -> None:
    async def story(server: Server) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(get(stand))
        first = await reader.readuntil(b"\r\n\r\n")
        assert b"connection: close" not in first
        for connection in list(server.shared.open):
            connection.shutdown()
        writer.write(get(stand))
        [answer] = answers(await asyncio.wait_for(reader.read(), 2))
        assert (answer.status, answer.headers["connection"]) == (302, "close")
        writer.close()

    assert len(run(stand, story).journal.rows) == 2


def test_everything_else_goes_to_the_next_application(stand: Stand) -> None:
    async def rest(scope: Any, _receive: Any, send: Any) -> None:
        body = scope["path"].encode()
        headers = [(b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def story(server: Server) -> None:
        for path in (b"/console/settings", b"/api/v1/openapi.json", b"/api"):
            data = b"GET " + path + b" HTTP/1.1\r\n" + HOST + b"\r\n"
            [answer] = answers(await server.send(data))
            assert answer.body == path

    run(stand, story, rest)


def test_the_pages_of_a_contact_point_are_no_scans(stand: Stand) -> None:
    token = stand.token("poster-dijon/qr-call")

    async def story(server: Server) -> None:
        async def ask(path: str, more: bytes = b"User-Agent: iPhone\r\n") -> Answer:
            data = f"GET {path} HTTP/1.1\r\n".encode() + HOST + more + b"\r\n"
            [answer] = answers(await server.send(data))
            return answer

        page = await ask(f"/c/phone/{token}")
        reference = stand.codes["poster-dijon/qr-call"].reference
        assert page.body == f"phone fr ios False {token} {reference}".encode()
        assert page.headers["content-security-policy"] == "frame-ancestors 'none'"
        assert page.headers["referrer-policy"] == "same-origin"
        assert page.headers["x-content-type-options"] == "nosniff"
        tap = await ask(f"/c/phone/{token}/go")
        assert (tap.status, tap.headers["location"]) == (302, "tel:+33800123456")
        assert len(server.journal.actions) == 1
        assert server.journal.actions[0][4:] == ("call", "phone")
        bot = await ask(f"/c/phone/{token}/go", b"User-Agent: Googlebot/2.1\r\n")
        early = await ask(f"/c/phone/{token}/go", b"Sec-Purpose: prefetch\r\n")
        assert (bot.status, early.status) == (302, 503)
        assert len(server.journal.actions) == 1
        assert (await ask(f"/c/nowhere/{token}")).status == 404
        other = token[:-1] + ("1" if token[-1] == "0" else "0")
        assert (await ask(f"/c/phone/{other}")).status == 404

    assert run(stand, story).journal.rows == []


def test_the_files_by_which_an_app_claims_links_stand_on_the_brands_host(stand: Stand) -> None:
    async def story(server: Server) -> None:
        path = b"GET /.well-known/apple-app-site-association HTTP/1.1\r\n"
        [answer] = answers(await server.send(path + HOST + b"\r\n"))
        assert answer.headers["content-type"] == "application/json"
        assert "9JA89QQLNQ.fr.a.b" in json.loads(answer.body)["applinks"]["details"][0]["appIDs"]
        [other] = answers(await server.send(path + b"Host: other.example\r\n\r\n"))
        assert other.status == 404
        for name in (b"assetlinks.json", b"security.txt", b"nothing"):
            data = b"GET /.well-known/" + name + b" HTTP/1.1\r\n" + HOST + b"\r\n"
            [answer] = answers(await server.send(data))
            assert answer.status == 404
        [answer] = answers(await server.send(path.replace(b"GET", b"DELETE") + HOST + b"\r\n"))
        assert answer.status == 405

    run(stand, story)


def test_health_and_metrics_tell_what_is_lost(stand: Stand) -> None:
    async def story(server: Server) -> None:
        async def ask(path: bytes) -> str:
            data = b"GET " + path + b" HTTP/1.1\r\nHost: localhost\r\n\r\n"
            [answer] = answers(await server.send(data))
            assert answer.status == 200
            return answer.body.decode()

        assert '"status": "ok"' in await ask(b"/healthz")
        stand.flow.counters.add("scans_lost", 3)
        assert '"status": "degraded"' in await ask(b"/healthz")
        assert "\nrelais_scans_lost_total 3\n" in await ask(b"/metrics")

    run(stand, story)


_PIECES = (
    b" ", b"\t", b"\r\n", b"\n", b"\r", b"\x00", b"\xff\xfe", b"?", b"#", b"//", b"/", b"%", b"a",
    b"GET ", b"HEAD ", b"PRI * HTTP/2.0", b"TOKEN", b"%2e%2e", b"HTTP/1.1", b"HTTP/1.0",
    b"HTTP/9.9", b"Host: q.example.fr", b"Host: ", b"Content-Length: 5", b"Content-Length: -1",
    b"0\r\n", b"Transfer-Encoding: chunked", b"Connection: upgrade", b"Upgrade: websocket",
    b"Expect: 100-continue",
)  # fmt: skip


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.lists(st.one_of(st.sampled_from(_PIECES), st.binary(max_size=20)), max_size=25),
        max_size=12,
    )
)
def test_rubbish_never_leads_anywhere_and_never_stops_the_server(
    stand: Stand, requests: list[list[bytes]]
) -> None:
    token = stand.token("poster-dijon/qr-shop").encode()

    async def story(server: Server) -> None:
        for pieces in requests:
            got = await server.send(b"".join(pieces).replace(b"TOKEN", token))
            for place in re.findall(rb"location: ([^\r]*)", got):
                assert place.startswith((b"https://levain.example/", b"/c/"))
            assert b" 500 " not in got
        [answer] = answers(await server.send(get(stand)))
        assert answer.status == 302
        assert stand.flow.counters.total("scans_lost") == 0

    run(stand, story)


def test_another_days_salt_and_edited_codes_arrive_without_a_restart(
    stand: Stand, tmp_path: Path
) -> None:
    async def story(server: Server) -> None:
        first = stand.flow.visitors
        server.upkeep._source.revision = lambda: -1
        await server.upkeep.slow()
        assert stand.flow.visitors is first
        stand.now += 86_400_000
        await server.upkeep.slow()
        assert isinstance(stand.flow.visitors, Visitors)
        assert stand.flow.visitors is not first

    run(stand, story)
