"""What a person agreed to, as it stands on their phone: a number, and how they like to reach us.

Cookies of the redirect host, set after a consent and never before; without one nothing is read. The
number means nothing by itself: its proof stands in the catalog (app.store.privacy). Pure.
"""

import re
from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie
from typing import NamedTuple

ID, WAY = "relais", "relais-way"
DAYS = 390
"""How long a number is kept, from the consent on: 13 months at most, whichever they are."""
QUERY = "relais_id"
"""The parameter that takes the number to the brand's own pages."""
_DAY = 86_400_000
_PREFIX = "__Host-"  # set by this very host over https, for all of it
_ID = re.compile(r"([0-9a-f]{32})\.([0-9]{5,6})")
_WAY = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


class Person(NamedTuple):
    """Who agreed: a random number, the UTC day (since 1970) it ends, the way they last chose."""

    id: str
    until: int
    way: str = ""

    @property
    def number(self) -> int:
        """The first 63 bits: they stand for the person in a journal until that is read."""
        return int(self.id[:16], 16) >> 1


def numbered(number: int) -> tuple[str, str]:
    """The least and the greatest id whose `number` this is."""
    return f"{number << 1:016x}{'0' * 16}", f"{number << 1 | 1:016x}{'f' * 16}"


def secure(host: str) -> bool:
    """Whether cookies of a Host ask for https: all but those of this machine, for trials."""
    return host.partition(":")[0] not in ("localhost", "127.0.0.1")


def refuses(headers: Mapping[bytes, bytes]) -> bool:
    """Whether a browser says no by itself (Global Privacy Control, Do Not Track)."""
    return headers.get(b"sec-gpc") == b"1" or headers.get(b"dnt") == b"1"


def person(headers: Mapping[bytes, bytes], now: int) -> Person | None:
    """Who asks, where they agreed to being known; header names in lower case, `now` in ms."""
    sent = headers.get(b"cookie", b"")
    if ID.encode() not in sent or refuses(headers):
        return None
    try:
        cookies = SimpleCookie(sent[:4096].decode("latin-1"))
    except CookieError:
        return None
    found = _ID.fullmatch(_value(cookies, ID))
    today = now // _DAY
    if found is None or not today <= int(found[2]) <= today + DAYS:
        return None
    way = _value(cookies, WAY)
    return Person(found[1], int(found[2]), way if _WAY.fullmatch(way) else "")


def fresh(id: str, now: int) -> Person:
    """A person who agrees now; `id` is 32 random hexadecimal digits."""
    return Person(id, now // _DAY + DAYS)


def remember(who: Person, now: int, *, secure: bool = True) -> str:
    """The Set-Cookie that keeps the number. `secure` is false on this machine alone, for trials."""
    return _cookie(ID, f"{who.id}.{who.until}", who, now, secure)


def remember_way(who: Person, way: str, now: int, *, secure: bool = True) -> str:
    """The Set-Cookie that keeps how a person likes to reach the brand; it ends with the number."""
    return _cookie(WAY, way, who, now, secure)


def forget(*, secure: bool = True) -> tuple[str, ...]:
    """The Set-Cookies that take everything back."""
    nobody = Person("", 0)
    return tuple(_cookie(name, "", nobody, 0, secure) for name in (ID, WAY))


def _cookie(name: str, value: str, who: Person, now: int, secure: bool) -> str:
    seconds = max(0, (who.until * _DAY - now) // 1000)
    head = f"{_PREFIX if secure else ''}{name}={value}; Path=/; Max-Age={seconds}"
    return f"{head}; HttpOnly; SameSite=Lax{'; Secure' if secure else ''}"


def _value(cookies: "SimpleCookie", name: str) -> str:
    found = cookies.get(f"{_PREFIX}{name}") or cookies.get(name)
    return found.value if found is not None else ""
