"""What the document says, in order."""

from collections.abc import Sequence

from babel.dates import get_day_names

from app.i18n import _, language
from app.reports import lines, shown
from app.reports.chart import number_of
from app.reports.dossier import Dossier
from app.reports.pdf import figures, flow, grid, method, plots
from app.reports.pdf import paper as sheet
from app.reports.pdf.flow import Block, heading, space
from app.reports.pdf.paper import INNER, MARGIN, SOFT, Paper
from app.reports.rate import Rate
from app.reports.report import Column, Report, Row

_MOST_BARS, _MOST_ROWS = 20, 120
_PLAIN = "#1a1d1f"


def document(dossier: Dossier) -> bytes:
    """The whole document."""
    title = dossier.title or _("All campaigns")
    period = shown.period(dossier.whole.coverage)
    blocks = [
        figures.strip(dossier.brand, title, period),
        figures.cards(dossier.whole, dossier.before),
        *_outstanding(dossier),
        *(_over_time(dossier.times) if dossier.times else ()),
        *(_media(dossier.media) if dossier.media else ()),
        *(_conversions(dossier.conversions) if dossier.conversions else ()),
        *(_points(dossier.points) if dossier.points else ()),
        *(_placements(dossier.placements) if dossier.placements else ()),
        *(_week(dossier.hours) if dossier.hours else ()),
        *_asked(dossier),
        *method.chapter(dossier.whole),
    ]
    paper = Paper(f"{dossier.brand} – {title}", language(), sheet.palette(dossier.colour))
    return flow.draw(paper, blocks, f"{dossier.brand} · {title} · {period}")


def alone(report: Report) -> bytes:
    """One report."""
    period = shown.period(report.coverage)
    names = ", ".join(_(column.label) for column in report.columns if column.is_dimension)
    title = names or _("Report")
    blocks = [
        figures.strip(report.query.brand, title, period),
        figures.cards(report, None),
        *_chart(report),
        *heading(_("Table")),
        *grid.table(report, _MOST_ROWS),
        *method.chapter(report),
    ]
    paper = Paper(f"{report.query.brand} – {title}", language(), sheet.palette(_PLAIN))
    return flow.draw(paper, blocks, f"{report.query.brand} · {title} · {period}")


def _caption(text: str) -> Block:
    def draw(paper: Paper, y: float) -> None:
        paper.text(MARGIN, y + 8, sheet.cut(text, INNER, 8), 8, colour=SOFT)

    return Block(17, draw, keeps=60)


def _outstanding(dossier: Dossier) -> list[Block]:
    found = figures.highlights(dossier)
    return [*heading(_("What stands out"), 40), *found] if found else []


def _over_time(report: Report) -> list[Block]:
    if not report.rows:
        return []
    drawn = [*heading(_("Over time"), 170), _caption(_by(report, "scans"))]
    drawn.append(plots.course(_course(report, "scans"), 150))
    known = sum(row["conversions"] is not None for row in report.rows)
    if any(number_of(row["conversions"]) for row in report.rows) and 2 * known > len(report.rows):
        drawn += [space(8), _caption(_by(report, "conversions"))]
        drawn.append(plots.course(_course(report, "conversions"), 96, bars=True))
    return drawn


def _by(report: Report, measure: str) -> str:
    column = _column(report, measure)
    names = ", ".join(_(one.label).lower() for one in report.columns if one.is_dimension)
    return _("{measure} by {names}").format(measure=_(column.label), names=names)


def _column(report: Report, key: str) -> Column:
    return next(column for column in report.columns if column.key == key)


def _course(report: Report, measure: str) -> plots.Course:
    time, column = report.columns[0], _column(report, measure)
    found = {row[time.key]: number_of(row[measure]) for row in report.rows}
    moments = lines.moments(report, time)
    return plots.Course(
        [shown.short(report, time, moment) for moment in moments],
        [found.get(moment, 0.0) for moment in moments],
        lambda value: shown.axis(column, report, value),
    )


