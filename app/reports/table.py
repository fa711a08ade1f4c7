"""The report as a table for a terminal."""

from dataclasses import replace
from unicodedata import combining, east_asian_width

from app.i18n import _
from app.reports import shown
from app.reports.report import Report, Row

_GAP = "  "


def write(report: Report) -> str:
    """Rows, totals, what is unattributed and orphaned, and the notes; numbers to the right."""
    report = _without_unknown(report)
    head = [_(column.label) for column in report.columns]
    body = [_cells(report, row) for row in report.rows]
    foot = [
        _summed(report, label, row)
        for label, row in (
            (_("Total"), report.totals),
            (_("Unattributed"), report.unattributed),
            (_("Orphans"), report.orphans),
        )
        if row
    ]
    widths = [max(map(_width, column)) for column in zip(head, *body, *foot, strict=True)]
    rule = _GAP.join("─" * width for width in widths)
    right = [not column.is_dimension for column in report.columns]
    lines = [_line(head, widths, right), rule]
    lines += [_line(cells, widths, right) for cells in body] or [_("No rows.")]
    if foot:
        lines += [rule, *(_line(cells, widths, right) for cells in foot)]
    return "\n".join([*lines, "", shown.period(report.coverage), *report.coverage["notes"]]) + "\n"


def _without_unknown(report: Report) -> Report:
    """The report without the columns of which no row knows anything."""
    columns = tuple(
        column
        for column in report.columns
        if column.is_dimension
        or not report.rows
        or any(row[column.key] is not None for row in report.rows)
    )
    return replace(report, columns=columns)


def _cells(report: Report, row: Row) -> list[str]:
    return [
        shown.key(report, column, row[column.key])
        if column.is_dimension
        else shown.cell(column, row[column.key])
        for column in report.columns
    ]


def _summed(report: Report, label: str, row: Row) -> list[str]:
    """A line below the rows: a cell it has nothing to say about is blank, not a dash."""
    cells = [
        shown.cell(column, row[column.key]) if column.key in row and not column.is_dimension else ""
        for column in report.columns
    ]
    dimensions = sum(column.is_dimension for column in report.columns)
    return [label, *cells[1:]] if dimensions else [f"{label} {cells[0]}".strip(), *cells[1:]]


def _line(cells: list[str], widths: list[int], right: list[bool]) -> str:
    padded = [
        (" " * (width - _width(cell)) + cell) if end else cell + " " * (width - _width(cell))
        for cell, width, end in zip(cells, widths, right, strict=True)
    ]
    return _GAP.join(padded).rstrip()


def _width(text: str) -> int:
    """Columns a terminal needs for `text`."""
    return sum(
        0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1 for char in text
    )
