"""Small counts hidden, for reports that leave the house: nobody is picked out of a few.

A count from 1 to one below the threshold is hidden with all that is worked out from it. Where the
hidden cells of a row of sums could be worked out from their total, more are hidden, smallest first,
until they are two or more and together reach the threshold (cell suppression, primary and
complementary: Hundepool et al., "Statistical Disclosure Control", 2012, chapter 4). A table that
splits the rows of another one further is protected together with it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from app.i18n import _
from app.reports.report import Column, Report, Row

# What is of paper and not of people is never hidden.
_PAPER = frozenset({"printed", "reach", "cost"})
_FROM_SCANS = ("scans", "conversions")
# What a measure is worked out from, so that it would tell a hidden count.
_FROM: Mapping[str, tuple[str, ...]] = {
    "per_thousand": ("scans",),
    "cost_per_scan": ("scans",),
    "value": ("conversions",),
    "return": ("conversions",),
    "cost_per_conversion": ("conversions",),
    "rate": _FROM_SCANS,
    "change": ("scans", "scans_before"),
    "cost_per_lead": ("leads",),
    "cost_per_order": ("orders",),
    "value_before": ("conversions_before",),
}
# Parts of the conversions: beside these, one that is hidden alone could be worked out.
_KINDS = frozenset({"installs", "calls", "conversations", "leads", "orders"})
_COUNTED = _KINDS | {"conversions", "conversions_before"}
# A median of a few is the time of one of them, and nobody says of how many it is.
NEVER = frozenset({"hours"})
_BESIDE = -1  # the unattributed, which stands in the total of conversions beside the rows


def suppress(report: Report, least: int, above: Report | None = None) -> Report:
    """The report with no count of people below `least` in it, nor any that tells one.

    Hidden cells are None, as what is not known; `coverage["hidden"]` says how many. A `least` of 1
    or less hides nothing. `above` is a report, suppressed already, by the first dimension of this
    one: it stands beside it. Who holds reports of overlapping periods may still subtract them.
    """
    if least <= 1:
        return report
    hidden = _all_hidden(report, least, above)
    cells = [
        {key for key in row if key in _gone(report.columns, hidden, number)}
        for number, row in enumerate(report.rows)
    ]
    rows = tuple(_without(row, gone) for row, gone in zip(report.rows, cells, strict=True))
    beside = _gone(report.columns, hidden, _BESIDE) & set(report.unattributed)
    total = _gone(report.columns, _small(report, hidden, least), 0) & set(report.totals)
    count = sum(map(len, cells)) + len(beside) + len(total)
    return replace(
        report,
        rows=rows,
        unattributed=_without(report.unattributed, beside),
        totals=_without(report.totals, total),
        orphans=_orphans(report.orphans, least),
        coverage=_coverage(report, least, count, bool(hidden.get("conversions") or beside)),
    )


def _is_count(column: Column) -> bool:
    if column.is_dimension or column.key in _PAPER:
        return False
    return column.kind == "count" or column.key in _COUNTED


def _is_small(value: Any, least: int) -> bool:
    return value is not None and 0 < abs(value) < least


def _small(report: Report, keys: Iterable[str], least: int) -> dict[str, set[int]]:
    """What is small of the total, as if it were the row 0."""
    small = {key for key in keys if _is_small(report.totals.get(key), least)}
    more = _KINDS.intersection(keys) if small & _KINDS else set()
    return {key: {0} for key in small | more}


def _all_hidden(report: Report, least: int, above: Report | None) -> dict[str, set[int]]:
    """Column -> the places of the rows in which it is hidden; _BESIDE is the unattributed."""
    keys = [column.key for column in report.columns if _is_count(column)]
    alone = {key: _hidden(report, key, least, above, set()) for key in keys if key not in _KINDS}
    kinds = [key for key in keys if key in _KINDS]
    before, now = {-2}, set[int]()
    while before != now:
        before = now
        for key in kinds:
            now = now | _hidden(report, key, least, above, now)
    return alone | dict.fromkeys(kinds, now)


def _hidden(
    report: Report, key: str, least: int, above: Report | None, besides: set[int]
) -> set[int]:
    """Where a column is hidden, when it is hidden in the rows `besides` anyway."""
    values = {place: row[key] for place, row in enumerate(report.rows) if row.get(key)}
    if key == "conversions" and report.unattributed.get(key) and above is None:
        values[_BESIDE] = report.unattributed[key]
    if above is None:
        return _of_a_sum(values, least, besides, known=True)
    name, hidden = report.columns[0].key, set(besides)
    for row in above.rows:
        part = {
            place: value for place, value in values.items() if report.rows[place][name] == row[name]
        }
        known = row.get(key, 0) is not None
        hidden |= _of_a_sum(part, least, besides & part.keys(), known=known)
    if key == "conversions" and above.unattributed[key] is None:
        hidden.add(_BESIDE)
    # Of a row that the table above does not have, too.
    return hidden | {place for place, value in values.items() if _is_small(value, least)}


def _of_a_sum(values: Mapping[int, Any], least: int, besides: set[int], *, known: bool) -> set[int]:
    """The cells to hide of some whose sum is `known`, or is itself hidden and to be kept so."""
    small = {place for place, value in values.items() if _is_small(value, least)}
    hidden = small | besides
    for place in sorted(values.keys() - hidden, key=lambda place: (abs(values[place]), place)):
        whole = abs(sum(values.get(place, 0) for place in hidden))
        several = sum(place in values for place in hidden) > 1
        enough = (several and whole >= least) or not hidden if known else hidden
        if enough:
            break
        hidden.add(place)
    return hidden


def _gone(columns: Sequence[Column], hidden: Mapping[str, set[int]], place: int) -> set[str]:
    """The columns that are hidden in a row."""
    counts = {key for key, places in hidden.items() if place in places}
    found = set(counts)
    for column in columns:
        if column.is_dimension or column.key in _PAPER or column.key in hidden:
            continue
        # What a measure that we do not know rests on may be anything.
        if counts & set(_FROM.get(column.key, counts)):
            found.add(column.key)
    # Visitors are never more than scans.
    return found | NEVER | ({"visitors"} if "scans" in counts else set())


def _without(row: Row, gone: set[str]) -> Row:
    return {key: None if key in gone else value for key, value in row.items()}


def _orphans(orphans: Row, least: int) -> Row:
    classes = orphans.get("classes") or {}
    if not any(_is_small(value, least) for value in (orphans.get("scans"), *classes.values())):
        return orphans
    scans = orphans["scans"]
    return {**orphans, "scans": None if _is_small(scans, least) else scans, "classes": {}}


def _coverage(report: Report, least: int, hidden: int, conversions: bool) -> Mapping[str, Any]:
    coverage = {**report.coverage, "least": least, "hidden": hidden}
    if conversions:
        coverage["credited"] = None
    note = _(
        "Counts below {least} are hidden, and others that would tell them. A dash is not a zero."
    ).format(least=least)
    return {**coverage, "notes": [*report.coverage["notes"], note]}
