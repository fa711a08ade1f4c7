"""Targets that stopped answering ring once, and are quiet again when they answer."""

import http.server
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app import outside, targets
from app.store import alarms
from app.store.catalog import Catalog
from app.targets import AGAIN, Targets, answers
from tests.redirect.conftest import a_plan

NOW = 1_807_000_000_000  # in April 2027
HOUR = 3_600_000
SPRING = "https://levain.example/spring"


class World:
    """A stand-in for the Internet: statuses by address, and who was asked."""

    def __init__(self) -> None:
        self.down: set[str] = set()
        self.asked: list[str] = []

    def ask(self, url: str) -> tuple[int, str]:
        self.asked.append(url)
        if targets.place(url) in self.down:
            raise ConnectionRefusedError
        return 200, ""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    catalog = Catalog.create(tmp_path)
    catalog.save(a_plan(), [])
    catalog.close()
    return tmp_path


def ringing(data: Path) -> list[tuple[str, str]]:
    return [(one.brand, one.what) for one in alarms.open_alarms(data) if one.kind == "target"]


def test_a_place_rings_at_its_second_miss_and_is_quiet_when_it_answers(data: Path) -> None:
    world = World()
    job = Targets(data, 6, world.ask)
    world.down.add(SPRING)
    job.look(NOW)
    assert ringing(data) == []
    job.look(NOW + AGAIN)
    assert ringing(data) == [("levain", SPRING)]
    world.down.clear()
    job.look(NOW + AGAIN + 6 * HOUR)
    assert ringing(data) == []


def test_it_rings_again_for_another_outage_but_not_for_the_one_a_person_closed(data: Path) -> None:
    world = World()
    job = Targets(data, 1, world.ask)
    world.down.add(SPRING)
    for hour in range(3):
        job.look(NOW + hour * HOUR)
    [one] = alarms.open_alarms(data)
    alarms.close(data, one.id, NOW + 2 * HOUR)
    job.look(NOW + 3 * HOUR)
    assert ringing(data) == []
    world.down.clear()
    job.look(NOW + 4 * HOUR)
    world.down.add(SPRING)
    job.look(NOW + 5 * HOUR)
    job.look(NOW + 6 * HOUR)
    assert ringing(data) == [("levain", SPRING)]


def test_each_place_is_asked_once_and_again_when_it_is_due(data: Path) -> None:
    world = World()
    job = Targets(data, 2, world.ask)
    job.look(NOW)
    asked = [targets.place(url) for url in world.asked]
    assert len(asked) == len(set(asked))
    assert SPRING in asked
    assert not any("/c/" in url for url in asked)
    job.look(NOW + 2 * HOUR - 1)
    assert len(world.asked) == len(asked)
    job.look(NOW + 2 * HOUR)
    assert len(world.asked) == 2 * len(asked)


def test_nothing_that_ended_is_asked_and_its_alarm_closes(data: Path) -> None:
    world = World()
    job = Targets(data, 1, world.ask)
    world.down.add(SPRING)
    job.look(NOW)
    job.look(NOW + HOUR)
    assert ringing(data)
    world.asked.clear()
    job.look(NOW + 365 * 24 * HOUR)
    assert (world.asked, ringing(data)) == ([], [])


def test_it_is_off_unless_it_is_wanted(data: Path) -> None:
    world = World()
    job = Targets(data, 0, world.ask)
    job.round(NOW)
    assert (world.asked, job._thread) == ([], None)


def test_a_look_runs_beside_and_tells_webhooks(data: Path) -> None:
    world = World()
    world.down.add(SPRING)
    job = Targets(data, 1, world.ask)
    with_events = Catalog(data)
    for now in (NOW, NOW + AGAIN):
        job.round(now)
        assert job._thread is not None
        job._thread.join()
    [row] = with_events.db.query("SELECT kind, data FROM event")
    with_events.close()
    assert row["kind"] == "alarm.raised"
    assert SPRING in row["data"]


@pytest.mark.parametrize(
    ("replies", "good"),
    [
        ([(200, "")], True),
        ([(403, "")], True),
        ([(429, "")], True),
        ([(304, "")], True),
        ([(404, "")], False),
        ([(410, "")], False),
        ([(503, "")], False),
        ([(301, "/there"), (200, "")], True),
        ([(302, "https://elsewhere.example/"), (404, "")], False),
        ([(302, "/again")] * 9, False),
    ],
)
def test_what_counts_as_an_answer(replies: list[tuple[int, str]], good: bool) -> None:
    left = iter(replies)
    assert answers("https://levain.example/a", lambda _url: next(left)) == good


class Standing(http.server.BaseHTTPRequestHandler):
    """Sends `/away` to the address in its query; answers the rest."""

    def do_GET(self) -> None:
        path, _query, to = self.path.partition("?")
        self.send_response(302 if path == "/away" else 204)
        if path == "/away":
            self.send_header("Location", to)
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Nothing on the terminal."""


@pytest.fixture
def stand_in(tmp_path: Path) -> Iterator[Callable[[str], tuple[int, str]]]:
    """An `ask` that finds every name but `inside.example` at a local server with TLS."""
    cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
         "-nodes", "-days", "2", "-subj", "/CN=stand-in", "-keyout", key, "-out", cert],
        check=True, capture_output=True,
    )  # fmt: skip
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Standing)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE

    def resolve(host: str, _port: int) -> list[str]:
        return ["10.0.0.1" if host == "inside.example" else "192.0.2.1"]

    def ask(url: str) -> tuple[int, str]:
        found = outside.target(url, resolve, lambda address: address == "192.0.2.1")
        here = found._replace(address="127.0.0.1", port=server.server_address[1])
        reply = outside.get(here, {}, trusting)
        return reply.status, reply.location

    yield ask
    server.shutdown()
    server.server_close()


@pytest.mark.skipif(not Path("/usr/bin/openssl").exists(), reason="makes certificates")
def test_every_hop_is_looked_at_anew(stand_in: Callable[[str], tuple[int, str]]) -> None:
    assert answers("https://levain.example/", stand_in)
    assert answers("https://levain.example/away?https://other.example/", stand_in)
    assert not answers("https://levain.example/away?https://inside.example/", stand_in)
    assert not answers("https://levain.example/away?http://other.example/", stand_in)
    assert not answers("https://inside.example/", stand_in)
