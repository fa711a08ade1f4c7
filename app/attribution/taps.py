"""Calls to a shared number, shared between the codes whose call button was tapped just before."""

from collections.abc import Iterable
from typing import NamedTuple

from app.attribution.shares import shares

TAP_WINDOW = 120_000
"""How long after a tap on a call button a call may still be that person's, in ms."""


class Tap(NamedTuple):
    """A tap on a call button. `visitor` tells two taps of one person from two people."""

    at: int
    code: int
    visitor: int


class Share(NamedTuple):
    """A candidate code and its part of the conversion, in millionths."""

    code: int
    share: int


def candidates(at: int, taps: Iterable[Tap]) -> tuple[Share, ...]:
    """The codes whose call button was tapped in `[at - 120 s, at]`, likeliest first.

    Each person weighs the same: of several taps of one visitor only the latest counts. Shares are
    millionths and sum to 1,000,000; ties go to the lower code id.
    """
    latest: dict[int, Tap] = {}
    for tap in taps:
        if at - TAP_WINDOW <= tap.at <= at:
            latest[tap.visitor] = max(tap, latest.get(tap.visitor, tap))
    people: dict[int, int] = {}
    for tap in latest.values():
        people[tap.code] = people.get(tap.code, 0) + 1
    codes = sorted(people, key=lambda code: (-people[code], code))
    return tuple(map(Share, codes, shares([people[code] for code in codes])))
