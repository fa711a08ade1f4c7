"""Lines over time: axes, one line per series, every point with its number."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from html import escape
from typing import Any, NamedTuple

from app.i18n import _
from app.reports import svg
from app.reports.report import Column, Report
from app.store import zones

_HEIGHT, _TOP, _FOOT, _LEGEND = 240, 14, 30, 24
_MOST_DOTS = 45
# More moments than pixels are of no use, and a century of hours would be a million.
_MOST_MOMENTS = 1_500


class Plot(NamedTuple):
    """What is drawn: for each series the numbers at some of the `moments`; `label` names a moment.

    Where `fills` holds, a moment without a number is 0 (nothing happened); else it is a gap, as are
    `gaps`: there, something is hidden or not known.
    """

    title: str
    moments: Sequence[Any]
    label: Callable[[Any], str]
    series: Mapping[str, Mapping[Any, float]]
    text: Callable[[float], str]
    fills: bool
    left_out: int = 0
    gaps: frozenset[Any] = frozenset()


def moments(report: Report, time: Column) -> list[Any]:
    """Every moment of the report's period, also those at which nothing happened.

    Of very long periods only those at which something did.
    """
    if time.kind == "hour_of_day":
        return list(range(24))
    if time.kind == "weekday":
        return list(range(1, 8))
    found = sorted(
        {row[time.key] for row in report.rows if row[time.key] is not None},
        key=lambda text: datetime.fromisoformat(text) if time.kind == "hour" else text,
    )
    every = list(_every(report, time, found)) if found else []
    return every if 0 < len(every) <= _MOST_MOMENTS else found


def _every(report: Report, time: Column, found: Sequence[str]) -> Sequence[str]:
    if time.kind == "hour":
        zone = report.coverage["timezone"]
        start, end = (
            round(datetime.fromisoformat(text).timestamp() * 1000) for text in (found[0], found[-1])
        )
        hours = range(start, end + 1, zones.HOUR)[: _MOST_MOMENTS + 1]
        return [zones.shown(zone, at).isoformat(timespec="minutes") for at in hours]
    if time.key not in ("day", "week"):
        return found
    ends = (found[0], found[-1]) if time.key == "week" else None
    first, last = map(date.fromisoformat, ends or (report.coverage["from"], report.coverage["to"]))
    days = range(0, (last - first).days + 1, 7 if time.key == "week" else 1)
    return [(first + timedelta(day)).isoformat() for day in days[: _MOST_MOMENTS + 1]]


def draw(plot: Plot, width: int, alone: bool) -> str:
    """The chart."""
    if not plot.moments or not plot.series:
        nothing = _("Nothing to show yet.")
        return svg.frame(plot.title, nothing, width, 32, svg.text(0, 20, nothing), alone)
    ticks = svg.steps(max(max(line.values(), default=0) for line in plot.series.values()))
    left = max(len(plot.text(tick)) for tick in ticks) * 7.4 + 12
    right = width - 12.0
    legend = _LEGEND if len(plot.series) > 1 or plot.left_out else 0
    floor = _TOP + legend + _HEIGHT

    def x(place: int) -> float:
        return left + (right - left) * (place / max(len(plot.moments) - 1, 1))

    def y(value: float) -> float:
        return floor - _HEIGHT * value / ticks[-1]

    body = _grid(plot, ticks, left, right, y) + _moments(plot, x, floor, width)
    for number, (name, line) in enumerate(plot.series.items()):
        body += _line(plot, number, name, line, x, y)
    if legend:
        body += _legend(plot, left)
    return svg.frame(plot.title, _told(plot), width, floor + _FOOT, body, alone)


def _grid(
    plot: Plot, ticks: Sequence[float], left: float, right: float, y: Callable[[float], float]
) -> str:
    return "".join(
        f'<path d="M{left:g} {y(tick):.1f}H{right:g}" class="chart-grid" stroke="#888" '
        f'stroke-opacity="{0.7 if tick == 0 else 0.25}"/>'
        + svg.text(left - 8, y(tick) + 4.5, plot.text(tick), "end")
        for tick in ticks
    )


def _moments(plot: Plot, x: Callable[[int], float], floor: float, width: int) -> str:
    """Names below the axis, as many as have room."""
    names = [plot.label(moment) for moment in plot.moments]
    room = max(len(name) for name in names) * 7.4 + 18
    step = max(1, -(-len(names) * int(room) // max(width - 80, 1)))
    last = len(names) - 1
    parts = []
    for place in range(0, len(names), step):
        anchor = "start" if place == 0 else "end" if place == last else "middle"
        anchor = "middle" if len(names) == 1 else anchor
        if place + step > last and place != last and x(last) - x(place) < room / 2:
            anchor = "end"
        parts.append(svg.text(x(place), floor + 20, names[place], anchor))
    return "".join(parts)


def _line(
    plot: Plot,
    number: int,
    name: str,
    line: Mapping[Any, float],
    x: Callable[[int], float],
    y: Callable[[float], float],
) -> str:
    points = [
        (x(place), y(line.get(moment, 0.0)), plot.label(moment), line.get(moment, 0.0))
        for place, moment in enumerate(plot.moments)
        if moment in line or (plot.fills and moment not in plot.gaps)
    ]
    path = "L".join(f"{across:.1f} {down:.1f}" for across, down, _label, _value in points)
    parts = [f'<path d="M{path}" {svg.stroke(number)} stroke-width="2" stroke-linejoin="round"/>']
    if len(points) <= _MOST_DOTS:
        prefix = f"{name}, " if name else ""
        parts += [
            f'<circle cx="{across:.1f}" cy="{down:.1f}" r="3.5" {svg.paint(number)}>'
            f"<title>{escape(f'{prefix}{label}: {plot.text(value)}')}</title></circle>"
            for across, down, label, value in points
        ]
    return "".join(parts)


def _legend(plot: Plot, left: float) -> str:
    parts, at = [], left
    for number, name in enumerate(plot.series):
        parts.append(f'<rect x="{at:g}" y="4" width="12" height="12" rx="2" {svg.paint(number)}/>')
        parts.append(svg.text(at + 18, 14.5, name))
        at += 18 + len(name) * 7.4 + 20
    if plot.left_out:
        parts.append(svg.text(at, 14.5, _("and {count} more").format(count=plot.left_out)))
    return "".join(parts)


def _told(plot: Plot) -> str:
    """The chart in words: the sum and the highest point of each line."""
    sentences = []
    for name, line in plot.series.items():
        moment = max(line, key=lambda item: line[item])
        best = _("highest on {moment}: {value}").format(
            moment=plot.label(moment), value=plot.text(line[moment])
        )
        sentences.append(f"{name}: {best}" if name else best)
    return "; ".join(sentences)
