"""A question kept for later: the options of a report, and the days it moves along with."""

from collections.abc import Mapping
from datetime import date, timedelta

from app.errors import Problem, Refused
from app.i18n import _
from app.reports.query import Query, parse

SPANS: Mapping[str, str] = {
    "": "the dates as asked",
    "day": "yesterday",
    "week": "the last 7 full days",
    "month": "the last full month",
    "quarter": "the last 90 full days",
}
"""Name -> what it means, a message id."""
_DAYS = {"day": 1, "week": 7, "quarter": 90}


def question(brand: str, asked: Mapping[str, str], span: str, today: date) -> Query:
    """The query that a kept question stands for on a day of the brand. Raises Refused."""
    return parse(brand, {**asked, **dates(span, today)})


def dates(span: str, today: date) -> Mapping[str, str]:
    """The `from` and `to` of a span on a day of the brand; none where it has no days of its own."""
    if span not in SPANS:
        what = _("does not know {name}.").format(name=repr(span))
        names = ", ".join(name for name in SPANS if name)
        raise Refused(
            [Problem("bad-span", "span", what, _("There are {names}.").format(names=names))]
        )
    if not span:
        return {}
    last = today - timedelta(days=1)
    if span == "month":
        last = today.replace(day=1) - timedelta(days=1)
        return {"from": last.replace(day=1).isoformat(), "to": last.isoformat()}
    first = today - timedelta(days=_DAYS[span])
    return {"from": first.isoformat(), "to": last.isoformat()}
