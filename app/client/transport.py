"""One request: sent, sent again where that is safe, and its answer or its error.

Safe to send again are requests that read, and changes under an idempotency key, which every change
of this client carries.
"""

import http.client
import json
import ssl
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from app.client.values import Fault, value_of

TRIES = 5
_FIRST_WAIT = 0.5
_LONGEST_WAIT = 60.0
_PASSING = (408, 425, 429, 500, 502, 503, 504)


class Reply(NamedTuple):
    """An answer: status, headers by their lower-case names, body."""

    status: int
    headers: Mapping[str, str]
    body: bytes


Transport = Callable[[str, str, Mapping[str, str], bytes], Reply]
"""(method, path with query, headers, body) -> Reply. Raises OSError where there is no answer."""
Sleep = Callable[[float], None]


class ApiError(Exception):
    """A refusal: its HTTP status, the stable code, what it says, and every single fault."""

    def __init__(self, reply: Reply) -> None:
        try:
            given = json.loads(reply.body)
        except ValueError:
            given = {}
        given = given if isinstance(given, dict) else {}
        self.status = reply.status
        self.code = str(given.get("code", "error"))
        self.detail = str(given.get("detail", f"status {reply.status}"))
        self.faults = tuple(value_of(Fault, one) for one in given.get("problems", ()))
        self.given: Mapping[str, Any] = given
        lines = [self.detail, *(f"{one.where}: {one.what} {one.instead}" for one in self.faults)]
        super().__init__("\n".join(line.strip() for line in lines))


def over_http(base: str, timeout: float = 60, context: ssl.SSLContext | None = None) -> Transport:
    """Requests to a server, each on a connection of its own. Plain http only to this machine."""
    parts = urlsplit(base)
    host, local = parts.hostname or "", parts.hostname in ("127.0.0.1", "::1", "localhost")
    if parts.scheme != "https" and not (parts.scheme == "http" and local):
        raise ValueError("the address must begin with https://")
    if parts.path.strip("/") or not host:
        raise ValueError("give the address of the console alone, such as https://q.example.fr")

    def send(method: str, path: str, headers: Mapping[str, str], body: bytes) -> Reply:
        line: http.client.HTTPConnection
        if parts.scheme == "https":
            line = http.client.HTTPSConnection(host, parts.port, timeout=timeout, context=context)
        else:
            line = http.client.HTTPConnection(host, parts.port, timeout=timeout)
        try:
            line.request(method, path, body or None, dict(headers))
            answer = line.getresponse()
            found = {name.lower(): value for name, value in answer.getheaders()}
            return Reply(answer.status, found, answer.read())
        except http.client.HTTPException as error:
            raise OSError(str(error)) from error
        finally:
            line.close()

    return send


def patiently(send: Transport, sleep: Sleep) -> Transport:
    """Send again what failed in passing, up to TRIES times, each time after a longer wait."""

    def patient(method: str, path: str, headers: Mapping[str, str], body: bytes) -> Reply:
        wait = _FIRST_WAIT
        for left in range(TRIES - 1, -1, -1):
            try:
                reply = send(method, path, headers, body)
            except OSError:
                if not left:
                    raise
                asked = ""
            else:
                if reply.status not in _PASSING or not left:
                    return reply
                asked = reply.headers.get("retry-after", "")
            sleep(min(float(asked), _LONGEST_WAIT) if asked.isdecimal() else wait)
            wait *= 2
        raise AssertionError("the last try returns or raises")

    return patient
