"""Reports that leave the house: the page, and the links that show one."""

from collections.abc import Mapping, Sequence
from typing import Any

from babel.dates import get_day_names
from flask import redirect, render_template, request, url_for

from app import reports
from app.errors import Problem, Refused
from app.i18n import _, language
from app.reports import shown
from app.reports.saved import SPANS
from app.store import schedules
from app.store import sharing as links
from app.store.zones import DAY
from app.web import context
from app.web.console import gate, kept

OPEN_FOR = (7, 30, 90, 365)
"""For how many days a link may be open."""
FORMATS = ("pdf", "xlsx", "csv", "parquet")
"""What is attached to an e-mail."""


@gate.page("/<brand>/sharing", "edit")
def sharing(brand: str) -> Any:
    """The links and schedules of a brand, and the forms for the report of the query string."""
    asked = {name: ",".join(request.args.getlist(name)) for name in request.args}
    return page({name: text for name, text in asked.items() if text and name != "chart"})


@gate.page("/<brand>/sharing/links", "edit", "POST")
def add_link(brand: str) -> Any:
    """Make a link to a report."""
    asked, span = kept.asked(), request.form.get("span", "")
    days, least = kept.one_of("days", OPEN_FOR), kept.one_of("least", kept.LEAST)
    problems = kept.check(brand, asked, span)
    if problems:
        return page(asked, problems)
    now = context.now()
    made = links.fresh(brand, kept.name(), asked, by=gate.person().name, now=now)
    made = made._replace(span=span, least=least, expires=now + days * DAY)
    links.add(context.catalog().db, made)
    gate.note("share", made.name)
    return back("share")


@gate.page("/<brand>/sharing/links/<int:id>/revoke", "edit", "POST")
def revoke_link(brand: str, id: int) -> Any:
    """Take a link back."""
    gate.note("share-revoked", links.revoke(context.catalog().db, brand, id, context.now()).name)
    return back("share")


def page(asked: Mapping[str, str], problems: Sequence[Problem] = ()) -> Any:
    """The page about a report, with what was wrong with a form."""
    brand, catalog = gate.brand(), context.catalog()
    try:
        reports.parse(brand.slug, asked)
    except Refused as refused:
        problems, asked = [*problems, *refused.problems], {}
    made = render_template(
        "console/sharing.html",
        asked=asked,
        form=request.form,
        problems=list(dict.fromkeys(problems)),
        told=kept.told,
        links=[(one, _address(one)) for one in links.listed(catalog.db, brand.slug)],
        now=context.now(),
        local=kept.local,
        schedules=schedules.listed(catalog.db, brand.slug),
        campaigns={plan.campaign.slug: plan.campaign.name for plan in kept.plans()},
        spans={name: _(text) for name, text in SPANS.items()},
        open_for=OPEN_FOR,
        least=kept.LEAST,
        formats=FORMATS,
        weekdays=_weekdays(),
        mail=context.config()["smtp"] is not None,
        language_now=language(),
    )
    return made, 422 if problems else 200


def back(anchor: str) -> Any:
    """To the page, where what was made stands."""
    return redirect(url_for("console.sharing", brand=gate.brand().slug, _anchor=anchor), 303)


def _address(one: links.Share) -> str:
    text = links.text(context.config().keys, one)
    return url_for("console.shared", text=text, _external=True)


def _weekdays() -> list[tuple[int, str]]:
    names = get_day_names("wide", locale=shown.locale())
    return [(day + 1, str(names[day])) for day in range(7)]
