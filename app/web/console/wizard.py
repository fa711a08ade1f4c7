"""A new campaign from one short page, checked as a whole, then made."""

from dataclasses import replace
from typing import Any

from flask import abort, redirect, render_template, request, url_for

from app.errors import Problem, Refused
from app.i18n import _, language
from app.model import KINDS, Brand, Plan
from app.printing.media import media
from app.web import context
from app.web.campaigns import job, saving, toml, wizard
from app.web.campaigns.workspace import FILE, check, workspace
from app.web.console import gate


@gate.page("/<brand>/campaigns/new", "edit", "GET", "POST")
def new_campaign(brand: str) -> Any:
    """The form, and what it makes."""
    return _wizard(gate.brand())


@gate.page("/new-brand", gate.ANYBODY, "GET", "POST")
def new_brand() -> Any:
    """The same for a brand that is not there yet; stewards only."""
    if not gate.person().steward:
        abort(403)
    return _wizard(None)


def _wizard(brand: Brand | None) -> Any:
    problems: tuple[Problem, ...] = ()
    form = {name: text.strip() for name, text in request.form.items()}
    kinds = [kind for kind in KINDS if kind in request.form.getlist("kinds")] or ["qr"]
    if request.method == "POST":
        try:
            return _create(form, kinds, brand)
        except Refused as refused:
            problems = tuple(_without_line(problem) for problem in refused.problems)
    page = render_template(
        "console/wizard.html",
        form=form,
        kinds=kinds,
        problems=problems,
        media=[(key, one.name.get(language(), key)) for key, one in media().items()],
        every_kind=KINDS,
    )
    return page, 422 if problems else 200


def _without_line(problem: Problem) -> Problem:
    """The key alone of a place in a file that nobody here has typed."""
    where = problem.where.removeprefix(FILE)
    return replace(problem, where=where.partition(" ")[2]) if where != problem.where else problem


def _create(form: dict[str, str], kinds: list[str], brand: Brand | None) -> Any:
    document = wizard.document(form, kinds, brand)
    text = toml.write(document)
    upload = request.files.get("file")
    pasted = wizard.places(request.form.get("places", ""))
    tables = {wizard.PLACES: upload.read() if upload and upload.filename else pasted}
    plan = check(text, tables, str(document["brand"].get("slug", "")))
    _refuse_taken(plan, is_new_brand=brand is None)
    owner, slug = plan.brand.slug, plan.campaign.slug
    place = workspace(context.config().data, owner, slug)
    place.save(text, tables)
    # Saved before it is printed: its pages and pictures are there while the files are drawn.
    saving.save(context.config(), context.catalog(), plan)
    job.start(place, context.config(), language())
    gate.records().note(context.now(), owner, gate.person().name, "campaign", slug)
    return redirect(url_for("console.campaign", brand=owner, campaign=slug), 303)


def _refuse_taken(plan: Plan, *, is_new_brand: bool) -> None:
    brands = {one.slug: one for one in context.catalog().brands()}
    if is_new_brand:
        if plan.brand.slug in brands:
            raise Refused([Problem("taken", "brand", _("has this name already."))])
        if any(one.host == plan.brand.host for one in brands.values()):
            raise Refused([Problem("taken", "host", _("belongs to another brand."))])
        return
    known = {one.campaign.slug for one in context.catalog().plans(plan.brand.slug)}
    if plan.campaign.slug in known:
        raise Refused([Problem("taken", "name", _("is the name of another campaign."))])
