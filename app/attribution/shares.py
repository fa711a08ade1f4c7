"""Splitting a whole into integer parts that sum to it exactly, by the largest remainder.

Weights are turned into exact fractions first, so the result depends on no rounding mode and no
order of addition. Ties in the remainder go to the earlier part.
"""

from collections.abc import Sequence
from fractions import Fraction

WHOLE = 1_000_000
"""One conversion, in the millionths that shares are counted in."""

Weight = int | float | Fraction


def split(total: int, weights: Sequence[Weight]) -> tuple[int, ...]:
    """Parts of `total` (any sign) in proportion to `weights`; they sum to `total`.

    A negative total gives the exact mirror of the positive one. Raises ValueError for a negative,
    infinite or missing weight, and where all weights are zero.
    """
    if total < 0:
        return tuple(-part for part in split(-total, weights))
    exact = _exact(weights)
    whole = sum(exact)
    quotas = [total * weight / whole for weight in exact]
    parts = [quota.numerator // quota.denominator for quota in quotas]
    left = total - sum(parts)
    by_remainder = sorted(range(len(parts)), key=lambda i: (parts[i] - quotas[i], i))
    for index in by_remainder[:left]:
        parts[index] += 1
    return tuple(parts)


def shares(weights: Sequence[Weight]) -> tuple[int, ...]:
    """Parts of one conversion in millionths; () for no weights. Raises ValueError as `split`."""
    return split(WHOLE, weights) if weights else ()


def _exact(weights: Sequence[Weight]) -> list[Fraction]:
    try:
        exact = [Fraction(weight) for weight in weights]
    except (OverflowError, ValueError):
        raise ValueError(f"weights must be finite: {list(weights)}") from None
    if any(weight < 0 for weight in exact) or not any(exact):
        raise ValueError(f"weights must be 0 or more, and one above 0: {list(weights)}")
    return exact
