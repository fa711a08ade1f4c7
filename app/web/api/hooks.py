"""Webhooks of a brand: set up, paused, taken away; what was sent, and again."""

from typing import Any

from flask import Response, request, url_for
from sqlite_utils import Database

from app import outside
from app.errors import Missing, Problem, Refused
from app.store import pages, webhooks
from app.store.rows import Row
from app.store.webhooks import EVENTS
from app.web import context
from app.web.api import asked, changes, courier
from app.web.api.access import Caller
from app.web.api.answers import answer
from app.web.api.bodies import document
from app.web.api.endpoint import Endpoint, endpoint
from app.web.api.schemas import listing, ref
from app.web.api.shapes import moment

_TAG = "webhooks"
_WRONG = (400, 409, 413, 415, 422)
MOST = 20  # webhooks of a brand: each event is a message to each


@endpoint(
    Endpoint(
        "GET",
        "/webhooks",
        "Webhooks",
        "read",
        {200: ("Webhooks", {"application/json": listing("Webhook")})},
        parameters=asked.PAGING,
        tag=_TAG,
    )
)
def list_webhooks(caller: Caller) -> Response:
    """Every webhook of the brand, without its secret."""
    db = context.catalog().db
    return asked.rows(
        lambda after, limit: pages.page(db, "webhook", caller.brand, {}, after, limit), _shown
    )


@endpoint(
    Endpoint(
        "POST",
        "/webhooks",
        "Be told of events. The secret is shown once.",
        "write",
        {201: ("Made", {"application/json": ref("FreshWebhook")})},
        bodies={"application/json": ref("NewWebhook")},
        problems=_WRONG,
        edits=False,
        tag=_TAG,
    )
)
def add_webhook(caller: Caller) -> Response:
    """Where to, and of what. The address is looked at again at each message."""
    url, events = wanted(document(request.get_data(), request.mimetype))
    db = context.catalog().db
    room(db, caller.brand)
    id = webhooks.add(db, caller.brand, url, events, context.now())
    changes.note(caller, "webhook", url)
    return _fresh(caller, id)


@endpoint(
    Endpoint(
        "POST",
        "/webhooks/<int:id>/rotate",
        "Give a webhook a new secret, shown once. For a day the old one signs too.",
        "write",
        {201: ("Made", {"application/json": ref("FreshWebhook")})},
        problems=(404,),
        tag=_TAG,
    )
)
def rotate_webhook(caller: Caller, id: int) -> Response:
    """Messages carry both signatures meanwhile, so that none is refused."""
    row = _found(caller, id)
    webhooks.rotate(context.catalog().db, caller.brand, id, context.now())
    changes.note(caller, "webhook-rotated", row["url"])
    return _fresh(caller, id)


@endpoint(
    Endpoint(
        "PATCH",
        "/webhooks/<int:id>",
        "Pause a webhook, or go on. What happens meanwhile is not told later.",
        "write",
        {200: ("The webhook", {"application/json": ref("Webhook")})},
        bodies={"application/json": ref("WebhookChange")},
        problems=(404, *_WRONG),
        tag=_TAG,
    )
)
def change_webhook(caller: Caller, id: int) -> Response:
    """Also for one that was paused because its receiver said 410."""
    _found(caller, id)
    given = document(request.get_data(), request.mimetype)
    if (
        not isinstance(given, dict)
        or [*map(type, given.values())] != [bool]
        or "paused" not in given
    ):
        what, instead = "is no change of a webhook.", 'Give {"paused": true} or false.'
        raise Refused([Problem("bad-value", "body", what, instead)])
    webhooks.pause(context.catalog().db, caller.brand, id, paused=given["paused"])
    return answer(_shown(_found(caller, id)))


@endpoint(
    Endpoint(
        "DELETE",
        "/webhooks/<int:id>",
        "Take a webhook away, with what it was still to be told",
        "write",
        {204: ("Gone", {})},
        problems=(404,),
        tag=_TAG,
    )
)
def remove_webhook(caller: Caller, id: int) -> Response:
    """For good; its secret signs nothing any more."""
    row = _found(caller, id)
    webhooks.remove(context.catalog().db, caller.brand, id)
    changes.note(caller, "webhook-removed", row["url"])
    return Response(status=204)


