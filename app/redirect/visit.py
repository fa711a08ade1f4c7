"""From an HTTP request to what is kept of it. Addresses and user agents go in and stay nowhere."""

import hmac
import ipaddress
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any, NamedTuple

Headers = Mapping[bytes, bytes]
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_REMEMBERED = 65_536
_PURPOSE_WORDS = {
    b"sec-purpose": (b"prefetch", b"prerender"),
    b"purpose": (b"prefetch", b"prerender"),
    b"x-purpose": (b"preview", b"instant"),
    b"x-moz": (b"prefetch",),
}
PURPOSES = frozenset(_PURPOSE_WORDS)  # headers that say why a browser asks


class Request(NamedTuple):
    """What the redirect reads of an HTTP request; header names are lower case.

    `path` has no query; `peer` is the address at the other end of the connection.
    """

    method: bytes
    path: bytes
    headers: Headers
    peer: str


class Place(NamedTuple):
    """Where a request comes from: its network (/16 of IPv4, /48 of IPv6) and country, or empty."""

    network: str
    country: str


def is_prefetch(headers: Headers) -> bool:
    """Whether a browser asks ahead of a tap (Sec-Purpose, Purpose, X-Purpose, X-Moz)."""
    return any(
        word in headers.get(name, b"").lower()
        for name, words in _PURPOSE_WORDS.items()
        for word in words
    )


@lru_cache(_REMEMBERED)
def first_language(accept_language: bytes) -> str:
    """The primary subtag of the language wanted most (RFC 9110, 12.5.4); empty: none given."""
    best, weight = "", 0.0
    for part in accept_language[:500].decode("latin-1").split(","):
        tag, _sep, quality = part.partition(";q=")
        try:
            given = float(quality) if quality else 1.0
        except ValueError:
            continue
        primary = tag.strip().lower().split("-")[0]
        if given > weight and primary.isascii() and primary.isalpha() and 2 <= len(primary) <= 3:
            best, weight = primary, given
    return best


def networks(texts: Iterable[str]) -> tuple[Network, ...]:
    """Addresses and networks as written in a setting. Raises ValueError."""
    return tuple(ipaddress.ip_network(text, strict=False) for text in texts)


class Origins:
    """Tells which address counts, its network, and its country.

    X-Forwarded-For is read from its end for as long as the hop before is a trusted proxy, so a
    visitor cannot choose an address. `country_of` answers an address with ISO 3166 letters.
    """

    def __init__(
        self, trusted: tuple[Network, ...] = (), country_of: Callable[[str], str] | None = None
    ) -> None:
        self._trusted = trusted
        self._country_of = country_of
        self.place = lru_cache(_REMEMBERED)(self._place)
        self.trusts = lru_cache(1024)(self._trusts)

    def of(self, peer: str, headers: Headers) -> Place:
        """The place a request comes from."""
        return self.place(self.address(peer, headers) if self._trusted else peer)

    def address(self, peer: str, headers: Headers) -> str:
        """The address of the visitor."""
        if not self._trusted or not self.trusts(peer):
            return peer
        address = peer
        hops = headers.get(b"x-forwarded-for", b"").decode("latin-1").split(",")
        for hop in reversed(hops[-20:]):
            clean = _bare(hop)
            if clean is None:
                break
            address = clean
            if not self.trusts(clean):
                break
        return address

    def _trusts(self, address: str) -> bool:
        try:
            ip = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(ip in network for network in self._trusted if network.version == ip.version)

    def _place(self, address: str) -> Place:
        try:
            ip = ipaddress.ip_address(address)
        except ValueError:
            return Place("", "")
        if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
            ip = ip.ipv4_mapped
        bits = 16 if ip.version == 4 else 48
        network = str(ipaddress.ip_network(f"{ip}/{bits}", strict=False))
        return Place(network, self._country_of(str(ip)) if self._country_of else "")


def _bare(hop: str) -> str | None:
    """An address of X-Forwarded-For without port, brackets or zone; None where it is none."""
    text = hop.strip().partition("%")[0]
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return None


class Visitors:
    """Numbers that stand for visitors of one UTC day: lower bounds, meaningless the day after.

    The first 63 bits of HMAC-SHA256(salt of the day, brand + network + user agent).
    """

    def __init__(self, salt: bytes) -> None:
        self._state = hmac.new(salt, b"", sha256)
        self.number = lru_cache(_REMEMBERED)(self._number)

    def _number(self, brand: str, network: str, user_agent: bytes) -> int:
        state = self._state.copy()
        state.update(f"{brand}\0{network}\0".encode() + user_agent[:512])
        return int.from_bytes(state.digest()[:8], "big") >> 1


def utc_day(now: int) -> date:
    """The UTC day of a time in milliseconds."""
    return datetime.fromtimestamp(now / 1000, UTC).date()


def countries(path: str) -> Callable[[str], str] | None:
    """Look-up of countries in a MaxMind-format file; None without a file.

    Raises ModuleNotFoundError where the optional `maxminddb` is not installed.
    """
    if not path:
        return None
    import maxminddb

    reader: Any = maxminddb.open_database(path)

    def look_up(address: str) -> str:
        found = reader.get(address) or {}
        return str((found.get("country") or {}).get("iso_code") or "")

    return look_up
