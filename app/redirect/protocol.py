"""The short cut inside uvicorn: tokens are answered before an ASGI scope is built.

A subclass of uvicorn's httptools protocol. `GET` and `HEAD` of `/` and 16 or 21 characters go
straight to `Flow.answer` and the committer; all else takes uvicorn's own way to the ASGI
application. It also adds what uvicorn leaves to a proxy: limits on the head of a request and on
the time a sender may take. Why, and what it gains: docs/decisions/0030-server.md.
"""

from typing import Any

from httptools import HttpParserError, HttpParserUpgrade
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from app.redirect import answer as answers
from app.redirect.answer import Answer
from app.redirect.pending import Pending
from app.redirect.shared import Shared
from app.redirect.visit import Request
from app.store.journal import ScanRow

MAX_HEADERS = 100
MAX_LINE = 16_384  # bytes of the request line, or of one header
MAX_HEAD = 65_536  # bytes of a head that comes in several pieces
MAX_PENDING = 64  # unanswered pipelined requests before we stop reading
IDLE_SECONDS = 15  # between requests, and for one head to arrive whole
_LENGTHS = (17, 22)  # a slash and a token
_METHODS = (b"GET", b"HEAD")
_new = tuple.__new__  # a named tuple in a third of the time


class TokenProtocol(HttpToolsProtocol):
    """One connection."""

    def __init__(self, *args: Any, shared: Shared, scans: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shared = shared
        self.lengths = _LENGTHS if scans else ()
        self.fast = Pending()
        self.skips_body = False
        self.in_head = False
        self.head_bytes = 0
        self.is_long = False
        self.leaving = False
        self.ending = False
        self.last = 0
        self.peer = ""

    def connection_made(self, transport: Any) -> None:
        """See asyncio.Protocol."""
        super().connection_made(transport)
        self.last = self.shared.tick
        self.peer = self.client[0] if self.client else ""
        self.leaving = self.shared.leaving
        self.shared.open.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """See asyncio.Protocol."""
        self.shared.open.discard(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """See asyncio.Protocol; a head that does not end is refused."""
        self.last = self.shared.tick
        was_in_head = self.in_head
        if was_in_head or len(data) > MAX_LINE:
            self.is_long = True
        if self.timeout_keep_alive_task is not None:
            self._unset_keepalive_if_required()
        try:
            self.parser.feed_data(data)
        except HttpParserUpgrade:  # to another protocol: we speak none
            pass
        except HttpParserError:
            self.refuse(answers.BAD_REQUEST)
        if was_in_head and self.in_head:
            self.head_bytes += len(data)
            if self.head_bytes > MAX_HEAD:
                self.refuse(answers.TOO_LARGE)

    def eof_received(self) -> bool:  # type: ignore[override]
        """The sender has no more to say; it still gets the answers that are under way."""
        cycle: Any = self.cycle
        if cycle is None or cycle.response_complete or self.scheme == "https":
            return False
        cycle.keep_alive = False
        return True

    def on_message_begin(self) -> None:
        """Start a request; the scope is built only where it is needed."""
        self.url = b""
        self.headers = []
        self.skips_body = False
        self.in_head = True
        self.head_bytes = 0

    def on_header(self, name: bytes, value: bytes) -> None:
        """One header."""
        self.headers.append((name.lower(), value))

    def on_headers_complete(self) -> None:
        """Answer a token at once, or go uvicorn's way."""
        self.in_head = False
        if self.ending:
            self.skips_body = True  # what follows a goodbye is not for us (RFC 9112, 9.6)
            return
        if len(self.headers) > MAX_HEADERS or (self.is_long and self._is_too_large()):
            self.refuse(answers.TOO_LARGE)
            return
        url = self.url
        path = url if b"?" not in url else url[: url.index(b"?")]
        if len(path) in self.lengths and path.rfind(b"/") == 0 and b"%" not in path:
            headers = dict(self.headers)
            # As many names as lines: no header came twice, `Host` neither (RFC 9112, 3.2).
            if len(headers) == len(self.headers) and b"host" in headers:
                method = self.parser.get_method()
                cycle: Any = self.cycle
                if (
                    method in _METHODS
                    and (cycle is None or cycle is self.fast or cycle.response_complete)
                    and not (self.pipeline or b"upgrade" in headers or b"expect" in headers)
                ):
                    self._answer(_new(Request, (method, path, headers, self.peer)))
                    return
        self._slow()

    def _is_too_large(self) -> bool:
        self.is_long = False
        lines = (self.url, *(value for _name, value in self.headers))
        return max(map(len, lines)) > MAX_LINE

    def on_body(self, body: bytes) -> None:
        """Part of a body; a redirect reads none."""
        if not self.skips_body:
            super().on_body(body)

    def on_message_complete(self) -> None:
        """End of a request."""
        if not self.skips_body:
            super().on_message_complete()

    def _answer(self, request: Request) -> None:
        self.skips_body = True
        row, answer = self.shared.flow.answer(request)
        keep = self.parser.should_keep_alive() and not self.leaving
        raw = answer.raw(self.shared.date, head_only=request.method == b"HEAD", close=not keep)
        self._promise(row, raw, keep)

    def _promise(self, row: ScanRow | None, raw: bytes, keep: bool) -> None:
        """Answer once the row is on disk, after the answers promised before."""
        pending = self.fast
        if pending.count == 0:
            pending.response_complete = False
            self.cycle = pending  # type: ignore[assignment]
        pending.count += 1
        pending.keep_alive = keep
        self.ending = not keep
        if pending.count >= MAX_PENDING:
            self.flow.pause_reading()
        self.shared.committer.add(row, self, raw)

    def deliver(self, answer: bytes) -> None:
        """Send an answer whose scan is on disk."""
        pending = self.fast
        pending.count -= 1
        transport = self.transport
        if not transport.is_closing():
            transport.write(answer)
        if pending.count:
            return
        pending.response_complete = True
        if transport.is_closing():
            return
        if not pending.keep_alive:
            transport.close()
        elif self.pipeline or self.flow.read_paused:
            self.on_response_complete()
        self.server_state.total_requests += 1

    def pause_writing(self) -> None:
        """A client that does not read its answers is not read from."""
        super().pause_writing()
        self.flow.pause_reading()

    def resume_writing(self) -> None:
        """See asyncio.Protocol."""
        super().resume_writing()
        if not self.fast.count:
            self.flow.resume_reading()

    def refuse(self, answer: Answer) -> None:
        """Answer what is no request of ours after all answers before it, and hang up."""
        self.shared.flow.counters.add("bad_requests")
        self.skips_body = True
        self.ending = True
        if self.transport.is_closing():
            return
        raw = answer.raw(self.shared.date, close=True)
        if self.fast.count:
            self._promise(None, raw, False)
        else:
            self.transport.write(raw)
            self.transport.close()

    def shutdown(self) -> None:
        """Goodbye with the next answer; a connection that stays silent is closed by `upkeep`.

        Closing at once, or after an answer that did not announce it, would cut off a request that
        is just on its way.
        """
        self.leaving = True
        cycle: Any = self.cycle
        if cycle is not None and cycle is not self.fast and not cycle.response_complete:
            cycle.keep_alive = False

    def hang_up(self) -> None:
        """Close a connection whose sender takes too long."""
        if self.in_head:
            self.refuse(answers.TOO_SLOW)
        else:
            self.transport.close()

    def is_idle(self, ticks: int) -> bool:
        """Whether nothing came for `ticks` though it is the sender's turn; one when leaving."""
        cycle: Any = self.cycle
        waits = cycle is None or cycle.response_complete
        silent = self.shared.tick - self.last
        return (waits or self.in_head) and silent > (1 if self.leaving else ticks)

    def _slow(self) -> None:
        url, headers = self.url, self.headers
        super().on_message_begin()
        self.url, self.headers = url, headers
        self.expect_100_continue = dict(headers).get(b"expect", b"").lower() == b"100-continue"
        self.scope["headers"] = headers
        super().on_headers_complete()
