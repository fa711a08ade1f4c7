"""The chi-square test that people were split between the arms as planned."""

from collections.abc import Sequence
from math import erfc, exp, gamma, sqrt

ALARM = 0.001
"""Below this p value an experiment is broken and its result must not be read."""


def survival(statistic: float, freedom: int) -> float:
    """P(chi-square with `freedom` degrees > `statistic`) (Abramowitz and Stegun 26.4.4, 26.4.5)."""
    if freedom < 1 or statistic < 0:
        raise ValueError("a statistic of 0 or more and at least one degree of freedom")
    half = statistic / 2
    odd = freedom % 2 == 1
    total = erfc(sqrt(half)) if odd else 0.0
    power = 0.5 if odd else 0.0
    term = exp(-half) * half**power / gamma(power + 1)
    while power < freedom / 2:
        total += term
        power += 1
        term *= half / power
    return min(1.0, total)


def split_check(counts: Sequence[int], planned: Sequence[float]) -> float:
    """The p value of people arriving as in `counts` where `planned` gives their proportions.

    Called sample ratio mismatch elsewhere. Raises ValueError for fewer than two arms, or where
    nobody was planned for one.
    """
    if len(counts) != len(planned) or len(counts) < 2 or min(planned) <= 0 or min(counts) < 0:
        raise ValueError("at least two arms, each with a planned share above 0")
    people, whole = sum(counts), sum(planned)
    if not people:
        return 1.0
    expected = [people * part / whole for part in planned]
    gaps = zip(counts, expected, strict=True)
    return survival(sum((have - want) ** 2 / want for have, want in gaps), len(counts) - 1)
