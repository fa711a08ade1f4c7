"""A rate as a report shows it: hits, trials, Wilson's interval, and whether they are enough."""

from dataclasses import dataclass
from typing import cast

from app.attribution.stats import enough
from app.attribution.stats.proportions import Count, wilson


@dataclass(frozen=True, slots=True)
class Rate:
    """`hits` of `trials`, and the interval the true rate lies in. All rates are fractions of 1.

    `low` and `high` are None where there is no interval: no trials, or more hits than trials (one
    scan may bring several orders).
    """

    hits: float
    trials: int
    low: float | None
    high: float | None

    @property
    def enough(self) -> bool:
        """Whether there are enough data to show a percentage."""
        return self.low is not None and enough.rate(_count(self.hits, self.trials))

    @property
    def value(self) -> float | None:
        """The rate; None where there are not enough data."""
        return self.hits / self.trials if self.enough else None


def rate(hits: float, trials: int) -> Rate:
    """The rate and its 95 % interval."""
    if trials <= 0 or not 0 <= hits <= trials:
        return Rate(hits, trials, None, None)
    low, high = wilson(_count(hits, trials))
    return Rate(hits, trials, low, high)


def _count(hits: float, trials: int) -> Count:
    # Shared credits make fractions of a hit; the formulas take them as they are.
    return Count(cast(int, hits), trials)
