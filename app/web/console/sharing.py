"""Reports that leave the house: links that show one, and reports that are sent by themselves."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import abort, redirect, render_template, request, url_for

from app import reports
from app.errors import Problem, Refused
from app.i18n import LANGUAGES, _, language
from app.reports import saved, shown
from app.reports.outputs import OUTPUTS
from app.reports.saved import SPANS
from app.reports.sending import rhythm
from app.store import schedules
from app.store import sharing as links
from app.store.dimensions import DIMENSIONS
from app.store.schedules import Schedule
from app.store.zones import DAY
from app.web import context
from app.web.console import gate

OPEN_FOR = (7, 30, 90, 365)
"""For how many days a link may be open."""
LEAST = (0, 5, 10, 20)
"""Below which counts may be hidden; 0 hides none."""
FORMATS = ("pdf", "xlsx", "csv", "parquet")
_MOST = 20  # addresses of a schedule
_MAIL = re.compile(r"[^\s@<>,;:\"()\[\]\\]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


@gate.page("/<brand>/sharing", "edit")
def sharing(brand: str) -> Any:
    """The links and schedules of a brand, and the forms for the report of the query string."""
    asked = {name: ",".join(request.args.getlist(name)) for name in request.args}
    return _page({name: text for name, text in asked.items() if text and name != "chart"})


@gate.page("/<brand>/sharing/links", "edit", "POST")
def add_link(brand: str) -> Any:
    """Make a link to a report."""
    asked, form = _asked(), request.form
    days, least = _one_of("days", OPEN_FOR), _one_of("least", LEAST)
    problems = _check(brand, asked, form.get("span", ""))
    if problems:
        return _page(asked, problems)
    now = context.now()
    made = links.fresh(brand, _name(), asked, by=gate.person().name, now=now)
    links.add(
        context.catalog().db,
        made._replace(span=form.get("span", ""), least=least, expires=now + days * DAY),
    )
    gate.note("share", made.name)
    return _back("share")


@gate.page("/<brand>/sharing/links/<int:id>/revoke", "edit", "POST")
def revoke_link(brand: str, id: int) -> Any:
    """Take a link back."""
    gate.note("share-revoked", links.revoke(context.catalog().db, brand, id, context.now()).name)
    return _back("share")


@gate.page("/<brand>/sharing/schedules", "edit", "POST")
def add_schedule(brand: str) -> Any:
    """Have a report sent by itself."""
    asked, form = _asked(), request.form
    every, hour = form.get("every", ""), form.get("hour", -1, int)
    day = {"week": form.get("weekday", 0, int), "month": form.get("monthday", 0, int)}.get(every, 0)
    recipients = tuple(dict.fromkeys(re.split(r"[\s,;]+", form.get("recipients", "").strip())))
    recipients = tuple(one for one in recipients if one)
    webhooks = "webhooks" in form
    problems = _check(brand, asked, form.get("span", "")) + rhythm.check(every, day, hour)
    problems += _check_recipients(recipients, webhooks=webhooks)
    if problems:
        return _page(asked, problems)
    now = context.now()
    schedules.add(
        context.catalog().db,
        Schedule(
            0,
            brand,
            _name(),
            asked,
            form.get("span", ""),
            _one_of("least", LEAST),
            gate.person().name,
            every,
            day,
            hour,
            _one_of("language", LANGUAGES),
            _one_of("format", FORMATS),
            recipients,
            webhooks,
            now,
            rhythm.next_due(every, day, hour, gate.brand().timezone, now),
        ),
    )
    gate.note("schedule", _name())
    return _back("send")


@gate.page("/<brand>/sharing/schedules/<int:id>", "edit", "POST")
def change_schedule(brand: str, id: int) -> Any:
    """Pause it, go on, send one now, or take it away."""
    db, now = context.catalog().db, context.now()
    what = _one_of("what", ("pause", "resume", "now", "remove"))
    found = next((one for one in schedules.listed(db, brand) if one.id == id), None)
    if found is None:
        abort(404)
    if what == "remove":
        schedules.remove(db, brand, id)
    else:
        due = rhythm.next_due(found.every, found.day, found.hour, gate.brand().timezone, now)
        schedules.pause(db, brand, id, now if what == "now" else due, paused=what == "pause")
    gate.note(f"schedule-{what}", found.name)
    return _back("send")


def _page(asked: Mapping[str, str], problems: list[Problem] | None = None) -> Any:
    brand, catalog, now = gate.brand(), context.catalog(), context.now()
    try:
        reports.parse(brand.slug, asked)
    except Refused as refused:
        problems, asked = [*(problems or ()), *refused.problems], {}
    made = [
        (
            one,
            url_for("console.shared", text=links.text(context.config().keys, one), _external=True),
        )
        for one in links.listed(catalog.db, brand.slug)
    ]
    page = render_template(
        "console/sharing.html",
        asked=asked,
        form=request.form,
        problems=problems or (),
        told=_told,
        links=made,
        now=now,
        local=_local,
        schedules=schedules.listed(catalog.db, brand.slug),
        campaigns={plan.campaign.slug: plan.campaign.name for plan in catalog.plans(brand.slug)},
        spans={name: _(text) for name, text in SPANS.items()},
        open_for=OPEN_FOR,
        least=LEAST,
        formats=[name for name in FORMATS if name in OUTPUTS],
        weekdays=_weekdays(),
        mail=context.config()["smtp"] is not None,
        language_now=language(),
    )
    return page, 422 if problems else 200


def _asked() -> dict[str, str]:
    """The report that a form is about: its fields `asked.NAME`."""
    return {
        name.partition(".")[2]: text
        for name, text in request.form.items()
        if name.startswith("asked.") and text
    }


def _name() -> str:
    return " ".join(request.form.get("name", "").split())[:80] or _("Report")


def _one_of(name: str, allowed: Any) -> Any:
    """The value of a choice; a value that is no choice of ours is no request of ours."""
    given = request.form.get(name, "")
    found = [one for one in allowed if str(one) == given]
    return found[0] if found else abort(400)


def _check(brand: str, asked: Mapping[str, str], span: str) -> list[Problem]:
    try:
        saved.question(brand, asked, span, _today())
    except Refused as refused:
        return list(refused.problems)
    return []


def _check_recipients(recipients: tuple[str, ...], *, webhooks: bool) -> list[Problem]:
    found = [
        Problem(
            "bad-address",
            _("e-mail"),
            _("{text} is no e-mail address.").format(text=repr(one[:80])),
            _("Give one as anna@levain.example."),
        )
        for one in recipients
        if not _MAIL.fullmatch(one)
    ]
    if len(recipients) > _MOST:
        what = _("There are {count} addresses.").format(count=len(recipients))
        found.append(
            Problem("too-many", _("e-mail"), what, _("Give {most} at most.").format(most=_MOST))
        )
    if not recipients and not webhooks:
        found.append(
            Problem(
                "nobody",
                _("e-mail"),
                _("Nobody would get it."),
                _("Give an e-mail address, or choose webhooks."),
            )
        )
    return found


def _told(asked: Mapping[str, str], span: str) -> str:
    """A kept question in words: by what, which days, which filters."""
    parts = [_("by {names}").format(names=_labels(asked.get("by", "medium")).lower())]
    if span:
        parts.append(_(SPANS[span]))
    elif asked.get("from") or asked.get("to"):
        ends = (shown.day(asked[end]) if asked.get(end) else "…" for end in ("from", "to"))
        parts.append(" – ".join(ends))
    else:
        parts.append(_("all time"))
    parts += [
        f"{_(DIMENSIONS[name].label)}: {text}" for name, text in asked.items() if name in DIMENSIONS
    ]
    return " · ".join(parts)


def _labels(names: str) -> str:
    return ", ".join(_(DIMENSIONS[name].label) for name in names.split(",") if name in DIMENSIONS)


def _weekdays() -> list[tuple[int, str]]:
    from babel.dates import get_day_names

    names = get_day_names("wide", locale=shown.locale())
    return [(day + 1, str(names[day])) for day in range(7)]


def _local(at: int) -> datetime:
    return datetime.fromtimestamp(at / 1000, ZoneInfo(gate.brand().timezone))


def _today() -> date:
    return _local(context.now()).date()


def _back(anchor: str) -> Any:
    return redirect(url_for("console.sharing", brand=gate.brand().slug, _anchor=anchor), 303)
