"""Rates and their intervals: one rate, the difference of two, the ratio of two."""

from functools import lru_cache
from math import exp, log, sqrt
from statistics import NormalDist
from typing import NamedTuple

_NORMAL = NormalDist()


class Count(NamedTuple):
    """`hits` of `total`."""

    hits: int
    total: int

    @property
    def rate(self) -> float:
        """Hits per total; 0 of 0 is 0."""
        return self.hits / self.total if self.total else 0.0


class Interval(NamedTuple):
    """From `low` to `high`, both included."""

    low: float
    high: float


@lru_cache(maxsize=64)
def quantile(confidence: float) -> float:
    """Standard errors on each side: 1.96 for 0.95. Raises ValueError beyond 0 to 1."""
    if not 0 < confidence < 1:
        raise ValueError("a confidence between 0 and 1")
    return _NORMAL.inv_cdf((1 + confidence) / 2)


def wilson(count: Count, confidence: float = 0.95) -> Interval:
    """The score interval of a rate (Wilson 1927). Of nothing nothing is known: 0 to 1."""
    _checked(count)
    hits, total = count
    if not total:
        return Interval(0.0, 1.0)
    z2 = quantile(confidence) ** 2
    middle = (hits + z2 / 2) / (total + z2)
    half = sqrt(z2) / (total + z2) * sqrt(hits * (total - hits) / total + z2 / 4)
    low = 0.0 if hits == 0 else max(0.0, middle - half)
    high = 1.0 if hits == total else min(1.0, middle + half)
    return Interval(low, high)


def difference(first: Count, second: Count, confidence: float = 0.95) -> Interval:
    """The interval of the first rate less the second (Newcombe 1998, method 10: hybrid score)."""
    one, two = wilson(first, confidence), wilson(second, confidence)
    gap = first.rate - second.rate
    down = sqrt((first.rate - one.low) ** 2 + (two.high - second.rate) ** 2)
    up = sqrt((one.high - first.rate) ** 2 + (second.rate - two.low) ** 2)
    return Interval(gap - down, gap + up)


def ratio(first: Count, second: Count, confidence: float = 0.95) -> Interval | None:
    """The interval of the first rate divided by the second (Katz 1978, on the log scale).

    None where either has no hits: the data set no bound that means anything.
    """
    _checked(first)
    _checked(second)
    if not first.hits or not second.hits:
        return None
    spread = 1 / first.hits - 1 / first.total + 1 / second.hits - 1 / second.total
    half = quantile(confidence) * sqrt(spread)
    middle = log(first.rate / second.rate)
    return Interval(exp(middle - half), exp(middle + half))


def _checked(count: Count) -> None:
    if not 0 <= count.hits <= count.total:
        raise ValueError(f"{count.hits} of {count.total} is no count")
