"""What print brought that nobody scanned: difference in differences over shops or regions.

Some clusters got the print and some were held out; each has a count before and after. The lift is
the change of the first less that of the second, on the log scale, so that a large region and a
small one may differ in size and not in change. Its p value and interval come from reassigning the
print to clusters in every way (Fisher's permutation test, inverted): no distribution is assumed,
only that clusters would have changed alike without it.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from math import comb, exp, floor, inf, log
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.attribution.stats.proportions import Interval

EXHAUSTIVE = 20_000
"""Up to so many ways all are tried; beyond, as many are drawn."""

Floats = NDArray[np.float64]


class Cluster(NamedTuple):
    """A shop or region: whether it got the print, and what it counted before and after."""

    name: str
    treated: bool
    before: int
    after: int


class Lift(NamedTuple):
    """`relative` 0.1 is a tenth more than without the print; `extra` is that in counts.

    The interval is of `relative`; it is unbounded where there are too few clusters for it.
    """

    relative: float
    extra: float
    interval: Interval
    p: float


def lift(clusters: Sequence[Cluster], rng: np.random.Generator, confidence: float = 0.95) -> Lift:
    """The lift of the treated clusters. `rng` is used only where there are too many ways to try.

    Raises ValueError unless there are clusters on both sides. An empty count is taken as one half.
    """
    treated = np.array([cluster.treated for cluster in clusters])
    if treated.all() or not treated.any():
        raise ValueError("clusters with the print and clusters held out")
    change = np.array([log((c.after or 0.5) / (c.before or 0.5)) for c in clusters])
    effect = float(change[treated].mean() - change[~treated].mean())
    ways = np.array(list(_ways(treated, rng)))
    p, interval = _invert(change, treated, ways, 1 - confidence)
    relative = exp(effect) - 1
    seen = sum(cluster.after for cluster in clusters if cluster.treated)
    bounds = Interval(_risen(interval.low), _risen(interval.high))
    return Lift(relative, seen - seen / (1 + relative), bounds, p)


def around(
    series: Mapping[str, Mapping[int, int]], treated: Mapping[str, int], day: int, span: int
) -> list[Cluster]:
    """Clusters from daily counts: `span` days before an insertion and `span` days from it.

    `treated` gives the insertion day of the regions that had one; the others are compared around
    `day`. Days without a count are 0.
    """
    found = []
    for name, counts in series.items():
        start = treated.get(name, day)
        before = sum(counts.get(start - step, 0) for step in range(1, span + 1))
        after = sum(counts.get(start + step, 0) for step in range(span))
        found.append(Cluster(name, name in treated, before, after))
    return found


def _ways(treated: NDArray[np.bool_], rng: np.random.Generator) -> Iterator[NDArray[np.bool_]]:
    """Assignments of the print to as many clusters; the true one is always the first."""
    count, size = len(treated), int(treated.sum())
    yield treated
    if comb(count, size) > EXHAUSTIVE:
        for _draw in range(EXHAUSTIVE):
            yield rng.permutation(treated)
        return
    true = tuple(np.flatnonzero(treated))
    for chosen in combinations(range(count), size):
        if chosen != true:
            way = np.zeros(count, dtype=bool)
            way[list(chosen)] = True
            yield way


def _invert(
    change: Floats, treated: NDArray[np.bool_], ways: NDArray[np.bool_], alpha: float
) -> tuple[float, Interval]:
    """The p value of "no effect", and every effect whose own p value is above `alpha`.

    Were the effect d, a way's difference would be a - d b, with b how much it agrees with the true
    one. It is as large as the true one, |a| >= |effect - d|, exactly for d between two roots, so
    the interval's ends are order statistics of those roots: nothing is searched for.
    """
    size, other = int(treated.sum()), int((~treated).sum())
    a = ways @ change / size - ~ways @ change / other
    b = (ways & treated).sum(axis=1) / size - (~ways & treated).sum(axis=1) / other
    effect = a[0]
    with np.errstate(divide="ignore", invalid="ignore"):
        roots = np.stack([(effect - a) / (1 - b), (effect + a) / (1 + b)])
    always = np.isclose(np.abs(b), 1)
    low = np.where(always, -inf, np.fmin(*roots))
    high = np.where(always, inf, np.fmax(*roots))
    rank = min(floor(alpha * len(ways)), len(ways) - 1)
    p = float(np.mean(np.abs(a) >= abs(effect) - 1e-12))
    return p, Interval(float(np.sort(low)[rank]), float(np.sort(high)[::-1][rank]))


def _risen(effect: float) -> float:
    return inf if effect > 700 else exp(effect) - 1
