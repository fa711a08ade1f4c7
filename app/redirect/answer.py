"""Answers as bytes, made once. Status line and Date come first, so that only they change."""

from email.utils import formatdate

_STATUS = {
    200: b"200 OK",
    204: b"204 No Content",
    302: b"302 Found",
    307: b"307 Temporary Redirect",
    400: b"400 Bad Request",
    404: b"404 Not Found",
    405: b"405 Method Not Allowed",
    408: b"408 Request Timeout",
    421: b"421 Misdirected Request",
    429: b"429 Too Many Requests",
    431: b"431 Request Header Fields Too Large",
    503: b"503 Service Unavailable",
}
HTML = "text/html; charset=utf-8"
TEXT = "text/plain; charset=utf-8"
# `private, no-store`: a phone that keeps a redirect never asks again, and scans vanish.
# Addresses under /c hold the token: sites that our pages lead to need not know it.
_PAGE = {"content-security-policy": "frame-ancestors 'none'", "referrer-policy": "same-origin"}
_COMMON = (
    b"cache-control: private, no-store\r\nx-robots-tag: noindex\r\n"
    b"x-content-type-options: nosniff\r\n"
)


class Answer:
    """One answer: `status` and everything after the Date header."""

    __slots__ = ("body", "headers", "start", "status", "tail", "tail_without_body")

    def __init__(
        self, status: int, headers: dict[str, str] | None = None, body: bytes = b""
    ) -> None:
        self.status = status
        self.start = b"HTTP/1.1 " + _STATUS[status] + b"\r\n"
        self.headers = headers or {}
        self.body = body
        lines = "".join(f"{name}: {value}\r\n" for name, value in self.headers.items())
        head = _COMMON + lines.encode("ascii") + b"content-length: %d\r\n" % len(body)
        self.tail = head + b"\r\n" + body
        self.tail_without_body = head + b"\r\n"

    def raw(self, date: bytes, *, head_only: bool = False, close: bool = False) -> bytes:
        """The bytes on the wire. `date` is the whole Date header line; `close` says goodbye."""
        start = self.start + date
        if close:
            start += b"connection: close\r\n"
        return start + (self.tail_without_body if head_only else self.tail)

    def asgi_headers(self) -> list[tuple[bytes, bytes]]:
        """The headers for an ASGI server, which adds the Date itself."""
        lines = self.tail_without_body.rstrip(b"\r\n").split(b"\r\n")
        return [(name, value) for name, _sep, value in (line.partition(b": ") for line in lines)]


def date_line(seconds: float) -> bytes:
    """The Date header line (RFC 9110, 6.6.1)."""
    return b"date: " + formatdate(seconds, usegmt=True).encode() + b"\r\n"


def check(target: str) -> None:
    """Raises ValueError for a target that would break out of its header."""
    if not target.isascii() or not target.isprintable() or " " in target:
        raise ValueError(f"{target!r} is no address")


def redirect(target: str) -> Answer:
    """302 to a target that is ours or a checked one; never 301, which phones keep for ever.

    Raises ValueError as `check` does.
    """
    check(target)
    return Answer(302, {"location": target})


def page(status: int, body: bytes) -> Answer:
    """An HTML page. Its own policy stands in it; who may frame it, only a header can say."""
    return Answer(status, {"content-type": HTML, **_PAGE}, body)


def text(status: int, words: str, **headers: str) -> Answer:
    """A short plain text."""
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, {"content-type": TEXT, **given}, words.encode())


# The next tap gets the true answer: RFC 9110 allows 503 here, and browsers drop the prefetch.
PREFETCH = text(503, "", vary="Sec-Purpose")
TOO_MANY = text(
    429, "Too many bad codes from this network. Try again in a minute.\n", retry_after="60"
)
NOT_ALLOWED = text(405, "", allow="GET, HEAD")
BAD_REQUEST = text(400, "This is no HTTP request.\n")
TOO_LARGE = text(431, "Request headers too large.\n")
TOO_SLOW = text(408, "")
NOT_FOUND = text(404, "Not found.\n")
