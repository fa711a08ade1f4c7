"""The columns of a report: one entry each. A cell is None where it would not be true."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from app.reports.rate import Rate, rate
from app.store.counting import Scans
from app.store.outcomes import Credited, Runs

WHOLE = 1_000_000


class Facts(NamedTuple):
    """What was counted for one row; None: cannot be known for it.

    `vague`: there are conversions that may belong to this row but do not say so.
    """

    runs: Runs | None = None
    scans: Scans | None = None
    actions: int | None = None
    credited: Credited | None = None
    before: "Facts | None" = None
    vague: bool = False


@dataclass(frozen=True, slots=True)
class Measure:
    """A column. `label` is a message id.

    `kind` says what a cell is: `count` (a whole number), `number`, `money` (currency -> minor
    units), `unit` (currency -> minor units with a fraction), `rate` (Rate), `ratio` (a number, 1 is
    even).
    """

    label: str
    kind: str
    cell: Callable[[Facts], Any]


def conversions(facts: Facts) -> int | float | None:
    """Credited conversions; whole ones as an int."""
    if facts.credited is None:
        return None
    whole, rest = divmod(facts.credited.millionths, WHOLE)
    return facts.credited.millionths / WHOLE if rest else whole


def _visitors(facts: Facts) -> int | None:
    if facts.scans is None or facts.scans.visitors is None:
        return None
    return round(facts.scans.visitors)


def _value(facts: Facts) -> Mapping[str, int] | None:
    return facts.credited.value if facts.credited else None


def _cost(facts: Facts) -> Mapping[str, int] | None:
    return (facts.runs.cost or None) if facts.runs else None


def whole_cost(facts: Facts) -> tuple[str, int] | None:
    """Currency and cost where all of it is known and in one currency."""
    if facts.runs is None or facts.runs.unknown or len(facts.runs.cost) != 1:
        return None
    return next(iter(facts.runs.cost.items()))


def _per(facts: Facts, number: float | None) -> Mapping[str, float] | None:
    cost = whole_cost(facts)
    if cost is None or number is None or number <= 0:
        return None
    return {cost[0]: round(cost[1] / number, 4)}


def _return(facts: Facts) -> float | None:
    cost, value = whole_cost(facts), _value(facts)
    if cost is None or value is None or set(value) - {cost[0]} or cost[1] == 0:
        return None
    return value.get(cost[0], 0) / cost[1]


def _rate(facts: Facts) -> Rate | None:
    hits = conversions(facts)
    if hits is None or facts.scans is None or facts.vague:
        return None
    return rate(hits, facts.scans.chosen)


def _per_thousand(facts: Facts) -> float | None:
    if facts.runs is None or facts.scans is None or not facts.runs.printed:
        return None
    return facts.scans.chosen * 1000 / facts.runs.printed


def _per_conversion(facts: Facts) -> Mapping[str, float] | None:
    return None if facts.vague else _per(facts, conversions(facts))


def _scans(facts: Facts) -> int | None:
    return facts.scans.chosen if facts.scans else None


def _others(facts: Facts) -> int | None:
    return facts.scans.others if facts.scans else None


def _earlier(cell: Callable[[Facts], Any]) -> Callable[[Facts], Any]:
    return lambda facts: cell(facts.before) if facts.before else None


def _change(facts: Facts) -> float | None:
    now, then = _scans(facts), _earlier(_scans)(facts)
    return None if now is None or not then else now / then - 1


MEASURES: Mapping[str, Measure] = {
    "printed": Measure("Printed", "count", lambda facts: facts.runs and facts.runs.printed),
    "scans": Measure("Scans", "count", _scans),
    "others": Measure("Other requests", "count", _others),
    "visitors": Measure("Visitors", "count", _visitors),
    "per_thousand": Measure("Scans per 1,000 printed", "number", _per_thousand),
    "actions": Measure("Actions", "count", lambda facts: facts.actions),
    "conversions": Measure("Conversions", "number", conversions),
    "rate": Measure("Rate", "rate", _rate),
    "value": Measure("Value", "money", _value),
    "cost": Measure("Cost", "money", _cost),
    "cost_per_scan": Measure("Cost per scan", "unit", lambda facts: _per(facts, _scans(facts))),
    "cost_per_conversion": Measure(
        "Cost per conversion",
        "unit",
        lambda facts: None if facts.vague else _per(facts, conversions(facts)),
    ),
    "return": Measure("Return on print", "ratio", _return),
    "scans_before": Measure("Scans before", "count", _earlier(_scans)),
    "change": Measure("Change", "change", _change),
    "conversions_before": Measure("Conversions before", "number", _earlier(conversions)),
    "value_before": Measure("Value before", "money", _earlier(_value)),
}
STANDARD = (
    *("printed", "scans", "visitors", "conversions", "rate", "value", "cost"),
    *("cost_per_scan", "cost_per_conversion"),
)
COMPARED = (
    *("scans", "scans_before", "change", "conversions", "conversions_before"),
    *("value", "value_before"),
)
