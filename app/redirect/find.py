"""From host and path to a code: token, alias. A bad signature ends before any look-up."""

from typing import NamedTuple

from app.errors import BadToken
from app.model import Brand
from app.redirect.table import Spot, Table
from app.signing import PLAIN_LENGTH, SERIAL_LENGTH, Opened, Ring, canonical, decode

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})
_LENGTHS = (PLAIN_LENGTH, SERIAL_LENGTH)
_REMEMBERED = 100_000
_REMEMBERED_HOSTS = 1_000
# Copy 33,554,431 of any code is its test link: signed like every token, so nobody can forge one.
TEST_SERIAL = (1 << 25) - 1


class Found(NamedTuple):
    """What a request's host and path name. Without `spot`, `reason` says what is missing.

    `bad-token`, `unknown-host` and `unknown-alias` (of another length than a token) name nothing;
    `unknown-code` has a good signature, but its code is in no catalog.
    """

    brand: Brand | None
    spot: Spot | None = None
    id: int | None = None
    serial: int | None = None
    reason: str = ""


class Finder:
    """Looks up in one Table, and remembers the canonical tokens it has opened.

    In two halves: what is asked for again moves from the older into the newer, so that among
    millions of codes those in use stay known.
    """

    def __init__(self, table: Table) -> None:
        self.table = table
        self._known: dict[tuple[bytes, bytes], Found] = {}
        self._older: dict[tuple[bytes, bytes], Found] = {}
        self._hosts: dict[bytes, tuple[Brand, ...]] = {}

    def find(self, host: bytes, path: bytes) -> Found:
        """What `/TOKEN` or `/alias` on a host names."""
        key = (host, path)
        known = self._known.get(key)
        if known is not None:
            return known
        known = self._older.get(key)
        if known is not None:
            return self._remember(key, known)
        brands = self._brands(host)
        if not brands:
            return Found(None, reason="unknown-host")
        word = path[1:].decode("latin-1")
        found = self._by_token(brands, word)
        # Other spellings of a token are good too, but must not fill the memory.
        if found.spot is not None and word[:8] + word[-8:] == found.spot.token:
            self._remember(key, found)
        if found.reason in ("bad-token", "unknown-alias"):
            return self._by_alias(brands, word.lower()) or found
        return found

    def _remember(self, key: tuple[bytes, bytes], found: Found) -> Found:
        if len(self._known) >= _REMEMBERED:
            self._older, self._known = self._known, {}
        self._known[key] = found
        return found

    def imitated(self, found: Found, path: bytes) -> int | None:
        """The code whose id a token with a bad signature begins with."""
        if found.reason != "bad-token" or found.brand is None:
            return None
        id = decode(canonical(path[1:9].decode("latin-1")))
        spot = None if id is None else self.table.find(id)
        return spot.id if spot is not None and spot.brand.slug == found.brand.slug else None

    def meant(self, brand: Brand, path: bytes) -> list[str]:
        """The aliases of a brand that a typed path may have meant."""
        return self.table.near(brand.slug, path[1:].decode("utf-8", "replace"))

    def brand_of(self, host: bytes) -> Brand | None:
        """The one brand whose host this is."""
        return self.table.hosts.get(_name(host))

    def _brands(self, host: bytes) -> tuple[Brand, ...]:
        """The brands a host opens: its own; on this machine, for trying things out, all."""
        known = self._hosts.get(host)
        if known is not None:
            return known
        name, table = _name(host), self.table
        if name in _LOOPBACK:
            brands = tuple(table.brands.values())
        else:
            brands = (table.hosts[name],) if name in table.hosts else ()
        if brands and len(self._hosts) < _REMEMBERED_HOSTS:
            self._hosts[host] = brands
        return brands

    def _by_token(self, brands: tuple[Brand, ...], word: str) -> Found:
        for brand in brands:
            ring = self.table.rings.get(brand.slug)
            opened = ring and _opened(ring, word)
            if not opened:
                continue
            spot = self.table.find(opened.id)
            if spot is None or spot.brand.slug != brand.slug:
                return Found(brand, None, opened.id, opened.serial, "unknown-code")
            return Found(brand, spot, opened.id, opened.serial)
        reason = "bad-token" if len(word) in _LENGTHS else "unknown-alias"
        return Found(brands[0] if len(brands) == 1 else None, reason=reason)

    def _by_alias(self, brands: tuple[Brand, ...], word: str) -> Found | None:
        for brand in brands:
            spot = self.table.by_alias(brand.slug, word)
            if spot is not None:
                return Found(brand, spot, spot.id)
        return None


def _opened(ring: Ring, word: str) -> Opened | None:
    try:
        return ring.open(word)
    except BadToken:
        return None


def _name(host: bytes) -> str:
    """A Host header without port and final dot, lower case."""
    text = host.decode("latin-1").lower()
    if text.startswith("["):
        return text.partition("]")[0] + "]"
    return text.partition(":")[0].rstrip(".")
