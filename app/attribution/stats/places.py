"""Two versions compared where whole places, and not people, have one or the other.

What happens at one place hangs together, so places are what varies: the ratio of the two pooled
rates, with a standard error from the places' own differences (ratio estimator: Cochran 1977, 6.4;
delta method, log scale) and Student's t. A place that has both versions counts as a pair.
"""

from collections.abc import Mapping
from math import atan, ceil, cos, exp, inf, log, pi, sqrt
from statistics import NormalDist
from typing import NamedTuple

from app.attribution.stats.proportions import Interval


class Size(NamedTuple):
    """What one place had of a version: `hits` of so many (copies printed, people)."""

    hits: float
    total: float


class Compared(NamedTuple):
    """`relative` 0.1: the first version's rate is a tenth above the second's; its interval.

    Unbounded, with `error` None, where a version has no hits or stands at one place only. `error`
    is the standard error on the log scale, `places` the number of those of the version with fewer.
    """

    relative: float | None
    interval: Interval
    error: float | None
    places: int


def compare(
    first: Mapping[str, Size], second: Mapping[str, Size], confidence: float = 0.95
) -> Compared:
    """The first version against the second, each by place."""
    places = min(len(first), len(second))
    one, two = _whole(first), _whole(second)
    if not (one.hits and two.hits and one.total and two.total):
        return Compared(None, Interval(-1.0, inf), None, places)
    gap = log(one.hits / one.total) - log(two.hits / two.total)
    if places < 2:
        return Compared(exp(gap) - 1, Interval(-1.0, inf), None, places)
    strays = _strays(first, one), _strays(second, two)
    names = {*first, *second}
    error = sqrt(sum((strays[0].get(n, 0.0) - strays[1].get(n, 0.0)) ** 2 for n in names))
    half = student(confidence, places - 1) * error
    bounds = Interval(exp(gap - half) - 1, exp(min(gap + half, 700)) - 1)
    return Compared(exp(gap) - 1, bounds, error, places)


def wanted(compared: Compared, rise: float = 0.2, alpha: float = 0.05, power: float = 0.8) -> int:
    """Places of each version by which a rise would show, were others to vary as these do.

    0 where these do not vary at all, or nobody can know.
    """
    if not compared.error:
        return 0
    reach = student(1 - alpha, max(compared.places - 1, 1)) + NormalDist().inv_cdf(power)
    return ceil(compared.places * (compared.error * reach / log(1 + rise)) ** 2)


def _whole(places: Mapping[str, Size]) -> Size:
    sizes = places.values()
    return Size(sum(size.hits for size in sizes), sum(size.total for size in sizes))


def _strays(places: Mapping[str, Size], whole: Size) -> dict[str, float]:
    """By how much each place moves the logarithm of the pooled rate."""
    rate, scale = whole.hits / whole.total, sqrt(len(places) / (len(places) - 1)) / whole.hits
    return {name: (size.hits - rate * size.total) * scale for name, size in places.items()}


def student(confidence: float, freedom: int) -> float:
    """Standard errors on each side for Student's t with whole degrees of freedom."""
    if not 0 < confidence < 1 or freedom < 1:
        raise ValueError("a confidence between 0 and 1, and a degree of freedom")
    low, high = 0.0, 2.0
    while _inside(high, freedom) < confidence:
        high *= 2
    for _halving in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if _inside(middle, freedom) < confidence else (low, middle)
    return high


def _inside(t: float, freedom: int) -> float:
    """P(-t < T < t) (Abramowitz and Stegun 26.7.3 and 26.7.4)."""
    angle = atan(t / sqrt(freedom))
    sine, cosine = t / sqrt(freedom + t * t), cos(angle)
    odd = freedom % 2
    term, total = (cosine, 0.0) if odd else (1.0, 0.0)
    for step in range(1 + odd, freedom, 2):
        total += term
        term *= cosine * cosine * step / (step + 1)
    return 2 / pi * (angle + sine * total) if odd else sine * total
