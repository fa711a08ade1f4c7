"""A report as a picture: bars for things, lines for time."""

from collections.abc import Mapping
from html import escape
from typing import Any, NamedTuple

from app.i18n import _
from app.reports import lines, shown, svg
from app.reports.rate import Rate
from app.reports.report import Column, Report, Row

_ROW, _BAR, _TOP = 32, 18, 6
MOST_BARS, MOST_LINES = 20, 6


class Bar(NamedTuple):
    """One bar: its name, its number, the number as people read it, and its interval."""

    label: str
    value: float
    text: str
    low: float | None
    high: float | None


def chart(report: Report, measure: str = "scans", *, width: int = 720, alone: bool = False) -> str:
    """One measure of a report as an `svg` element.

    By time: a line, or one per value of another dimension. By anything else: bars; a rate shows its
    interval. At most 20 bars and 6 lines; what is left out is said. `alone`: as a file of its own.
    """
    column = next(column for column in report.columns if column.key == measure)
    dimensions = [item for item in report.columns if item.is_dimension]
    times = [item for item in dimensions if item.kind != "text"]
    names = ", ".join(_(item.label).lower() for item in dimensions)
    title = _("{measure} by {names}").format(measure=_(column.label), names=names)
    if not dimensions:
        title = _(column.label)
    if len(times) == 1:
        return _lines(report, column, times[0], title, width, alone)
    return _bars(report, column, title, width, alone)


def number_of(cell: Any) -> float | None:
    """The number a cell is drawn as; of several currencies, or none, nothing is drawn."""
    if isinstance(cell, Rate):
        return cell.value if cell.low is not None else None
    if isinstance(cell, Mapping):
        return next(iter(cell.values())) if len(cell) == 1 else None
    return cell if cell is None else float(cell)


def label_of(report: Report, row: Row) -> str:
    """The names of a row."""
    return ", ".join(
        shown.key(report, column, row[column.key])
        for column in report.columns
        if column.is_dimension
    )


def _bars(report: Report, column: Column, title: str, width: int, alone: bool) -> str:
    bars = [bar for row in report.rows for bar in [_bar(report, column, row)] if bar]
    drawn, left = bars[:MOST_BARS], len(bars) - MOST_BARS
    longest = max((len(bar.text) for bar in drawn), default=0) * 7.5 + 16
    start = min(width * 0.34, max((len(bar.label) for bar in drawn), default=0) * 7.9 + 18)
    room = max(width - start - longest, 40)
    scale = room / (max((bar.high or bar.value for bar in drawn), default=0) or 1)
    body = "".join(
        _draw(bar, _TOP + number * _ROW, start, scale) for number, bar in enumerate(drawn)
    )
    height = 2 * _TOP + len(drawn) * _ROW
    if left > 0:
        body += svg.text(start, height + 12, _("and {count} more").format(count=left))
        height += 24
    if not drawn:
        body, height = svg.text(0, 20, _("Nothing to show yet.")), 32
    told = "; ".join(f"{bar.label}: {bar.text}" for bar in drawn)
    return svg.frame(title, told or _("Nothing to show yet."), width, height, body, alone)


def _bar(report: Report, column: Column, row: Row) -> Bar | None:
    cell = row[column.key]
    value = number_of(cell)
    if isinstance(cell, Rate) and cell.low is not None:
        # Too few for a percentage: the interval alone is drawn.
        return Bar(label_of(report, row), value or 0, shown.rate(cell), cell.low, cell.high)
    if value is None or value < 0:
        return None
    return Bar(label_of(report, row), value, shown.cell(column, cell), None, None)


def _draw(bar: Bar, top: float, start: float, scale: float) -> str:
    middle, length = top + _ROW / 2, bar.value * scale
    end = max(bar.value, bar.high or 0) * scale
    parts = [
        svg.text(start - 10, middle + 4.5, svg.shortened(bar.label, start - 14), "end"),
        f'<rect x="{start:g}" y="{middle - _BAR / 2:g}" width="{max(length, 1):.2f}" '
        f'height="{_BAR}" rx="2" {svg.paint(0)}><title>{escape(bar.label)}: '
        f"{escape(bar.text)}</title></rect>",
        svg.text(start + end + 8, middle + 4.5, bar.text),
    ]
    if bar.low is not None and bar.high is not None:
        low, high = start + bar.low * scale, start + bar.high * scale
        parts.append(
            f'<path d="M{low:.2f} {middle:g}H{high:.2f}M{low:.2f} {middle - 5:g}v10'
            f'M{high:.2f} {middle - 5:g}v10" stroke="currentColor" stroke-width="1.5"/>'
        )
    return "".join(parts)


def _lines(
    report: Report, column: Column, time: Column, title: str, width: int, alone: bool
) -> str:
    others = [item for item in report.columns if item.is_dimension and item is not time]
    series: dict[str, dict[Any, float]] = {}
    for row in report.rows:
        name = ", ".join(shown.key(report, item, row[item.key]) for item in others)
        value = number_of(row[column.key])
        if value is not None and row[time.key] is not None:
            series.setdefault(name, {})[row[time.key]] = value
    ranked = sorted(series, key=lambda name: -sum(series[name].values()))
    plot = lines.Plot(
        title=title,
        moments=lines.moments(report, time),
        label=lambda moment: shown.short(report, time, moment),
        series={name: series[name] for name in ranked[:MOST_LINES]},
        text=lambda value: shown.axis(column, report, value),
        fills=column.kind in ("count", "number", "money"),
        gaps=frozenset(row[time.key] for row in report.rows if row[column.key] is None),
        left_out=max(len(ranked) - MOST_LINES, 0),
    )
    return lines.draw(plot, width, alone)
