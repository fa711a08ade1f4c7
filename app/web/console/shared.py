"""A report to who has its link: nothing but that report, and nothing to sign in to."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from flask import Response, abort, render_template

from app.errors import Missing
from app.model import Brand
from app.reports import Report, dossier, saved
from app.reports.dossier import Dossier
from app.reports.outputs import OUTPUTS, WHOLE, bound
from app.store import sharing
from app.store.dimensions import DIMENSIONS
from app.store.sharing import Share
from app.web import context
from app.web.console import gate, report

FILES = ("pdf", "xlsx", "csv")


@gate.page("/shared/<text>", gate.OPEN)
def shared(text: str) -> Response:
    """The report as a page."""
    try:
        share, brand = _opened(text)
    except Missing as error:
        return _no_link(error)
    found = _asked(share, brand, sides=False)
    charts = [report.drawn(one, "scans") for one in _pictured(found)]
    page = render_template(
        "console/shared.html",
        share=share,
        owner=brand,
        text=text,
        dossier=found,
        charts=charts,
        figures=report.FIGURES,
        beside=report.beside(),
        files=FILES,
        until=_local(share.expires, brand),
    )
    return _kept_quiet(Response(page))


@gate.page("/shared/<text>/report.<format>", gate.OPEN)
def shared_file(text: str, format: str) -> Response:
    """The same as a file."""
    if format not in FILES:
        abort(404)
    try:
        share, brand = _opened(text)
    except Missing as error:
        return _no_link(error)
    written = bound(format, _asked(share, brand, sides=format in WHOLE))
    data = written if isinstance(written, bytes) else written.encode("utf-8-sig")
    answer = Response(data, content_type=OUTPUTS[format].media_type)
    name = f"{brand.slug}-{_local(context.now(), brand).date()}{OUTPUTS[format].suffix}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return _kept_quiet(answer)


def _opened(text: str) -> tuple[Share, Brand]:
    """The link that a text opens, and its brand. Raises Missing, or Ended."""
    catalog = context.catalog()
    share = sharing.open(catalog.db, context.config().keys, text, context.now())
    return share, next(one for one in catalog.brands() if one.slug == share.brand)


def _no_link(error: Missing) -> Response:
    """A page that leads nowhere: who has an old link need not be one of ours."""
    page = render_template("console/shared_ended.html", message=error.message)
    return _kept_quiet(Response(page, error.status))


def _asked(share: Share, brand: Brand, *, sides: bool) -> Dossier:
    today = _local(context.now(), brand).date()
    query = saved.question(share.brand, share.asked, share.span, today)
    return dossier.gather(query, context.config(), share.least, sides=sides)


def _pictured(found: Dossier) -> list[Report]:
    """The course over time, and the rows of the table where they are something else."""
    both = (found.times, None if _is_timely(found.asked) and found.times else found.asked)
    return [
        one for one in both if one and one.rows and any(item.key == "scans" for item in one.columns)
    ]


def _is_timely(found: Report) -> bool:
    return any(DIMENSIONS[name].is_time for name in found.query.by)


def _local(at: int, brand: Brand) -> datetime:
    return datetime.fromtimestamp(at / 1000, UTC).astimezone(ZoneInfo(brand.timezone))


def _kept_quiet(answer: Response) -> Response:
    """The address is the secret: no search engine keeps it, and no other site is told it."""
    answer.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer
