"""A report that a form keeps for later: read from its fields, checked, said in words."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from flask import abort, g, request

from app.errors import Problem, Refused
from app.i18n import _
from app.model import Plan
from app.reports import saved, shown
from app.reports.saved import SPANS
from app.store.dimensions import DIMENSIONS
from app.web import context
from app.web.console import gate

LEAST = (0, 5, 10, 20)
"""Below which counts may be hidden; 0 hides none."""


def asked() -> dict[str, str]:
    """The report that a form is about: its fields `asked.NAME`."""
    return {
        name.partition(".")[2]: text
        for name, text in request.form.items()
        if name.startswith("asked.") and text
    }


def name() -> str:
    """What the form calls it."""
    return " ".join(request.form.get("name", "").split())[:80] or _("Report")


def one_of(name: str, allowed: Any) -> Any:
    """The value of a choice; a value that is no choice of ours is no request of ours."""
    given = request.form.get(name, "")
    found = [one for one in allowed if str(one) == given]
    return found[0] if found else abort(400)


def check(brand: str, asked: Mapping[str, str], span: str) -> list[Problem]:
    """What is wrong with a report to keep."""
    try:
        saved.question(brand, asked, span, local(context.now()).date())
    except Refused as refused:
        return list(refused.problems)
    return []


def told(asked: Mapping[str, str], span: str) -> str:
    """A kept report in words: by what, which days, which filters."""
    parts = [_("by {names}").format(names=_labels(asked.get("by", "medium")).lower())]
    parts.append(_(SPANS[span]) if span else _dates(asked))
    names = {plan.campaign.slug: plan.campaign.name for plan in plans()}
    parts += [
        _("{label}: {value}").format(label=_(DIMENSIONS[name].label), value=names.get(text, text))
        for name, text in asked.items()
        if name in DIMENSIONS
    ]
    return " · ".join(parts)


def _dates(asked: Mapping[str, str]) -> str:
    if not asked.get("from") and not asked.get("to"):
        return _("all time")
    ends = [asked.get(end, "") for end in ("from", "to")]
    return " – ".join(shown.day(end) if end else "…" for end in ends)


def _labels(names: str) -> str:
    return ", ".join(_(DIMENSIONS[name].label) for name in names.split(",") if name in DIMENSIONS)


def plans() -> list[Plan]:
    """The campaigns of the brand, read once a request."""
    if "plans" not in g:
        g.plans = context.catalog().plans(gate.brand().slug)
    return cast(list[Plan], g.plans)


def local(at: int) -> datetime:
    """An instant on the brand's clock."""
    return datetime.fromtimestamp(at / 1000, ZoneInfo(gate.brand().timezone))
