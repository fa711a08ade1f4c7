"""Routes: who goes where, read aloud, tried out, and edited rule by rule."""

from contextlib import suppress
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import abort, redirect, render_template, request, url_for

from app.decide import Facts, weigh
from app.errors import Problem, Refused
from app.i18n import _
from app.model import PLATFORMS, Plan, Route
from app.printing.media import media
from app.web import context
from app.web.campaigns import draft
from app.web.console import editor, found, gate, reading

FALLBACK = "fallback"
_LISTS = ("platform", "in_app", "language", "country", "medium", "placement")
_NUMBERS = ("percent", "wait_over", "cap")
_TEXTS = ("hours", "starts", "ends", "variant")
EMPTY_ROWS = 1


@gate.page("/<brand>/routes", "see")
def routes(brand: str) -> Any:
    """Every route in plain words."""
    shelf = [
        (plan, [(key, reading.route(plan, key)) for key in plan.routes]) for plan in found.heads()
    ]
    return render_template("console/routes.html", shelf=shelf)


@gate.page("/<brand>/c/<campaign>/routes/<key>", "see", "GET", "POST")
def route(brand: str, campaign: str, key: str) -> Any:
    """One route: read, tried, edited."""
    plan = found.plan(campaign)
    one = plan.routes.get(key) or abort(404)
    problems: tuple[Problem, ...] = ()
    rows = [draft.rule(rule) for rule in one.rules]
    if request.method == "POST":
        if not gate.allowed("edit"):
            abort(403)
        rows = _rows()
        try:
            text = editor.changed(campaign, "routes", key, value={"rules": rows})
            editor.submit(campaign, text, {}, _("route {name}").format(name=key))
            target = url_for("console.route", brand=brand, campaign=campaign, key=key)
            return redirect(target, 303)
        except Refused as refused:
            problems = refused.problems
    hit, missed = _tried(plan, one)
    page = render_template(
        "console/route.html",
        plan=plan,
        route=one,
        rules=reading.route(plan, key),
        hit=hit,
        missed=missed,
        rows=[*rows, *({} for _row in range(EMPTY_ROWS))],
        problems=problems,
        targets=[*plan.contact_points, FALLBACK],
        platforms=PLATFORMS,
        media=list(media()),
        placements=plan.placements,
        asked=request.args,
        change=gate.records().waiting(brand, campaign),
    )
    return page, 422 if problems else 200


@gate.page("/<brand>/c/<campaign>/routes", "edit", "POST")
def add_route(brand: str, campaign: str) -> Any:
    """A new route that leads everybody to one contact point; its rules come on its own page."""
    plan, key, to = found.plan(campaign), request.form.get("key", ""), request.form.get("to", "")
    if key in plan.routes:
        raise Refused([Problem("taken", "key", _("is the key of another."))])
    value = {"rules": [{"name": "everybody", "to": to}]}
    text = editor.changed(campaign, "routes", key, value=value)
    waits = editor.submit(campaign, text, {}, _("route {name}").format(name=key))
    if key not in found.plan(campaign).routes:
        return waits
    return redirect(url_for("console.route", brand=brand, campaign=campaign, key=key), 303)


def _rows() -> list[dict[str, Any]]:
    """The rules of the form, in the order of their numbers; a row without a target is left out."""
    count = min(request.form.get("rows", 0, type=int), 200)
    rows: list[tuple[float, dict[str, Any]]] = []
    for number in range(count):
        given = {
            name: request.form.get(f"{name}-{number}", "").strip()
            for name in ("order", "name", "to", *_LISTS, *_NUMBERS, *_TEXTS)
        }
        given["platform"] = ",".join(request.form.getlist(f"platform-{number}"))
        if not given["to"] or request.form.get(f"delete-{number}"):
            continue
        try:
            place = float(given["order"] or number + 1)
        except ValueError:
            place = number + 1
        rows.append((place, _rule(given)))
    return [rule for _place, rule in sorted(rows, key=lambda row: row[0])]


def _rule(given: dict[str, str]) -> dict[str, Any]:
    rule: dict[str, Any] = {"name": given["name"]} if given["name"] else {}
    for name in _LISTS:
        values = [part.strip() for part in given[name].split(",") if part.strip()]
        if values:
            rule[name] = values
    for name in _NUMBERS:
        if given[name]:
            rule[name] = int(given[name]) if given[name].isdecimal() else given[name]
    rule |= {name: given[name] for name in _TEXTS if given[name]}
    return {**rule, "to": given["to"]}


def _tried(plan: Plan, route: Route) -> tuple[str, dict[str, str]]:
    """The rule that a described visit meets, and why those before it did not fire."""
    if "platform" not in request.args:
        return "", {}
    seen = weigh(route, _facts(plan), ())
    last, missing = seen[-1]
    missed = {rule.name: _reason(reason) for rule, reason in seen if reason}
    return ("" if missing else last.name), missed


def _facts(plan: Plan) -> Facts:
    asked = request.args
    zone = ZoneInfo(plan.brand.timezone)
    moment = datetime.fromtimestamp(context.now() / 1000, zone)
    if asked.get("at"):
        with suppress(ValueError):
            moment = datetime.fromisoformat(asked["at"]).replace(tzinfo=zone)
    place = next((one for one in plan.placements if one.key == asked.get("placement")), None)
    return Facts(
        platform=asked.get("platform", "ios"),
        in_app=asked.get("in_app", ""),
        language=asked.get("language", "fr"),
        country=asked.get("country", ""),
        medium=place.medium if place else "",
        placement=place.key if place else "",
        weekday=moment.weekday(),
        minute=moment.hour * 60 + moment.minute,
        today=moment.date(),
        wait=asked.get("wait", type=int),
    )


def _reason(reason: str) -> str:
    return {
        "platform": _("another device"),
        "in_app": _("another browser"),
        "language": _("another language"),
        "country": _("another country"),
        "medium": _("another medium"),
        "placement": _("another place"),
        "hours": _("not at this hour"),
        "starts": _("not yet"),
        "ends": _("no longer"),
        "nth": _("another visit of the day"),
        "wait_over": _("callers do not wait that long"),
        "percent": _("another share of the visitors"),
        "cap": _("used up"),
    }.get(reason, reason)
