"""The redirect's ASGI application: its slower paths, and everything else to the next application.

`/healthz`, `/metrics`, `/c/POINT/TOKEN[/go|/file]`, aliases, the root of a brand's host, the GS1
addresses of packs, the files of `/.well-known` by which apps claim links, and tokens that came in
an unusual way (percent-encoded, or pipelined behind something slow).
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any

from app.model import Brand
from app.redirect import answer as answers
from app.redirect import gs1, hosted
from app.redirect.answer import Answer
from app.redirect.claims import FOLDER
from app.redirect.commit import Committer
from app.redirect.health import report
from app.redirect.serve import Flow
from app.redirect.visit import Request
from app.store.journal import ScanRow

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
RESERVED = frozenset(
    {"c", "console", "api", "hooks", "healthz", "metrics", "static", "favicon.ico", "robots.txt"}
)
_WORD = re.compile(r"/[^/]*")
_ROBOTS = answers.text(200, "User-agent: *\nDisallow: /\n")


class _Waiter:
    """Waits in a coroutine for what the committer delivers."""

    def __init__(self) -> None:
        self._done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def deliver(self, _answer: bytes) -> None:
        if not self._done.done():
            self._done.set_result(None)

    async def wait(self) -> None:
        await self._done


class RedirectApp:
    """Answers the redirect's own paths; `rest` gets the others (None: 404).

    Without `scans` it answers for the server's health only: codes are another server's.
    """

    def __init__(
        self, flow: Flow, committer: Committer, rest: App | None = None, *, scans: bool = True
    ) -> None:
        self.flow = flow
        self.committer = committer
        self.rest = rest
        self.scans = scans

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI 3.0."""
        if scope["type"] != "http":
            if self.rest is not None:
                await self.rest(scope, receive, send)
            return
        headers: Mapping[bytes, bytes] = dict(scope["headers"])
        answer = await self._answer(scope, headers)
        if answer is not None:
            await _send(send, answer, head_only=scope["method"] == "HEAD")
        elif self.rest is not None:
            await self.rest(scope, receive, send)
        else:
            await _send(send, answers.NOT_FOUND, head_only=scope["method"] == "HEAD")

    async def _answer(self, scope: Scope, headers: Mapping[bytes, bytes]) -> Answer | None:
        """The answer, or None where the path is somebody else's."""
        path = str(scope["path"])
        if path == "/healthz":
            return report(self.flow, self.committer)
        if path == "/metrics":
            return answers.text(200, self.flow.counters.text())
        if not self.scans:
            return None
        if sum(name == b"host" for name, _value in scope["headers"]) > 1:
            return answers.text(400, "More than one Host header.\n")
        peer = scope["client"][0] if scope.get("client") else ""
        request = Request(
            scope["method"].encode("latin-1"), path.encode("utf-8", "replace"), headers, peer
        )
        if path.startswith("/c/"):
            return await self._page(request)
        brand = self.flow.finder.brand_of(headers.get(b"host", b""))
        if path == "/robots.txt" and brand is not None:
            return _ROBOTS
        if path.startswith(FOLDER) and brand is not None:
            if request.method not in (b"GET", b"HEAD"):
                return answers.NOT_ALLOWED
            return self.flow.claims.get((brand.slug, path), answers.NOT_FOUND)
        if path.startswith(gs1.ROOT) and brand is not None:
            return await self._pack(request, brand, scope.get("raw_path") or request.path)
        if not _WORD.fullmatch(path) or path[1:].lower() in RESERVED:
            return None
        if path == "/" and brand is None:
            return None
        if request.method not in (b"GET", b"HEAD"):
            return answers.NOT_ALLOWED if brand is not None else None
        outcome = self.flow.answer(request)
        await self._recorded(outcome.row)
        return outcome.answer

    async def _pack(self, request: Request, brand: Brand, raw: bytes) -> Answer:
        """The code of a product, by the GS1 address of its pack: not signed, as an alias."""
        if request.method not in (b"GET", b"HEAD"):
            return answers.NOT_ALLOWED
        gtin = gs1.gtin(raw)
        if gtin is None:
            return answers.text(400, "This is no GS1 Digital Link of a GTIN.\n")
        spot = self.flow.finder.table.by_gtin(brand.slug, gtin)
        if spot is not None:
            request = request._replace(path=f"/{spot.token}".encode())
        outcome = self.flow.answer(request)
        await self._recorded(outcome.row)
        answer = outcome.answer
        # 307, as a resolver of GS1 answers.
        return Answer(307, answer.headers) if answer.status == 302 else answer

    async def _page(self, request: Request) -> Answer | None:
        found = hosted.answer(self.flow, request)
        if found is None:
            return None
        answer, action = found
        if action is not None:
            waiter = _Waiter()
            self.committer.add_action(action, waiter, b"")
            await waiter.wait()
        return answer

    async def _recorded(self, row: ScanRow | None) -> None:
        if row is not None:
            waiter = _Waiter()
            self.committer.add(row, waiter, b"")
            await waiter.wait()


async def _send(send: Send, answer: Answer, *, head_only: bool) -> None:
    await send(
        {
            "type": "http.response.start",
            "status": answer.status,
            "headers": answer.asgi_headers(),
        }
    )
    await send({"type": "http.response.body", "body": b"" if head_only else answer.body})
