"""Rates with their uncertainty: Wilson's interval, and when there is too little to say anything."""

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

# Our judgement: below these a percentage would be noise, so only "k of n" and the interval show.
FEWEST_TRIALS = 30
FEWEST_HITS = 5


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
        return self.low is not None and self.trials >= FEWEST_TRIALS and self.hits >= FEWEST_HITS

    @property
    def value(self) -> float | None:
        """The rate; None where there are not enough data."""
        return self.hits / self.trials if self.enough else None


def rate(hits: float, trials: int, confidence: float = 0.95) -> Rate:
    """The rate and its two-sided Wilson score interval (Wilson 1927; Brown, Cai, DasGupta 2001)."""
    if trials <= 0 or not 0 <= hits <= trials:
        return Rate(hits, trials, None, None)
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    share, spread = hits / trials, z * z / trials
    middle = (share + spread / 2) / (1 + spread)
    half = z * sqrt(share * (1 - share) / trials + spread / trials / 4) / (1 + spread)
    # At the ends the formula gives 0 and 1 but for rounding.
    low = 0.0 if hits == 0 else middle - half
    high = 1.0 if hits == trials else middle + half
    return Rate(hits, trials, low, high)
