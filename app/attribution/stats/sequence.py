"""A confidence sequence: an interval that stays true however often it is looked at.

Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas, "Time-uniform central limit theory and asymptotic
confidence sequences", arXiv 2103.06476, eq. 9, with the mixture variance of eq. 161 tuned to be
narrowest at `tuned` people. It is wider than an interval for one look: that is its price.
"""

from math import exp, log, sqrt
from typing import NamedTuple

from app.attribution.stats.proportions import Count


class Look(NamedTuple):
    """The first rate less the second, valid at every look, and its always-valid p value."""

    low: float
    high: float
    p: float


def look(first: Count, second: Count, alpha: float = 0.05, tuned: int = 5000) -> Look:
    """What may be said now, and at any other time. Before both arms vary: anything (p = 1)."""
    people = first.total + second.total
    spread = _variance(first) + _variance(second)
    if not first.total or not second.total or not spread:
        return Look(-1.0, 1.0, 1.0)
    gap = first.rate - second.rate
    weight = people * _mixture(alpha, tuned) + 1
    half = sqrt(spread * 2 * weight / (weight - 1) * log(sqrt(weight) / alpha))
    evidence = gap * gap / spread * (weight - 1) / weight / 2 - log(weight) / 2
    return Look(gap - half, gap + half, exp(-max(0.0, evidence)))


def _mixture(alpha: float, tuned: int) -> float:
    """The squared rho of the paper for the narrowest sequence at `tuned` people (eq. 161)."""
    if not 0 < alpha < 1 or tuned < 1:
        raise ValueError("an error between 0 and 1, and at least one person")
    return (-2 * log(alpha) + log(-2 * log(alpha) + 1)) / tuned


def _variance(count: Count) -> float:
    return count.rate * (1 - count.rate) / count.total if count.total else 0.0
