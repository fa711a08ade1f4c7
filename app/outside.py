"""The one way to an address that somebody gave us: only out into the public Internet.

The name is resolved once; if any of its addresses is not public the whole is refused, and the
connection goes to the very address that was looked at, so that a name cannot change its mind in
between. Redirects are not followed: each would be an address to look at anew.
"""

import http.client
import ipaddress
import re
import socket
import ssl
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

Resolve = Callable[[str, int], Sequence[str]]
Allowed = Callable[[str], bool]
_PORTS = (443, 8443)
_HOST = re.compile(r"[a-z0-9.-]{1,253}|[0-9a-f:.]{2,45}")  # a name or an address
_URI = re.compile(r"(?:[\w.~:/?#\[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2}){1,2000}", re.ASCII)  # RFC 3986


class Unsafe(OSError):
    """An address that we do not go to; the message says why."""


class Target(NamedTuple):
    """Where to connect (`address`), and whom to ask for there."""

    host: str
    port: int
    path: str
    address: str


class Reply(NamedTuple):
    """A status, and where it sends on to, if anywhere."""

    status: int
    location: str


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public Internet's, also inside IPv6 wrappings."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo or (None, None))[1]
        if inner is not None:
            return inner.is_global and not inner.is_multicast
        if found in ipaddress.ip_network("64:ff9b::/96"):  # NAT64 (RFC 6052)
            return is_public(str(ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)))
    return found.is_global and not found.is_multicast


def addresses(host: str, port: int) -> list[str]:
    """Every address of a host, as the system resolves it."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(row[4][0]) for row in found]


def shape(url: str) -> tuple[str, int, str]:
    """Host, port and path of an https address that may be called. Raises Unsafe."""
    try:
        parts = urlsplit(url)
        port = parts.port or 443
    except ValueError as error:
        raise Unsafe("is no address") from error
    written = _URI.fullmatch(url) and _HOST.fullmatch(parts.hostname or "")
    if parts.scheme != "https" or not parts.hostname or not written:
        raise Unsafe("must be an https address")
    if "@" in parts.netloc or parts.fragment or port not in _PORTS:
        raise Unsafe("must have no user name, no fragment, and port 443 or 8443")
    return parts.hostname, port, (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def target(url: str, resolve: Resolve = addresses, allowed: Allowed = is_public) -> Target:
    """Look an address up and at. Raises Unsafe, or OSError where there is none."""
    host, port, path = shape(url)
    try:
        found = resolve(host, port)
    except UnicodeError as error:
        raise Unsafe("is no host name") from error
    if not found or not all(allowed(address) for address in found):
        raise Unsafe("leads into a private network")
    return Target(host, port, path, found[0])


def post(
    to: Target,
    headers: Mapping[str, str],
    body: bytes,
    context: ssl.SSLContext | None = None,
    timeout: float = 10,
) -> int:
    """Send to exactly that address; the status. Nothing of the answer's body is read."""
    return _send("POST", to, headers, body, context, timeout).status


def get(
    to: Target,
    headers: Mapping[str, str],
    context: ssl.SSLContext | None = None,
    timeout: float = 10,
) -> Reply:
    """Ask exactly that address. Nothing of the answer's body is read, no redirect followed."""
    return _send("GET", to, headers, None, context, timeout)


def _send(
    method: str,
    to: Target,
    headers: Mapping[str, str],
    body: bytes | None,
    context: ssl.SSLContext | None,
    timeout: float,
) -> Reply:
    line = _Pinned(to, context or ssl.create_default_context(), timeout)
    try:
        line.request(method, to.path, body, dict(headers))
        answer = line.getresponse()
        return Reply(answer.status, answer.headers.get("Location", ""))
    except http.client.HTTPException as error:
        raise OSError(str(error)) from error
    finally:
        line.close()


class _Pinned(http.client.HTTPSConnection):
    """Connects to an address, and checks the certificate of the host."""

    def __init__(self, to: Target, context: ssl.SSLContext, timeout: float) -> None:
        super().__init__(to.host, to.port, timeout=timeout, context=context)
        self._to, self._tls, self._patience = to, context, timeout

    def connect(self) -> None:
        plain = socket.create_connection((self._to.address, self._to.port), self._patience)
        try:
            self.sock = self._tls.wrap_socket(plain, server_hostname=self._to.host)
        except BaseException:
            plain.close()
            raise