@endpoint(
    Endpoint(
        "GET",
        "/webhooks/<int:id>/deliveries",
        "What was and is to be sent, of the last 30 days",
        "read",
        {200: ("Messages", {"application/json": listing("Delivery")})},
        parameters=asked.PAGING,
        problems=(404,),
        tag=_TAG,
    )
)
def list_deliveries(caller: Caller, id: int) -> Response:
    """Each message, its state, and the last answer."""
    _found(caller, id)
    db = context.catalog().db
    return asked.rows(
        lambda after, limit: pages.page(
            db, "delivery", caller.brand, {"webhook": id}, after, limit
        ),
        _message,
    )


@endpoint(
    Endpoint(
        "POST",
        "/webhooks/<int:id>/deliveries/<int:delivery>/replay",
        "Send a message again, under its old id",
        "write",
        {202: ("Will be sent", {"application/json": ref("Delivery")})},
        problems=(404,),
        tag=_TAG,
    )
)
def replay_delivery(caller: Caller, id: int, delivery: int) -> Response:
    """Sent or given up: it starts again with its first try."""
    db = context.catalog().db
    if not _fits(id, delivery) or not webhooks.replay(
        db, caller.brand, id, delivery, context.now()
    ):
        raise Missing("There is no such message.")
    return answer(_message(pages.one(db, "delivery", caller.brand, id=delivery) or {}), 202)


def _fresh(caller: Caller, id: int) -> Response:
    """A webhook with its secret."""
    row = _found(caller, id)
    key = webhooks.secret(context.config().keys, caller.brand, row["salt"])
    where = url_for("api.remove_webhook", id=id)
    return answer({**_shown(row), "secret": courier.shown(key)}, 201, Location=where)


def _found(caller: Caller, id: int) -> Row:
    db = context.catalog().db
    row = pages.one(db, "webhook", caller.brand, id=id) if _fits(id) else None
    if row is None:
        raise Missing("There is no such webhook.")
    return row


def _fits(*numbers: int) -> bool:
    return all(number < 2**63 for number in numbers)


def room(db: Database, brand: str) -> None:
    """Raise Refused where a brand has as many webhooks as it may."""
    if len(pages.page(db, "webhook", brand, {}, None, MOST).rows) >= MOST:
        what = f"would be more than {MOST}."
        raise Refused([Problem("too-many", "body", what, "Take one away first.")])


def wanted(given: Any) -> tuple[str, list[str]]:
    """Where to, and of what. Raises Refused."""
    if not isinstance(given, dict):
        raise Refused([Problem("not-an-object", "body", "is no object.")])
    problems = [
        Problem("unknown-key", name[:60], "is not known here.", "Give url and events.")
        for name in given
        if name not in ("url", "events")
    ]
    url, events = given.get("url"), given.get("events")
    try:
        outside.shape(url if isinstance(url, str) else "")
    except OSError as error:
        problems.append(Problem("bad-address", "url", f"{error}.", "Give https://host/path."))
    if not isinstance(events, list) or not events or any(one not in [*EVENTS] for one in events):
        right = f"Give a list of {', '.join(EVENTS)}."
        problems.append(Problem("bad-events", "events", "is no list of events.", right))
    if problems:
        raise Refused(problems)
    return str(url), sorted(set(events or ()))


def _shown(row: Row) -> dict[str, Any]:
    return {
        "id": row["id"],
        "url": row["url"],
        "events": row["events"].split(),
        "created": moment(row["created"]),
        "paused": bool(row["paused"]),
    }


def _message(row: Row) -> dict[str, Any]:
    return {
        "id": row["id"],
        "message": f"evt_{row['event']}",
        "state": row["state"],
        "tries": row["tries"],
        "status": row["status"] or None,
        "due": moment(row["due"]) if row["state"] == "waiting" else None,
    }
