"""Codes: one list to search, one page each, and their pictures."""

import hashlib
from typing import Any

from flask import Response, abort, redirect, render_template, request, url_for

from app import reports
from app.channels import CHANNELS
from app.channels.base import Device, Source
from app.model import Code, Plan
from app.store import listed
from app.store.withdrawn import withdraw
from app.web import context, preview
from app.web.console import found, gate, reading

THUMB_PX = 360
PAGE, MOST_WORDS = 100, 8
DEVICES = (("ios", "iPhone"), ("android", "Android"), ("windows", "Windows, Mac"))


@gate.page("/<brand>/codes", "see")
def codes(brand: str) -> Any:
    """The codes of the brand by page; `q` searches token, reference, address, place and city."""
    q, db = request.args.get("q", "")[:100], context.catalog().db
    after = request.args.get("after", "").split("/")
    position = after if len(after) == 3 else None
    rows = listed.listed(db, brand, q.split()[:MOST_WORDS], position, PAGE + 1)
    return render_template(
        "console/codes.html",
        rows=rows[:PAGE],
        campaigns={plan.campaign.slug: plan.campaign.name for plan in found.heads()},
        total=listed.count(db, brand),
        onward="/".join(rows[PAGE - 1].position) if len(rows) > PAGE else "",
        further=position is not None,
        q=q,
    )


@gate.page("/<brand>/codes/<token>", "see")
def code(brand: str, token: str) -> Any:
    """One code: its picture, where it leads, how it does."""
    plan, one = found.code(token)
    printed = preview.job(plan, one, found.space(one.campaign).folder)
    report = reports.run(
        reports.Query(brand, by=("code",), filters={"code": (token,)}), context.config()
    )
    placement = next(place for place in plan.placements if place.key == one.placement)
    return render_template(
        "console/code.html",
        plan=plan,
        code=one,
        placement=placement,
        printed=printed,
        report=report,
        row=report.rows[0] if report.rows else {},
        rules=reading.route(plan, one.spec.route),
        tries=_tries(plan, one, placement.medium),
    )


@gate.page("/<brand>/codes/<token>/withdraw", "approve", "POST")
def withdraw_code(brand: str, token: str) -> Any:
    """Take a code out of service, or put it back: the page says which, and offers the other."""
    _plan, one = found.code(token)
    wanted = request.form.get("withdrawn") == "1"
    if withdraw(context.catalog().db, brand, token, wanted=wanted):
        gate.note("withdraw" if wanted else "restore", one.reference)
    return redirect(url_for("console.code", brand=brand, token=token), 303)


def _tries(plan: Plan, code: Code, medium: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """For each contact point of the route: the address each kind of phone is sent to."""
    source = Source(code.token, code.reference, code.campaign, medium, code.placement)
    route = plan.routes.get(code.spec.route)
    points = dict.fromkeys(rule.to for rule in route.rules) if route else {}
    tries = []
    for key in points:
        point = plan.contact_points.get(key)
        channel = CHANNELS.get(point.channel) if point else None
        if point is None or channel is None:
            continue
        links = [
            (label, channel.link(point.options, source, Device(platform)))
            for platform, label in DEVICES
        ]
        filled = [
            (label, link.replace("{point}", key).replace("{token}", code.token))
            for label, link in links
        ]
        tries.append((key, filled))
    return tries


@gate.page("/<brand>/codes/<token>.<format>", "see")
def picture(brand: str, token: str, format: str) -> Response:
    """The printable: `thumb` for the screen, `svg` to look at; what prints needs a release."""
    plan, one = found.code(token)
    if format not in ("thumb", "svg"):
        abort(404)
    printed = preview.job(plan, one, found.space(one.campaign).folder)
    tag = hashlib.sha256(repr((printed, format)).encode()).hexdigest()[:32]
    answer = Response(content_type="image/svg+xml" if format == "svg" else "image/png")
    answer.set_etag(tag)
    answer.headers["Cache-Control"] = "private, max-age=0, must-revalidate"
    if tag in request.if_none_match:
        answer.status_code = 304
        return answer
    answer.data = preview.svg(printed) if format == "svg" else preview.thumb(printed, THUMB_PX)
    # An SVG opened by itself is a document: it may run nothing.
    answer.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
    return answer
