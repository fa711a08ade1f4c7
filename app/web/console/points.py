"""Contact points: where people can be sent. A form per channel, made from the channel's options."""

from typing import Any

from flask import Response, abort, redirect, render_template, request, url_for

from app.channels import CHANNELS
from app.channels.base import Device, Source
from app.errors import Problem, Refused
from app.i18n import _, language
from app.model import Code, ContactPoint, Plan
from app.store import listed
from app.web import context, verbs
from app.web.campaigns import draft
from app.web.console import editor, filled, found, gate
from app.web.console.codes import DEVICES
from app.web.hosted import Hosted


@gate.page("/<brand>/points", "see")
def points(brand: str) -> Any:
    """Every contact point of every campaign."""
    shelf = [
        (plan, [(point, verbs.offer(point)) for point in plan.contact_points.values()])
        for plan in found.heads()
    ]
    return render_template("console/points.html", shelf=shelf, channels=_channels())


@gate.page("/<brand>/c/<campaign>/points/<key>", "see", "GET", "POST")
def point(brand: str, campaign: str, key: str) -> Any:
    """One contact point: its options, and how it looks to a person."""
    plan = found.head(campaign)
    one = plan.contact_points.get(key) or abort(404)
    problems: tuple[Problem, ...] = ()
    given = filled.form(one.channel, draft.point(one))
    if request.method == "POST":
        if not gate.allowed("edit"):
            abort(403)
        given = filled.sent(one.channel, request.form)
        try:
            table = {"channel": one.channel, **filled.read(one.channel, given)}
            return _save(plan, key, table)
        except Refused as refused:
            problems = refused.problems
    page = render_template(
        "console/point.html",
        plan=plan,
        point=one,
        offer=verbs.offer(one),
        options=filled.options(one.channel),
        given=given,
        kind=filled.kind,
        problems=problems,
        channel=CHANNELS.get(one.channel),
        users=_users(plan, key),
        leads=_leads(plan, one),
        saved="saved" in request.args,
        sample=_sample(plan, one),
        change=gate.records().waiting(brand, campaign),
    )
    return page, 422 if problems else 200


@gate.page("/<brand>/c/<campaign>/points", "edit", "POST")
def add_point(brand: str, campaign: str) -> Any:
    """A new contact point of a channel, filled in on the page that follows."""
    plan, channel = found.head(campaign), request.form.get("channel", "")
    if channel not in CHANNELS:
        abort(400)
    problems: tuple[Problem, ...] = ()
    given = filled.form(channel, {})
    if "filled" in request.form:
        given = filled.sent(channel, request.form)
    key = given.get("key", "")
    if "filled" in given:
        try:
            if key in plan.contact_points:
                raise Refused([Problem("taken", "key", _("is the key of another."))])
            return _save(plan, key, {"channel": channel, **filled.read(channel, given)})
        except Refused as refused:
            problems = refused.problems
    page = render_template(
        "console/point_new.html",
        plan=plan,
        channel=CHANNELS[channel],
        options=filled.options(channel),
        given=given,
        kind=filled.kind,
        problems=problems,
    )
    return page, 422 if problems else 200


@gate.page("/<brand>/c/<campaign>/points/<key>/page", "see")
def point_page(brand: str, campaign: str, key: str) -> Response:
    """The hosted page as a person gets it; its buttons lead to the first code's own links."""
    plan = found.head(campaign)
    one = plan.contact_points.get(key) or abort(404)
    platform = request.args.get("platform", "ios")
    page = Hosted().point(
        plan, one, language(), platform, open_now=request.args.get("closed") != "1"
    )
    answer = Response(page.replace(b"{token}", b"TOKEN"), content_type="text/html; charset=utf-8")
    answer.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; "
        "sandbox"
    )
    answer.headers["X-Frame-Options"] = "SAMEORIGIN"
    return answer


def _save(plan: Plan, key: str, table: dict[str, Any]) -> Any:
    campaign = plan.campaign.slug
    text = editor.changed(campaign, "contact_points", key, value=table)
    what = _("contact point {name}").format(name=key)
    editor.submit(campaign, text, {}, what)
    brand = gate.brand().slug
    waits = key not in found.head(campaign).contact_points
    if waits:  # for a second person; the campaign says so
        return redirect(url_for("console.campaign", brand=brand, campaign=campaign), 303)
    saved = url_for("console.point", brand=brand, campaign=campaign, key=key, saved=1)
    return redirect(saved, 303)


def _leads(plan: Plan, point: ContactPoint) -> list[tuple[str, str]]:
    """Where each kind of device is sent, with the first code that leads here as the source."""
    channel, sample = CHANNELS.get(point.channel), _sample(plan, point)
    if channel is None or sample is None:
        return []
    source = Source(
        sample.token, sample.reference, plan.campaign.slug, "poster-a3", sample.placement
    )
    found = [
        (label, channel.link(point.options, source, Device(platform)))
        for platform, label in DEVICES
    ]
    return [
        (label, link.replace("{point}", point.key).replace("{token}", sample.token))
        for label, link in found
    ]


def _sample(plan: Plan, point: ContactPoint) -> Code | None:
    """A code whose route leads to a contact point, else any of the campaign."""
    users = {
        key
        for key, route in plan.routes.items()
        if any(rule.to == point.key for rule in route.rules)
    }
    looks = listed.looks(context.catalog().db, plan.brand.slug, plan.campaign.slug)
    codes = [one.sample for one in looks]
    return next((code for code in codes if code.spec.route in users), next(iter(codes), None))


def _users(plan: Plan, key: str) -> list[str]:
    """The routes that lead to a contact point."""
    return [
        route.key for route in plan.routes.values() if any(rule.to == key for rule in route.rules)
    ]


def _channels() -> list[tuple[str, str]]:
    named = [(key, one.label.get(language(), key)) for key, one in CHANNELS.items()]
    return sorted(named, key=lambda item: item[1].casefold())


def hosted(point: ContactPoint) -> bool:
    """Whether people first meet a page of ours."""
    channel = CHANNELS.get(point.channel)
    return channel is not None and channel.tap is not None