def _media(report: Report) -> list[Block]:
    found = _bars(report, "scans")
    drawn = [*heading(_("By medium")), _caption(_by(report, "scans")), *plots.bars(found)]
    rates = [bar for row in report.rows for bar in [_rate(report, row)] if bar is not None]
    if rates:
        caption = _("Conversions per scan: the dot is what was seen, the line where the truth lies")
        drawn += [space(12), _caption(caption), *plots.rates(rates)]
    return [*drawn, space(10), *grid.table(report)] if report.rows else []


def _rate(report: Report, row: Row) -> plots.Bar | None:
    rate = row.get("rate")
    if not isinstance(rate, Rate) or rate.value is None:
        return None
    name = _label(report, row)
    text = shown.percent(rate.value)
    return plots.Bar(name, "", rate.value, text, rate.low, rate.high)


def _conversions(report: Report) -> list[Block]:
    found = _bars(report, "conversions")
    if not found:
        return []
    above = heading(_("What it brought"))
    return [*above, _caption(_by(report, "conversions")), *plots.bars(found)]


def _points(report: Report) -> list[Block]:
    found = _bars(report, "scans")
    if len(found) < 2:
        return []
    above = heading(_("Where people went"))
    return [*above, _caption(_by(report, "scans")), *plots.bars(found)]


def _placements(report: Report) -> list[Block]:
    if not report.rows:
        return []
    by_scans = sorted(report.rows, key=lambda row: -(row["scans"] or 0))
    found = _bars(report, "scans", by_scans)
    caption = _by(report, "scans")
    if len(found) > _MOST_BARS:
        caption = _("{what}: the first {count}").format(what=caption, count=_MOST_BARS)
    drawn = [*heading(_("By placement")), _caption(caption), *plots.bars(found[:_MOST_BARS])]
    return [*drawn, space(10), *grid.table(report, _MOST_ROWS)]


def _week(report: Report) -> list[Block]:
    if not report.rows:
        return []
    values = {(row["weekday"], row["hour_of_day"]): row["scans"] for row in report.rows}
    names = get_day_names("wide", locale=shown.locale())
    drawn = plots.week(plots.Week(values, [str(names[day]).capitalize() for day in range(7)]))
    return [*heading(_("When people scan"), 150), _caption(_by(report, "scans")), drawn]


def _asked(dossier: Dossier) -> list[Block]:
    """The report as it was asked for, where it is none of the others."""
    by = dossier.asked.query.by
    if not by or (dossier.media and by in (("medium",), ("placement",), ("day",))):
        return []
    above = heading(_("The report asked for"))
    return [*above, *_pictured(dossier.asked), *grid.table(dossier.asked, _MOST_ROWS)]


def _chart(report: Report) -> list[Block]:
    drawn = _pictured(report)
    return [*heading(_("At a glance")), *drawn] if drawn else []


def _pictured(report: Report) -> list[Block]:
    """The first count of a report as a picture; nothing where it has none."""
    dimensions = [column for column in report.columns if column.is_dimension]
    counts = [column.key for column in report.columns if column.kind == "count"]
    measure = "scans" if "scans" in counts else next(iter(counts), "")
    if not measure or not dimensions or not report.rows:
        return []
    above = _caption(_by(report, measure))
    if len(dimensions) == 1 and dimensions[0].kind != "text":
        return [above, plots.course(_course(report, measure), 150)]
    return [above, *plots.bars(_bars(report, measure)[:_MOST_BARS]), space(10)]


def _bars(report: Report, measure: str, rows: Sequence[Row] | None = None) -> list[plots.Bar]:
    """A bar for each row of which something is known."""
    column = _column(report, measure)
    return [
        plots.Bar(_label(report, row), _aside(report, row), value, shown.cell(column, row[measure]))
        for row in (report.rows if rows is None else rows)
        for value in [number_of(row[measure])]
        if value is not None and value > 0
    ]


def _label(report: Report, row: Row) -> str:
    column = [one for one in report.columns if one.is_dimension][-1]
    return shown.key(report, column, row[column.key])


def _aside(report: Report, row: Row) -> str:
    others = [one for one in report.columns if one.is_dimension][:-1]
    return ", ".join(shown.key(report, column, row[column.key]) for column in others)
