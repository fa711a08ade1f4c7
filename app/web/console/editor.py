"""Changing a campaign: its file as text, its older versions, and the second pair of eyes.

A change of where printed codes lead waits for a second person, where the brand has one and the
campaign is in the market. Everything else is saved at once.
"""

import difflib
import tomllib
from hashlib import sha256
from typing import Any

from flask import abort, redirect, render_template, request, url_for

from app.errors import Conflict, Missing, Problem, Refused
from app.i18n import _
from app.model import Plan
from app.web import context
from app.web.campaigns import draft, saving, toml
from app.web.campaigns.workspace import Workspace, check, plain_name
from app.web.console import campaigns, found, gate, reading
from app.web.people import Change, may


@gate.page("/<brand>/c/<campaign>/file", "edit", "GET", "POST")
def edit_file(brand: str, campaign: str) -> Any:
    """The campaign file in a text field; every problem is named with its line."""
    place = found.space(campaign)
    problems: tuple[Problem, ...] = ()
    text = current(place, campaign)
    if request.method == "POST":
        text = request.form.get("text", "").replace("\r\n", "\n")
        tables = {
            plain_name(file.filename): file.read()
            for file in request.files.getlist("tables")
            if file.filename
        }
        try:
            return submit(campaign, text, tables, _("the campaign file"))
        except Refused as refused:
            problems = refused.problems
    page = render_template(
        "console/file.html",
        plan=found.plan(campaign),
        text=text,
        problems=problems,
        versions=place.versions(),
    )
    return page, 422 if problems else 200


@gate.page("/<brand>/c/<campaign>/versions/<int:number>", "edit", "GET", "POST")
def version(brand: str, campaign: str, number: int) -> Any:
    """An older version beside the present one; going back to it is a change like any other."""
    place = found.space(campaign)
    try:
        old = place.version(number)
    except Missing:
        abort(404)
    if request.method == "POST":
        return submit(campaign, old, {}, _("back to version {number}").format(number=number))
    return render_template(
        "console/version.html",
        plan=found.plan(campaign),
        number=number,
        lines=compared(current(place, campaign), old),
    )


@gate.page("/<brand>/c/<campaign>/change", "approve", "GET", "POST")
def review_change(brand: str, campaign: str) -> Any:
    """The change that waits: what it does, and the buttons of the second person."""
    place, change = found.space(campaign), gate.records().waiting(brand, campaign)
    if change is None:
        abort(404)
    mine = change.proposer == gate.person().id
    told, problems = _told(place, change)
    if request.method == "POST":
        approved = request.form.get("approved") == "1"
        if mine and approved:
            abort(403)
        _settle(place, change, approved=approved)
        return redirect(url_for("console.campaign", brand=brand, campaign=campaign), 303)
    return render_template(
        "console/change.html",
        plan=found.plan(campaign),
        change=change,
        mine=mine,
        told=told,
        problems=problems,
        lines=compared(current(place, campaign), change.text),
    )


def _told(place: Workspace, change: Change) -> tuple[list[reading.Differs], tuple[Problem, ...]]:
    """A change in words; or why its file does not hold any more."""
    texts = (current(place, change.campaign), change.text)
    try:
        before, after = (check(text, {}, gate.brand().slug, place, gate.brand()) for text in texts)
    except Refused as refused:
        return [], refused.problems
    return reading.differences(before, after), ()


def _settle(place: Workspace, change: Change, *, approved: bool) -> None:
    taken = gate.records().take(gate.brand().slug, change.id)
    gate.note(
        "change-approved" if approved else "change-refused", f"{change.campaign}: {taken.what}"
    )
    if not approved:
        return
    if taken.base != _digest(current(place, change.campaign)):
        raise Conflict(_("The campaign changed meanwhile: make the change again."), code="stale")
    plan = check(taken.text, {}, gate.brand().slug, place, gate.brand())
    place.save(taken.text, {})
    saving.save(context.config(), context.catalog(), plan)


def submit(campaign: str, text: str, tables: dict[str, bytes], what: str) -> Any:
    """Save a changed campaign file, or let it wait for a second person. Raises Refused."""
    place, brand = found.space(campaign), gate.brand().slug
    stored = current(place, campaign)
    plan = check(text, tables, brand, place, gate.brand())
    if plan.campaign.slug != campaign:
        problem = _("cannot change: printed codes were made under it.")
        raise Refused([Problem("slug-changed", "campaign.slug", problem)])
    before = check(stored, {}, brand, place, gate.brand())
    if _needs_two(before, plan):
        change = Change(
            *(0, context.now(), campaign, gate.person().id, text, what),
            base=_digest(stored),
        )
        gate.records().propose(brand, change)
        gate.note("change-proposed", f"{campaign}: {what}")
    else:
        place.save(text, tables)
        saving.save(context.config(), context.catalog(), plan)
        gate.note("edit", f"{campaign}: {what}")
    return redirect(url_for("console.campaign", brand=brand, campaign=campaign), 303)


def _needs_two(before: Plan, after: Plan) -> bool:
    leads = (before.contact_points, before.routes) != (after.contact_points, after.routes)
    in_market = before.campaign.starts <= campaigns.today()
    approvers = sum(may(one.role, "approve") for one in gate.people().members(after.brand.slug))
    return leads and in_market and approvers > 1


def current(place: Workspace, campaign: str) -> str:
    """The file as it is; written out of the catalog where the campaign came another way."""
    text = place.text()
    return text or toml.write(draft.document(found.plan(campaign), found.codes(campaign)))


def changed(campaign: str, *path: str, value: Any) -> str:
    """The campaign file with one table replaced, or taken away (None)."""
    document: dict[str, Any] = tomllib.loads(current(found.space(campaign), campaign))
    table = document
    for step in path[:-1]:
        table = table.setdefault(step, {})
    if value is None:
        table.pop(path[-1], None)
    else:
        table[path[-1]] = value
    return toml.write(document)


def compared(old: str, new: str) -> list[tuple[str, str]]:
    """Lines of a comparison: (`+`, `-` or a space, text), with two lines around each change."""
    lines = difflib.unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=2)
    return [(line[:1], line[1:]) for line in list(lines)[2:]]


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
