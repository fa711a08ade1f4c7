"""The columns of a report: one entry each. A cell is None where it would not be true."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, NamedTuple

from app.reports.rate import Rate, rate
from app.store.counting import Scans
from app.store.outcomes import Credited, Runs

WHOLE = 1_000_000
HOUR = 3_600_000
HOURS, REACH = "hours", "reach"
KIND_COLUMNS: Mapping[str, str] = {
    "installs": "install",
    "calls": "call",
    "conversations": "conversation",
    "leads": "lead",
    "orders": "order",
    "cost_per_lead": "lead",
    "cost_per_order": "order",
}
"""The columns that are about one kind of conversion."""


class Facts(NamedTuple):
    """What was counted for one row; None: cannot be known for it.

    `vague`: there are conversions that may belong to this row but do not say so. `kinds` are the
    credited conversions by kind, in millionths; `waits` the times from scan to conversion that are
    known, in ms; `reach` is that of its print runs, where anybody said it.
    """

    runs: Runs | None = None
    scans: Scans | None = None
    actions: int | None = None
    credited: Credited | None = None
    before: "Facts | None" = None
    vague: bool = False
    kinds: Mapping[str, int] | None = None
    waits: Sequence[int] | None = None
    reach: int | None = None


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


def _of_kind(column: str) -> Callable[[Facts], int | float | None]:
    def cell(facts: Facts) -> int | float | None:
        if facts.kinds is None:
            return None
        return conversions(Facts(credited=Credited(facts.kinds.get(KIND_COLUMNS[column], 0), {})))

    return cell


def _per_kind(column: str) -> Callable[[Facts], Mapping[str, float] | None]:
    count = _of_kind(column)
    return lambda facts: None if facts.vague else _per(facts, count(facts))


def _hours(facts: Facts) -> float | None:
    return round(median(facts.waits) / HOUR, 4) if facts.waits else None


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
    REACH: Measure("Reach", "count", lambda facts: facts.reach),
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
    "cost_per_lead": Measure("Cost per lead", "unit", _per_kind("cost_per_lead")),
    "cost_per_order": Measure("Cost per order", "unit", _per_kind("cost_per_order")),
    "installs": Measure("Installs", "number", _of_kind("installs")),
    "calls": Measure("Calls", "number", _of_kind("calls")),
    "conversations": Measure("Conversations", "number", _of_kind("conversations")),
    "leads": Measure("Leads", "number", _of_kind("leads")),
    "orders": Measure("Orders", "number", _of_kind("orders")),
    HOURS: Measure("Median hours from scan to conversion", "number", _hours),
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
