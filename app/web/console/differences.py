"""Differences as pictures: a version beside the first, places with a print run beside others."""

from datetime import timedelta
from math import inf

from markupsafe import Markup

from app.i18n import _
from app.reports import lifts, svg
from app.reports.lines import Plot, draw
from app.reports.versus import Versus
from app.web.console import names

BAR, HIGH = 180, 15


def whisker(versus: Versus | None, most: float) -> Markup:
    """A difference as a dot within its interval, beside a line for "none"."""
    if versus is None or versus.relative is None or versus.low is None or not most:
        return Markup("")
    centre, scale = BAR / 2, (BAR / 2 - 6) / most
    high = versus.high if versus.high is not None else inf
    left, right, dot = (
        min(max(centre + value * scale, 3), BAR - 3)
        for value in (versus.low, high, versus.relative)
    )
    drawn = (
        f'<svg class="chart" viewBox="0 0 {BAR} {HIGH}" aria-hidden="true">'
        f'<path d="M{centre} 0V{HIGH}" stroke="currentColor" stroke-opacity=".35" '
        f'stroke-dasharray="2 2"/><path d="M{left:.1f} 9H{right:.1f}M{left:.1f} 5v8'
        f'M{right:.1f} 5v8" {svg.stroke(0)} stroke-width="1.6"/>'
        f'<circle cx="{dot:.1f}" cy="9" r="3.4" {svg.paint(0)}/></svg>'
    )
    return Markup(drawn)  # noqa: S704 - numbers only


def course(held: lifts.Lifted, data: lifts.Data, title: str, width: int) -> Markup:
    """Both groups by day around the start, 100 being their mean before."""
    if not (held.span and held.got and held.held):
        return Markup("")
    series: dict[str, dict[int, float]] = {}
    days = range(-held.span, held.span)
    for name, treated in ((_("With it"), True), (_("Without it"), False)):
        counted = lifts.around_start(held.run, data, days, treated=treated)
        usual = sum(counted[day] for day in days if day < 0) / held.span
        if usual:
            series[name] = {day: 100 * counted[day] / usual for day in days}
    plot = Plot(
        title=_("{title}: by day, 100 is the mean before").format(title=title),
        moments=list(days),
        label=lambda day: _moment(held.run.first, day),
        series=series,
        text=lambda value: names.number(round(value)),
        fills=True,
    )
    return Markup(draw(plot, width, alone=False))  # noqa: S704 - it escapes every text


def _moment(first: int, step: int) -> str:
    return names.day(lifts.day_of(first) + timedelta(days=step), "d MMM")
