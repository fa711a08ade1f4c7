"""The report as CSV for spreadsheets: one row per row, then totals; safe to open."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from app.attribution.money import plain
from app.model import Money
from app.reports.rate import Rate
from app.reports.report import Column, Report, Row

# A spreadsheet takes a cell that begins so for a formula (OWASP, "CSV Injection").
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def write(report: Report) -> str:
    """The report as CSV: keys as column names, plain decimals, money with a column of currency."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    names = currencies(report)
    writer.writerow(["row", *(name for column in report.columns for name in _heads(column, names))])
    for label, row in lines(report):
        cells = (
            cell for column in report.columns for cell in _cells(column, row.get(column.key), names)
        )
        writer.writerow([label, *cells])
    return text.getvalue()


def lines(report: Report) -> Iterator[tuple[str, Row]]:
    """What each line is, and its cells: the rows, then what stands below them."""
    yield from (("row", row) for row in report.rows)
    yield "total", report.totals
    yield "unattributed", report.unattributed
    yield "orphans", report.orphans


def safe(text: str) -> str:
    """`text` so that no spreadsheet runs it: an apostrophe stands before what looks a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def currencies(report: Report) -> list[str]:
    """The currencies of the report; amounts have a column for each, so that none are mixed."""
    kinds = [column.key for column in report.columns if column.kind in ("money", "unit")]
    rows = [row for _label, row in lines(report)]
    found = {name for row in rows for key in kinds for name in row.get(key) or {}}
    return sorted(found)


def _heads(column: Column, currencies: list[str]) -> list[str]:
    if column.kind == "rate":
        return [column.key, f"{column.key}_low", f"{column.key}_high"]
    if column.kind in ("money", "unit"):
        return [f"{column.key}_{currency}" for currency in currencies]
    return [column.key]


def _cells(column: Column, value: Any, currencies: list[str]) -> list[str]:
    if column.kind == "rate":
        known = value if isinstance(value, Rate) else Rate(0, 0, None, None)
        return [_number(known.value), _number(known.low), _number(known.high)]
    if column.kind == "money":
        amounts = value or {}
        return [plain(Money(amounts[name], name)) if name in amounts else "" for name in currencies]
    if column.kind == "unit":
        amounts = value or {}
        return [_unit(amounts[name], name) if name in amounts else "" for name in currencies]
    if isinstance(value, str):
        return [safe(value)]
    return [_number(value)]


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.6f}".rstrip("0").rstrip(".") or "0"


def _unit(minor: float, currency: str) -> str:
    whole, fraction = divmod(round(minor * 10_000), 10_000)
    return (
        f"{plain(Money(whole, currency))}{fraction:04d}"
        if fraction
        else plain(Money(whole, currency))
    )
