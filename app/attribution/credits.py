"""The credits of a conversion: whole millionths and whole minor units that sum exactly.

Shares are settled first and the value is then split by the shares, so a stored credit can be
checked, and mirrored, from its own row.
"""

from collections.abc import Hashable, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from app.attribution.journeys import Path
from app.attribution.models.rules import Weigh
from app.attribution.shares import WHOLE, Weight, shares, split, within
from app.attribution.taps import Share
from app.model import Match


class Credit(NamedTuple):
    """A code's part of a conversion: share in millionths, value in minor units if it has one."""

    code: int
    share: int
    value_minor: int | None = None


def of_match(
    match: Match, value_minor: int | None = None, likely: Sequence[Share] = ()
) -> tuple[Credit, ...]:
    """The credits of a conversion that has no journey: its code gets all, under every model.

    `likely` shares it between probable codes (see `matching.split`). Without a code: none.
    """
    if likely:
        return _credits(dict(likely), value_minor)
    return () if match.code is None else (Credit(match.code, WHOLE, value_minor),)


def of_path(path: Path, weigh: Weigh, value_minor: int | None = None) -> tuple[Credit, ...]:
    """The credits of a conversion with a journey, one per code, in the order of code ids."""
    weights: dict[int, Fraction] = {}
    for touch, weight in zip(path.touches, weigh(path) if path.touches else (), strict=True):
        weights[touch.code] = weights.get(touch.code, Fraction(0)) + Fraction(weight)
    return _credits(weights, value_minor)


def reverse(
    credits: Sequence[Credit], amount: int | None = None, before: int = 0
) -> tuple[Credit, ...]:
    """The credits that take a conversion back: wholly, or `amount` minor units of its value.

    `before` is what earlier reversals took already; both are 0 or more and together at most the
    value. Whatever the parts a value is taken back in and their order, all of them together are the
    exact mirror of `credits`. The conversion itself goes with the last of its value. Raises
    ValueError where more is taken back than there is.
    """
    values = [credit.value_minor or 0 for credit in credits]
    whole = sum(values)
    amount = whole - before if amount is None else amount
    if amount < 0 or before < 0 or before + amount > whole:
        raise ValueError(f"{amount} after {before} is more than the {whole} there is to take back")
    gone = before + amount == whole
    earlier, later = within(values, before), within(values, before + amount)
    return tuple(
        Credit(
            credit.code,
            -credit.share if gone else 0,
            None if credit.value_minor is None else old - new,
        )
        for credit, old, new in zip(credits, earlier, later, strict=True)
    )


def apportion(
    solution: Mapping[Hashable, Weight], conversions: int, value_minor: int | None = None
) -> dict[Hashable, tuple[int, int | None]]:
    """A solution of all paths in millionths of a conversion and minor units, summing exactly.

    Channels that got less than nothing (Shapley value of rates) count as 0.
    """
    kept = {name: max(Fraction(weight), Fraction(0)) for name, weight in solution.items()}
    if not any(kept.values()):
        return dict.fromkeys(kept, (0, None if value_minor is None else 0))
    weights = list(kept.values())
    parts = split(conversions * WHOLE, weights)
    return dict(zip(kept, zip(parts, _values(weights, value_minor), strict=True), strict=True))


def _credits(weights: Mapping[int, Weight], value_minor: int | None) -> tuple[Credit, ...]:
    codes = sorted(code for code, weight in weights.items() if weight)
    parts = shares([weights[code] for code in codes])
    return tuple(map(Credit, codes, parts, _values(parts, value_minor)))


def _values(parts: Sequence[Weight], value_minor: int | None) -> Sequence[int | None]:
    if value_minor is None or not parts:
        return [None] * len(parts)
    return split(value_minor, parts)
