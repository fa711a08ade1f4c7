"""How many people a test needs, and what it can show with those it has."""

from math import ceil, sqrt
from statistics import NormalDist

_NORMAL = NormalDist()


def per_arm(base: float, other: float, alpha: float = 0.05, power: float = 0.8) -> int:
    """People needed in each arm to tell `other` from `base`, two-sided (Fleiss 1981, eq. 3.14)."""
    for rate in (base, other, alpha, power):
        if not 0 < rate < 1:
            raise ValueError("rates, error and power lie between 0 and 1")
    if base == other:
        raise ValueError("two rates that differ")
    mean = (base + other) / 2
    null = _NORMAL.inv_cdf(1 - alpha / 2) * sqrt(2 * mean * (1 - mean))
    real = _NORMAL.inv_cdf(power) * sqrt(base * (1 - base) + other * (1 - other))
    return ceil(((null + real) / (base - other)) ** 2)


def detectable(base: float, people: int, alpha: float = 0.05, power: float = 0.8) -> float | None:
    """The smallest relative rise over `base` that `people` per arm would show: 0.2 is +20 %.

    None where not even a rise to nearly 100 % would show.
    """
    low, high = base, 1 - 1e-9
    if per_arm(base, high, alpha, power) > people:
        return None
    for _halving in range(60):
        middle = (low + high) / 2
        shows = middle > base and per_arm(base, middle, alpha, power) <= people
        low, high = (low, middle) if shows else (middle, high)
    return high / base - 1


def design_effect(size: float, correlation: float) -> float:
    """By how much people of one cluster count less: 1 + (m - 1) ICC (Kish 1965, 5.4).

    `size` is the mean number of people in a cluster, `correlation` how alike they are. Multiply
    `per_arm` by it where whole shops or regions, and not people, are assigned.
    """
    return 1 + (size - 1) * correlation
