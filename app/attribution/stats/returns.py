"""Return on print spend, with an interval by bootstrap over days."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from app.attribution.stats.proportions import Interval

DRAWS = 2_000


class Return(NamedTuple):
    """Value brought per unit of cost: 2.5 is 2.50 EUR for every 1.00 EUR of print."""

    ratio: float
    interval: Interval


def return_on(
    value_minor: Sequence[int],
    cost_minor: int | None,
    rng: np.random.Generator,
    confidence: float = 0.95,
) -> Return | None:
    """The return on a cost from the net value of each day; None where the cost is unknown or 0.

    Both are in minor units of one currency. Days are drawn with replacement and the percentiles
    taken (Efron and Tibshirani 1993, chapter 13): with few days or a few huge orders it is too
    narrow, so show it from thirty days on.
    """
    if not cost_minor or not value_minor:
        return None
    days = np.asarray(value_minor, dtype=float)
    drawn = rng.integers(len(days), size=(DRAWS, len(days)))
    ratios = days[drawn].sum(axis=1) / cost_minor
    edge = (1 - confidence) / 2
    low, high = np.quantile(ratios, [edge, 1 - edge])
    return Return(sum(value_minor) / cost_minor, Interval(float(low), float(high)))
