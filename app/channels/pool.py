"""A pool of numbers for websites: each visitor sees one for a while: a call then tells the visit.

It follows a person: only after consent, and never in print. Pure: leases in, leases out. A number
is held for 30 minutes from the last heartbeat (the page sends one a minute), then rests, so that a
late call still finds whom it was shown to. With none free the common number is shown.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

HOLD = 30 * 60_000
REST = 30 * 60_000


class Lease(NamedTuple):
    """`number` was shown to `holder` from `since` until `until` (not included), in UTC ms."""

    number: str
    holder: str
    since: int
    until: int


def take(
    leases: Iterable[Lease], numbers: Sequence[str], holder: str, now: int, hold: int = HOLD
) -> tuple[tuple[Lease, ...], str]:
    """The leases with one for `holder`, and its number; an empty number where none is free.

    Taking again is the heartbeat. Of the free numbers the one unused for longest is taken.
    """
    kept = tuple(leases)
    for place, lease in enumerate(kept):
        if lease.holder == holder and lease.until > now and lease.number in numbers:
            longer = lease._replace(until=max(lease.until, now + hold))
            return (*kept[:place], longer, *kept[place + 1 :]), lease.number
    last = dict.fromkeys(numbers, -REST)
    for lease in kept:
        if lease.number in last:
            last[lease.number] = max(last[lease.number], lease.until)
    free = [number for number in numbers if last[number] + REST <= now]
    if not free:
        return kept, ""
    number = min(free, key=lambda one: (last[one], numbers.index(one)))
    return (*kept, Lease(number, holder, now, now + hold)), number


def holder(leases: Iterable[Lease], number: str, at: int) -> str:
    """To whom `number` was shown last before `at`, while it was held or rested; empty: nobody."""
    shown = [
        lease
        for lease in leases
        if lease.number == number and lease.since <= at < lease.until + REST
    ]
    return max(shown, key=lambda lease: lease.since).holder if shown else ""


def forget(leases: Iterable[Lease], now: int) -> tuple[Lease, ...]:
    """The leases that a call can still find."""
    return tuple(lease for lease in leases if lease.until + REST > now)
