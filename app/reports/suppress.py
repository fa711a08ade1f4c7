"""Small counts hidden, for reports that leave the house: nobody is picked out of a few.

A count from 1 to one below the threshold is hidden with all that is worked out from it. Where the
hidden cells of a row of sums could be worked out from their total, more are hidden, smallest first,
until they are two or more and together reach the threshold (cell suppression, primary and
complementary: Hundepool et al., "Statistical Disclosure Control", 2012, chapter 4). A table that
splits the rows of another one further is protected together with it.
"""

from collections.abc import Mapping, Sequence
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
    "value_before": ("conversions_before",),
}
_COUNTED = ("conversions", "conversions_before")
_BESIDE = -1  # the unattributed, which stands in the total of conversions beside the rows


def suppress(report: Report, least: int, above: Report | None = None) -> Report:
    """The report with no count of people below `least` in it, nor any that tells one.

    Hidden cells are None, as what is not known; `coverage["hidden"]` says how many. A `least` of 1
    or less hides nothing. `above` is a report, suppressed already, by the first dimension of this
    one: it stands beside it. Who holds reports of overlapping periods may still subtract them.
    """
    if least <= 1:
        return report
    hidden = {
        column.key: _hidden(report, column.key, least, above)
        for column in report.columns
        if _is_count(column)
    }
    cells = [
        {key for key in row if key in _gone(report.columns, hidden, number)}
        for number, row in enumerate(report.rows)
    ]
    rows = tuple(_without(row, gone) for row, gone in zip(report.rows, cells, strict=True))
    beside = _gone(report.columns, hidden, _BESIDE) & set(report.unattributed)
    small = {key: {0} for key in hidden if _is_small(report.totals.get(key), least)}
    total = _gone(report.columns, small, 0) & set(report.totals)
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


def _hidden(report: Report, key: str, least: int, above: Report | None) -> set[int]:
    """The places of the rows whose `key` is hidden; _BESIDE is the unattributed."""
    values = {place: row[key] for place, row in enumerate(report.rows) if row.get(key)}
    if key == "conversions" and report.unattributed.get(key) and above is None:
        values[_BESIDE] = report.unattributed[key]
    if above is None:
        return _of_a_sum(values, least, known=True)
    name, hidden = report.columns[0].key, set()
    for row in above.rows:
        part = {
            place: value for place, value in values.items() if report.rows[place][name] == row[name]
        }
        hidden |= _of_a_sum(part, least, known=row[key] is not None)
    if key == "conversions" and above.unattributed[key] is None:
        hidden.add(_BESIDE)
    return hidden


def _of_a_sum(values: Mapping[int, Any], least: int, *, known: bool) -> set[int]:
    """The cells to hide of some whose sum is `known`, or is itself hidden and to be kept so."""
    hidden = {place for place, value in values.items() if _is_small(value, least)}
    for place in sorted(values.keys() - hidden, key=lambda place: (abs(values[place]), place)):
        whole = abs(sum(values[place] for place in hidden))
        enough = (len(hidden) > 1 and whole >= least) or not hidden if known else hidden
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
    return found | ({"visitors"} if "scans" in counts else set())


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
        "Counts below {least} are hidden, and others that would tell them: {count} cells. A dash"
        " is not a zero."
    ).format(least=least, count=hidden)
    return {**coverage, "notes": [*report.coverage["notes"], note]}
