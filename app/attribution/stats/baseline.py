"""What an insertion brought where nobody could be held out, against the same weekdays before.
The insertion's days are compared with the mean of the same weekdays in the weeks before. How far
such a comparison strays by itself is seen by making it for earlier dates on which nothing appeared
(placebos): the true one is one more of them if the insertion did nothing. Weaker than a hold-out
(`lift`): whatever else happened in those very days is counted in.
"""

from collections.abc import Collection, Mapping
from math import exp, inf, log
from typing import NamedTuple

from app.attribution.stats.proportions import Interval


class Insertion(NamedTuple):
    """`relative` 0.1 is a tenth above the baseline; `extra` is that in counts.

    `placebos` is the number of earlier dates it was compared with; with fewer than 39 of them the
    95 % interval, of `relative`, is unbounded.
    """

    relative: float
    extra: float
    interval: Interval
    p: float
    placebos: int


def insertion(
    series: Mapping[int, int],
    day: int,
    span: int = 7,
    weeks: int = 4,
    busy: Collection[int] = (),
    alpha: float = 0.05,
) -> Insertion:
    """The effect of an insertion on `day`, over `span` days from it, from daily counts.

    The first day of `series` is its beginning; later days without a count are 0. `busy` are the
    days that other insertions touched: they serve neither as baseline nor as placebo. Raises
    ValueError where there is no week before to compare with.
    """
    seen = _Counts(series, min(series, default=day), frozenset(busy))
    change = seen.change(day, span, weeks)
    if change is None:
        raise ValueError("a whole baseline before the insertion, free of other insertions")
    strays = []
    for start in range(day - span, seen.first - 1, -span):
        stray = seen.change(start, span, weeks)
        if stray is not None and seen.free(start, span):
            strays.append(stray)
    strays.sort()
    count, relative = len(strays), exp(change) - 1
    p = (1 + sum(abs(stray) >= abs(change) for stray in strays)) / (1 + count)
    total = seen.total(day, span)
    interval = _interval(change, strays, alpha)
    return Insertion(relative, total - total / (1 + relative), interval, p, count)


class _Counts(NamedTuple):
    series: Mapping[int, int]
    first: int
    busy: frozenset[int]

    def total(self, start: int, span: int) -> float:
        return sum(self.series.get(start + step, 0) for step in range(span)) or 0.5

    def free(self, start: int, span: int) -> bool:
        return not any(start + step in self.busy for step in range(span))

    def change(self, start: int, span: int, weeks: int) -> float | None:
        """The logarithm of observed over expected; None without a whole baseline."""
        shift = 7 * -(-span // 7)
        before = [start - shift * step for step in range(1, weeks + 1)]
        if before[-1] < self.first or not all(self.free(earlier, span) for earlier in before):
            return None
        expected = sum(self.total(earlier, span) for earlier in before) / weeks
        return log(self.total(start, span) / expected)


def _interval(change: float, strays: list[float], alpha: float) -> Interval:
    """All effects whose removal would leave a change no more extreme than placebos are."""
    rank = int(alpha / 2 * (len(strays) + 1))
    if rank < 1:
        return Interval(-1.0, inf)
    return Interval(exp(change - strays[-rank]) - 1, exp(change - strays[rank - 1]) - 1)
