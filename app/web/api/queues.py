"""Waits of call centres: their telephone systems say how long callers wait now."""

from typing import Any

from flask import Response, request

from app.errors import Problem, Refused
from app.store import queues
from app.web import context
from app.web.api import shapes
from app.web.api.access import Caller
from app.web.api.answers import answer
from app.web.api.bodies import document
from app.web.api.endpoint import Endpoint, endpoint
from app.web.api.schemas import listing, ref


@endpoint(
    Endpoint(
        "PUT",
        "/queues/<point>",
        "Say how long callers of a contact point wait now. Believed for five minutes.",
        "queues",
        {200: ("The wait as it is known now", {"application/json": ref("Queue")})},
        bodies={"application/json": ref("NewWait")},
        problems=(400, 404, 409, 413, 415, 422),
        tag="routing",
    )
)
def put_queue(caller: Caller, point: str) -> Response:
    """Rules with `wait_over` see it within a second, in every redirect process."""
    seconds = _seconds(document(request.get_data(), request.mimetype))
    queues.report(context.config().data, caller.brand, point, seconds, context.now())
    known = queues.waits(context.config().data)[caller.brand, point]
    return answer(_shown(point, known))


@endpoint(
    Endpoint(
        "GET",
        "/queues",
        "The last wait that was said of each contact point, however old",
        "read",
        {200: ("The waits", {"application/json": listing("Queue")})},
        tag="routing",
    )
)
def list_queues(caller: Caller) -> Response:
    """In the order of the contact points' keys; there are never many."""
    known = queues.waits(context.config().data)
    mine = sorted((point, wait) for (brand, point), wait in known.items() if brand == caller.brand)
    return answer({"data": [_shown(point, wait) for point, wait in mine], "next": None})


def _shown(point: str, wait: queues.Wait) -> dict[str, Any]:
    fresh = context.now() - wait.at <= queues.FRESH_MS
    return {
        "contact_point": point,
        "seconds": wait.seconds,
        "at": shapes.moment(wait.at),
        "believed": fresh,
    }


def _seconds(body: Any) -> int:
    if not isinstance(body, dict) or set(body) != {"seconds"}:
        what, instead = "is no wait.", 'Give {"seconds": 240}.'
        raise Refused([Problem("bad-value", "body", what, instead)])
    seconds = body["seconds"]
    right = isinstance(seconds, int) and not isinstance(seconds, bool)
    if not right or not 0 <= seconds <= queues.LONGEST:
        instead = f"Give a whole number from 0 to {queues.LONGEST}."
        raise Refused([Problem("bad-value", "seconds", "is no number of seconds.", instead)])
    return int(seconds)
