"""The models that look at one path at a time: each gives a weight per touch, summing to 1.

Weights are exact fractions wherever the formula is rational. Formulas: docs/attribution.md.
"""

from collections.abc import Callable
from fractions import Fraction
from math import inf

from app.attribution.journeys import Path
from app.attribution.kinds import DAY
from app.attribution.shares import Weight

Weigh = Callable[[Path], list[Weight]]
"""A path that has touches -> a weight per touch."""


def first(path: Path) -> list[Weight]:
    """All to the first touch."""
    return _only(0, len(path.touches))


def last(path: Path) -> list[Weight]:
    """All to the last touch."""
    return _only(len(path.touches) - 1, len(path.touches))


def last_non_direct(path: Path) -> list[Weight]:
    """All to the last touch that is not direct; to the last one where all are."""
    found = [index for index, touch in enumerate(path.touches) if not touch.direct]
    return _only(found[-1], len(path.touches)) if found else last(path)


def linear(path: Path) -> list[Weight]:
    """The same to each touch."""
    count = len(path.touches)
    return [Fraction(1, count)] * count


def decay(half_life: float = 7.0) -> Weigh:
    """Half as much for every `half_life` days of age: 2^(-age / half-life), normalised."""
    if not 0 < half_life < inf:
        raise ValueError("a half-life in days, above 0")

    def weigh(path: Path) -> list[Weight]:
        newest = path.touches[-1].at  # ages from here: no underflow however old the path is
        raw = [2.0 ** ((touch.at - newest) / (half_life * DAY)) for touch in path.touches]
        exact = list(map(Fraction, raw))
        whole = sum(exact)
        return [weight / whole for weight in exact]

    return weigh


def position(start: Weight = Fraction(2, 5), end: Weight = Fraction(2, 5)) -> Weigh:
    """`start` to the first touch, `end` to the last, the rest shared by those between.

    With nothing between, first and last share all in the proportion of `start` to `end`.
    """
    head, tail = Fraction(start), Fraction(end)
    if head < 0 or tail < 0 or not 0 < head + tail <= 1:
        raise ValueError("two shares of 0 or more whose sum is above 0 and at most 1")

    def weigh(path: Path) -> list[Weight]:
        between = len(path.touches) - 2
        if between < 0:
            return [Fraction(1)]
        if between == 0:
            return [head / (head + tail), tail / (head + tail)]
        return [head, *[(1 - head - tail) / between] * between, tail]

    return weigh


def w(path: Path) -> list[Weight]:
    """Three tenths each for being first, for bringing the lead and for being last; a tenth shared.

    One touch may have several of these parts and then gets them all. Where no touch brought a lead,
    first and last share its part; where no touch is left for the tenth, the parts share it.
    """
    count = len(path.touches)
    parts = [0, count - 1] if path.lead is None else [0, path.lead, count - 1]
    others = count - len(set(parts))
    kept = Fraction(9, 10) if others else Fraction(1)
    weights = [Fraction(0)] * count
    for index in parts:
        weights[index] += kept / len(parts)
    return [weight or Fraction(1, 10) / others for weight in weights]


def _only(index: int, count: int) -> list[Weight]:
    weights: list[Weight] = [Fraction(0)] * count
    weights[index] = Fraction(1)
    return weights
