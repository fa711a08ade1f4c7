"""Webhooks of a brand: where events are told, what was sent, and again."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import abort, redirect, render_template, request, url_for

from app.errors import Problem, Refused
from app.store import pages
from app.store import webhooks as store
from app.store.rows import Row
from app.web import context
from app.web.api import courier, hooks
from app.web.console import gate

_SHOWN = 50
"""Messages that the page of a webhook lists; the API has them all."""


@gate.page("/<brand>/webhooks", "govern", "GET", "POST")
def webhooks(brand: str) -> Any:
    """Every webhook, and a form for one more, whose secret is shown once."""
    problems: tuple[Problem, ...] = ()
    given = {"url": request.form.get("url", "").strip(), "events": request.form.getlist("events")}
    if request.method == "POST":
        try:
            url, events = hooks.wanted(given)
            hooks.room(context.catalog().db, brand)
            id = store.add(context.catalog().db, brand, url, events, context.now())
            gate.note("webhook", url)
            return _one(id, fresh=True)
        except Refused as refused:
            problems = refused.problems
    page = render_template(
        "console/webhooks.html",
        rows=pages.page(context.catalog().db, "webhook", brand, {}, None, hooks.MOST).rows,
        events=store.EVENTS,
        given=given,
        problems=problems,
    )
    return page, 422 if problems else 200


@gate.page("/<brand>/webhooks/<int:id>", "govern", "GET", "POST")
def webhook(brand: str, id: int) -> Any:
    """One webhook and its last messages; by the button pressed it is paused, renewed, removed."""
    row, db, deed = _found(id), context.catalog().db, request.form.get("deed", "")
    if request.method == "GET":
        return _one(id)
    if deed in ("pause", "resume"):
        store.pause(db, brand, id, paused=deed == "pause")
    elif deed == "rotate":
        store.rotate(db, brand, id, context.now())
        gate.note("webhook-rotated", row["url"])
        return _one(id, fresh=True)
    elif deed == "remove":
        store.remove(db, brand, id)
        gate.note("webhook-removed", row["url"])
        return redirect(url_for("console.webhooks", brand=brand), 303)
    else:
        abort(400)
    return redirect(url_for("console.webhook", brand=brand, id=id), 303)


@gate.page("/<brand>/webhooks/<int:id>/deliveries/<int:number>", "govern", "POST")
def replay(brand: str, id: int, number: int) -> Any:
    """Send a message again."""
    if not store.replay(context.catalog().db, brand, id, number, context.now()):
        abort(404)
    return redirect(url_for("console.webhook", brand=brand, id=id), 303)


def _one(id: int, *, fresh: bool = False) -> Any:
    row, brand = _found(id), gate.brand()
    zone = ZoneInfo(brand.timezone)
    key = store.secret(context.config().keys, brand.slug, row["salt"]) if fresh else b""
    messages = [
        (one, datetime.fromtimestamp(one["due"] / 1000, zone))
        for one in store.latest(context.catalog().db, brand.slug, id, _SHOWN)
    ]
    return render_template(
        "console/webhook.html",
        row=row,
        secret=courier.shown(key) if fresh else "",
        messages=messages,
    )


def _found(id: int) -> Row:
    row = pages.one(context.catalog().db, "webhook", gate.brand().slug, id=id)
    return row or abort(404)
