"""Reports as an Excel workbook: typed cells, a sheet each, and one that says what they mean."""

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

from app.attribution.money import EXPONENT
from app.i18n import _
from app.reports import shown
from app.reports.csv import currencies
from app.reports.rate import Rate
from app.reports.report import Column, Report, Row


def write(report: Report) -> bytes:
    """The workbook. Texts are written as texts: no cell of it is ever a formula."""
    return bind([(_("Report"), report)])


def bind(sheets: Sequence[tuple[str, Report]]) -> bytes:
    """A workbook of several reports, a sheet each, and one for what the first one means."""
    import xlsxwriter  # type: ignore[import-untyped]  # 60 ms, so only where it is needed

    file = io.BytesIO()
    book = xlsxwriter.Workbook(
        file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    for name, report in sheets:
        _Rows(book, report, name).write()
    _about(book, sheets[0][1])
    book.close()
    return file.getvalue()


class _Rows:
    """The sheet of a report."""

    def __init__(self, book: Any, report: Report, name: str) -> None:
        self._report = report
        self._currencies = currencies(report)
        self._sheet = book.add_worksheet(name[:31])  # the longest that Excel takes
        self._bold = book.add_format({"bold": True, "bottom": 1})
        self._formats = {
            "count": book.add_format({"num_format": "#,##0"}),
            "number": book.add_format({"num_format": "#,##0.##"}),
            "ratio": book.add_format({"num_format": "0.00"}),
            "change": book.add_format({"num_format": "+0.0%;-0.0%;0.0%"}),
            "rate": book.add_format({"num_format": "0.0%"}),
            "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        }
        self._money = {
            (currency, more): book.add_format(
                {"num_format": _money_format(EXPONENT.get(currency, 2) + more)}
            )
            for currency in self._currencies
            for more in (0, 4)
        }

    def write(self) -> None:
        """Head, rows and the lines below them."""
        heads = [head for column in self._report.columns for head in self._heads(column)]
        self._sheet.write_row(0, 0, [*heads, ""], self._bold)
        self._sheet.freeze_panes(1, sum(column.is_dimension for column in self._report.columns))
        for number, row in enumerate(self._report.rows, 1):
            self._line(number, row)
        below = len(self._report.rows) + 2
        for label, row in (
            (_("Total"), self._report.totals),
            (_("Unattributed"), self._report.unattributed),
            (_("Orphans"), self._report.orphans),
        ):
            self._line(below, row)
            self._sheet.write_string(below, len(heads), label)
            below += 1
        self._sheet.autofit()

    def _heads(self, column: Column) -> list[str]:
        label = _(column.label)
        if column.kind == "rate":
            return [label, f"{label} ({_('low')})", f"{label} ({_('high')})"]
        if column.kind in ("money", "unit"):
            return [f"{label} ({currency})" for currency in self._currencies]
        return [label]

    def _line(self, number: int, row: Row) -> None:
        place = 0
        for column in self._report.columns:
            value = row.get(column.key)
            if column.is_dimension:
                if column.key in row:
                    self._key(number, place, column, value)
                place += 1
            elif column.kind in ("money", "unit"):
                place = self._amounts(number, place, column, value or {})
            elif column.kind == "rate":
                known = value if isinstance(value, Rate) else Rate(0, 0, None, None)
                for part in (known.value, known.low, known.high):
                    self._number(number, place, part, "rate")
                    place += 1
            else:
                self._number(number, place, value, column.kind)
                place += 1

    def _key(self, number: int, place: int, column: Column, value: Any) -> None:
        if column.kind == "day" and value is not None:
            day = date.fromisoformat(value)
            self._sheet.write_datetime(number, place, day, self._formats["date"])
        else:
            self._sheet.write_string(number, place, shown.key(self._report, column, value))

    def _amounts(self, number: int, place: int, column: Column, amounts: Any) -> int:
        for currency in self._currencies:
            if currency in amounts:
                major = amounts[currency] / 10 ** EXPONENT.get(currency, 2)
                form = self._money[currency, 4 if column.kind == "unit" else 0]
                self._sheet.write_number(number, place, major, form)
            place += 1
        return place

    def _number(self, number: int, place: int, value: float | None, kind: str) -> None:
        if value is not None:
            self._sheet.write_number(number, place, value, self._formats[kind])


def _money_format(places: int) -> str:
    return "#,##0." + "0" * places if places else "#,##0"


def _about(book: Any, report: Report) -> None:
    """The second sheet: period, model, method and notes."""
    sheet = book.add_worksheet(_("About"))
    coverage = report.coverage
    lines = [
        (_("First day"), coverage["from"] if shown.has_days(coverage) else shown.NOT_KNOWN),
        (_("Last day"), coverage["to"] if shown.has_days(coverage) else shown.NOT_KNOWN),
        (_("Time zone"), coverage["timezone"]),
        (_("Attribution model"), coverage["model"]),
        (_("Classes"), ", ".join(coverage["classes"])),
        *((_("Note"), note) for note in coverage["notes"]),
    ]
    for number, (label, text) in enumerate(lines):
        sheet.write_string(number, 0, label)
        sheet.write_string(number, 1, str(text))
    sheet.autofit()
