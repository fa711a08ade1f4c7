"""The report page: filters, the figures, a chart, the table, and the same as files."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from flask import Response, abort, render_template, request, url_for
from markupsafe import Markup

from app import reports
from app.attribution.models import MODELS
from app.errors import Refused
from app.i18n import _
from app.reports.measures import MEASURES
from app.reports.outputs import OUTPUTS, made
from app.store import alarms
from app.store.arrived import FILTERS
from app.store.dimensions import DIMENSIONS
from app.web import context
from app.web.console import found, gate

BY = (
    *("medium", "campaign", "placement", "place", "city", "kind", "contact_point", "channel"),
    *("rule", "variant", "platform", "language", "country", "day", "week", "month", "weekday"),
    *("hour_of_day", "conversion", "strength", "class"),
)
"""What the page offers to split by; the API and the command line know every dimension."""
_NEXT = {
    "campaign": "medium",
    "medium": "placement",
    "placement": "contact_point",
    "place": "contact_point",
    "city": "place",
    "channel": "contact_point",
    "contact_point": "platform",
    "platform": "contact_point",
    "kind": "placement",
}
"""Where a click on a row leads: the same report of that row alone, split further."""
FIGURES = ("printed", "scans", "conversions", "value", "cost", "cost_per_conversion")
SPANS = (7, 30, 90)
MOST_DAYS = 100
DRAWN = ("scans", "visitors", "conversions", "value")


class Period(NamedTuple):
    """A link to the same report over other days."""

    label: str
    url: str
    chosen: bool


@gate.page("/<brand>/report", "see")
def show_report(brand: str) -> Any:
    """The report asked for by the query string."""
    options = _options()
    measure = options.pop("chart", DRAWN[0])
    measure = measure if measure in DRAWN else DRAWN[0]
    problems: tuple[Any, ...] = ()
    try:
        query = reports.parse(brand, options)
    except Refused as refused:
        problems, options = refused.problems, {}
        query = reports.parse(brand, {})
    report = reports.run(query, context.config())
    page = render_template(
        "console/report.html",
        report=report,
        options=options,
        problems=problems,
        by=[(name, _(DIMENSIONS[name].label)) for name in BY if name in DIMENSIONS],
        models=[model for model in MODELS.values() if model.weigh],
        campaigns=[plan.campaign for plan in found.heads()],
        ringing=alarms.count(context.catalog().db, brand),
        periods=_periods(brand, options),
        filters=_filters(report, brand, options),
        further=lambda column, value: _further(brand, options, column, value),
        figures=FIGURES,
        each=_each(brand, options),
        beside=beside(),
        outputs=_outputs(),
        charts=_charts(report, measure),
        measure=measure,
        measures=[(name, _(MEASURES[name].label)) for name in DRAWN],
    )
    return page, 422 if problems else 200


def beside() -> Mapping[str, list[tuple[str, str]]]:
    """What stands small below a figure: the measure, and how it is said."""
    return {
        "scans": [("visitors", _("visitors: {} or more"))],
        "conversions": [("rate", "{}")],
        "cost": [("cost_per_scan", _("{} a scan"))],
    }


@gate.page("/<brand>/report.<format>", "see")
def report_file(brand: str, format: str) -> Response:
    """The report as a file."""
    output = OUTPUTS.get(format)
    if output is None:
        abort(404)
    written = made(format, reports.parse(brand, _options()), context.config())
    data = written if isinstance(written, bytes) else written.encode()
    if format == "csv":
        data = b"\xef\xbb\xbf" + data  # by which Excel knows UTF-8
    answer = Response(data, content_type=output.media_type)
    name = f"{brand}-{_today().isoformat()}{output.suffix}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _outputs() -> list[tuple[str, str]]:
    """The formats to download, each with what it is good for; those people know come first."""
    good_for = {
        "pdf": _("to print and to show"),
        "xlsx": _("for Excel"),
        "csv": _("for any spreadsheet"),
        "parquet": _("for data tools"),
        "json": _("for programs"),
    }
    return [(name, text) for name, text in good_for.items() if name in OUTPUTS]


def _options() -> dict[str, str]:
    return {name: ",".join(request.args.getlist(name)) for name in request.args}


def _today() -> date:
    moment = datetime.fromtimestamp(context.now() / 1000, UTC)
    return moment.astimezone(ZoneInfo(gate.brand().timezone)).date()


def _link(brand: str, options: Mapping[str, str], **changed: str) -> str:
    asked = {name: text for name, text in {**options, **changed}.items() if text}
    return url_for("console.show_report", brand=brand) + "?" * bool(asked) + _encoded(asked)


def _each(brand: str, options: Mapping[str, str]) -> str:
    """Where the conversions of a report stand one by one, as far as they can be told apart."""
    asked: dict[str, Any] = {
        name: text for name, text in options.items() if name in FILTERS and "," not in text
    }
    return url_for("console.conversions", brand=brand, **asked)


def _encoded(asked: Mapping[str, str]) -> str:
    from urllib.parse import urlencode

    return urlencode(asked)


def _periods(brand: str, options: Mapping[str, str]) -> list[Period]:
    today = _today()
    found = []
    for days in SPANS:
        start = (today - timedelta(days=days - 1)).isoformat()
        asked = {"from": start, "to": today.isoformat()}
        chosen = all(options.get(name) == text for name, text in asked.items())
        label = _("{days} days").format(days=days)
        found.append(Period(label, _link(brand, options, **asked), chosen))
    everything = not options.get("from") and not options.get("to")
    found.append(Period(_("All time"), _link(brand, options, **{"from": "", "to": ""}), everything))
    return found


def _filters(
    report: reports.Report, brand: str, options: Mapping[str, str]
) -> list[tuple[str, str, str]]:
    """(dimension, value, link without it) of the filters that have no field of their own."""
    from app.reports import shown

    found = []
    for name, values in report.query.filters.items():
        if name == "campaign":
            continue
        column = reports.Column(name, DIMENSIONS[name].label, DIMENSIONS[name].kind, True)
        text = ", ".join(shown.key(report, column, value or None) for value in values)
        found.append((_(DIMENSIONS[name].label), text, _link(brand, options, **{name: ""})))
    return found


def _further(brand: str, options: Mapping[str, str], column: str, value: Any) -> str | None:
    follow = _NEXT.get(column)
    by = options.get("by", "medium").split(",")
    if follow is None or value is None or "," in str(value) or by != [column]:
        return None
    return _link(brand, options, **{column: str(value), "by": follow})


class Chart(NamedTuple):
    """A picture twice: for a wide window and for a phone, where its texts stay readable."""

    title: str
    wide: Markup
    narrow: Markup


def _charts(report: reports.Report, measure: str) -> list[Chart]:
    """The course over time, and beside it the rows of the table where they are not time."""
    days = date.fromisoformat(report.coverage["to"]) - date.fromisoformat(report.coverage["from"])
    step = "day" if days < timedelta(days=MOST_DAYS) else "week"
    query = replace(report.query, by=(step,), measures=(measure,), compare=False)
    every = [reports.run(query, context.config())]
    if not any(DIMENSIONS[name].is_time for name in report.query.by):
        every.append(report)
    return [drawn(one, measure) for one in every]


def drawn(report: reports.Report, measure: str) -> Chart:
    """A measure of a report as a picture."""
    names = " × ".join(_(column.label).lower() for column in report.columns if column.is_dimension)
    title = _("{measure} by {names}").format(measure=_(MEASURES[measure].label), names=names)
    return Chart(title, _picture(report, measure, 470), _picture(report, measure, 340))


def _picture(report: reports.Report, measure: str, width: int) -> Markup:
    from app.reports.chart import chart

    return Markup(chart(report, measure, width=width))  # noqa: S704 - it escapes every text
