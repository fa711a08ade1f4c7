"""Reports that are sent by themselves: set up, paused, sent at once, ended."""

import re
from typing import Any

from flask import abort, request

from app.errors import Problem
from app.i18n import LANGUAGES, _
from app.reports.sending import rhythm
from app.store import schedules
from app.store.schedules import Schedule
from app.web import context
from app.web.console import gate, kept
from app.web.console.sharing import FORMATS, back, page

_MOST = 20  # addresses of a schedule
_MAIL = re.compile(r"[^\s@<>,;:\"()\[\]\\]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


@gate.page("/<brand>/sharing/schedules", "edit", "POST")
def add_schedule(brand: str) -> Any:
    """Have a report sent by itself."""
    asked, form = kept.asked(), request.form
    every, hour = form.get("every", ""), form.get("hour", -1, int)
    day = {"week": form.get("weekday", 0, int), "month": form.get("monthday", 0, int)}.get(every, 0)
    span, recipients, webhooks = form.get("span", ""), _recipients(), "webhooks" in form
    problems = kept.check(brand, asked, span) + rhythm.check(every, day, hour)
    problems += _check(recipients, webhooks=webhooks)
    if problems:
        return page(asked, problems)
    now = context.now()
    made = Schedule(
        id=0,
        brand=brand,
        name=kept.name(),
        asked=asked,
        span=span,
        least=kept.one_of("least", kept.LEAST),
        by=gate.person().name,
        every=every,
        day=day,
        hour=hour,
        language=kept.one_of("language", LANGUAGES),
        format=kept.one_of("format", FORMATS),
        recipients=recipients,
        webhooks=webhooks,
        created=now,
        due=rhythm.next_due(every, day, hour, gate.brand().timezone, now),
    )
    schedules.add(context.catalog().db, made)
    gate.note("schedule", made.name)
    return back("send")


@gate.page("/<brand>/sharing/schedules/<int:id>", "edit", "POST")
def change_schedule(brand: str, id: int) -> Any:
    """Pause it, go on, send one now, or take it away."""
    db, now = context.catalog().db, context.now()
    what = kept.one_of("what", ("pause", "resume", "now", "remove"))
    found = next((one for one in schedules.listed(db, brand) if one.id == id), None)
    if found is None:
        abort(404)
    if what == "remove":
        schedules.remove(db, brand, id)
    else:
        due = rhythm.next_due(found.every, found.day, found.hour, gate.brand().timezone, now)
        schedules.pause(db, brand, id, now if what == "now" else due, paused=what == "pause")
    gate.note(f"schedule-{what}", found.name)
    return back("send")


def _recipients() -> tuple[str, ...]:
    parts = re.split(r"[\s,;]+", request.form.get("recipients", ""))
    return tuple(dict.fromkeys(one for one in parts if one))


def _check(recipients: tuple[str, ...], *, webhooks: bool) -> list[Problem]:
    where, found = _("e-mail"), []
    for one in recipients:
        if not _MAIL.fullmatch(one):
            what = _("{text} is no e-mail address.").format(text=repr(one[:80]))
            instead = _("Give one as anna@levain.example.")
            found.append(Problem("bad-address", where, what, instead))
    if len(recipients) > _MOST:
        what = _("There are {count} addresses.").format(count=len(recipients))
        instead = _("Give {most} at most.").format(most=_MOST)
        found.append(Problem("too-many", where, what, instead))
    if not recipients and not webhooks:
        instead = _("Give an e-mail address, or choose webhooks.")
        found.append(Problem("nobody", where, _("Nobody would get it."), instead))
    return found
