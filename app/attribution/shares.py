"""Splitting a whole into integer parts that sum to it exactly, by the largest remainder.

Weights are turned into exact whole numbers first, so the result depends on no rounding mode and no
order of addition. Ties in the remainder go to the earlier part.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import lcm

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
    whole_weights = _integers(weights)
    whole = sum(whole_weights)
    parts, remainders = [], []
    for weight in whole_weights:
        part, remainder = divmod(total * weight, whole)
        parts.append(part)
        remainders.append(remainder)
    left = total - sum(parts)
    for index in sorted(range(len(parts)), key=lambda i: (-remainders[i], i))[:left]:
        parts[index] += 1
    return tuple(parts)


def within(amounts: Sequence[int], total: int) -> tuple[int, ...]:
    """Parts of `total` in proportion to `amounts`, none above its amount, all of 0 or more.

    `total` is at most their sum. Unlike `split`, a larger total never makes any part smaller, so
    amounts can be used up in any number of steps: Webster's divisor method, which is house-monotone
    (Balinski and Young, Fair Representation, 1982). Ties go to the earlier part.
    """
    whole = sum(amounts)
    if not 0 <= total <= whole or min(amounts, default=0) < 0:
        raise ValueError(f"{total} is not within 0 and {whole}")
    if not whole:
        return tuple(amounts)
    # Rounding by this multiplier gives at most `total`, and a part of the final answer.
    numerator = max(0, 2 * total - len(amounts))
    parts = [-(-(amount * numerator - whole) // (2 * whole)) for amount in amounts]
    for _step in range(total - sum(parts)):
        parts[_next(amounts, parts)] += 1
    return tuple(parts)


def _next(amounts: Sequence[int], parts: Sequence[int]) -> int:
    claims = (Fraction(amount, 2 * part + 1) for amount, part in zip(amounts, parts, strict=True))
    return max((claim, -index) for index, claim in enumerate(claims))[1] * -1


def shares(weights: Sequence[Weight]) -> tuple[int, ...]:
    """Parts of one conversion in millionths; () for no weights. Raises ValueError as `split`."""
    return split(WHOLE, weights) if weights else ()


def _integers(weights: Sequence[Weight]) -> list[int]:
    """The weights in the smallest whole numbers with their common denominator, exactly."""
    try:
        ratios = [weight.as_integer_ratio() for weight in weights]
    except (OverflowError, ValueError):
        raise ValueError(f"weights must be finite: {list(weights)}") from None
    scale = lcm(*(denominator for _numerator, denominator in ratios))
    exact = [numerator * (scale // denominator) for numerator, denominator in ratios]
    if not any(exact) or min(exact) < 0:
        raise ValueError(f"weights must be 0 or more, and one above 0: {list(weights)}")
    return exact
