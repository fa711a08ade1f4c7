"""Shapley values: what each channel adds, averaged over all orders in which it could have joined.

Both games are solved in closed form over what was observed, never over all 2^n sets.
"""

from collections.abc import Hashable, Sequence
from fractions import Fraction
from math import comb

from app.attribution.journeys import Trail

Set = frozenset[Hashable]


def subset(trails: Sequence[Trail]) -> dict[Hashable, Fraction]:
    """The game where a set of channels is worth the conversions of all trails inside it.

    Each conversion is then shared equally by the distinct channels of its trail (Zhao, Mahboobi
    and Bagheri, "Shapley Value Methods for Attribution Modeling in Online Advertising", 2018,
    section 3).
    """
    credit: dict[Hashable, Fraction] = {}
    for trail in trails:
        distinct = dict.fromkeys(trail.channels)
        for channel in distinct:
            part = Fraction(trail.conversions, len(distinct))
            credit[channel] = credit.get(channel, Fraction(0)) + part
    return credit


def rate(trails: Sequence[Trail]) -> dict[Hashable, Fraction]:
    """The game, for every set seen, where a part of it is worth its own rate of conversion.

    A part that was never seen is worth 0. A channel gets less than nothing where others convert
    better without it.
    """
    seen = _by_set(trails)
    worth = {names: Fraction(yes, yes + no) for names, (yes, no) in seen.items() if yes}
    credit: dict[Hashable, Fraction] = {}
    for names in seen:
        for channel in names:
            credit.setdefault(channel, Fraction(0))
    for names, value in worth.items():
        people = seen[names][0] / value
        for part, part_value in worth.items():
            if part <= names:
                for channel in names:
                    credit[channel] += people * part_value * _weight(names, part, channel)
    return credit


def _weight(names: Set, part: Set, channel: Hashable) -> Fraction:
    """How often, over all orders of `names`, `part` counts for or against `channel`."""
    size, count = len(part), len(names)
    if channel in part:
        return Fraction(1, size * comb(count, size))
    return -Fraction(1, (count - size) * comb(count, size))


def _by_set(trails: Sequence[Trail]) -> dict[Set, tuple[int, int]]:
    seen: dict[Set, tuple[int, int]] = {}
    for trail in trails:
        names = frozenset(trail.channels)
        yes, no = seen.get(names, (0, 0))
        if names and trail.conversions + trail.nulls:
            seen[names] = (yes + trail.conversions, no + trail.nulls)
    return seen
