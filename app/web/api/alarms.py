"""Alarms of a brand: what somebody should look at, closed once looked at."""

from typing import Any

from flask import Response, request

from app.errors import Missing, Problem, Refused
from app.store import alarms, pages
from app.store.listed import tokens
from app.store.rows import Row
from app.web import context
from app.web.api import asked, changes
from app.web.api.access import Caller
from app.web.api.answers import answer
from app.web.api.asked import parameter
from app.web.api.bodies import document
from app.web.api.endpoint import Endpoint, endpoint
from app.web.api.schemas import listing, ref
from app.web.api.shapes import moment


@endpoint(
    Endpoint(
        "GET",
        "/alarms",
        "Alarms, the oldest first",
        "read",
        {200: ("Alarms", {"application/json": listing("Alarm")})},
        parameters=(
            *asked.PAGING,
            parameter("closed", "the closed ones too; without: only open ones", type="boolean"),
        ),
        problems=(422,),
        tag="alarms",
    )
)
def list_alarms(caller: Caller) -> Response:
    """What rings, or all that ever did."""
    wanted = {} if request.args.get("closed") == "true" else {"closed": None}
    db = context.catalog().db
    return asked.rows(
        lambda after, limit: pages.page(db, "alarm", caller.brand, wanted, after, limit), _shown
    )


@endpoint(
    Endpoint(
        "PATCH",
        "/alarms/<int:id>",
        "Close an alarm that was looked at, or put it back",
        "write",
        {200: ("The alarm", {"application/json": ref("Alarm")})},
        bodies={"application/json": ref("AlarmChange")},
        problems=(400, 404, 409, 413, 415, 422),
        tag="alarms",
    )
)
def change_alarm(caller: Caller, id: int) -> Response:
    """To close what is closed changes nothing; an alarm that rings anew is not put back."""
    row = _found(caller, id)
    wanted = _wanted(document(request.get_data(), request.mimetype))
    if wanted != (row["closed"] is not None):
        data = context.config().data
        if wanted:
            alarms.close(data, id, context.now(), caller.brand)
        else:
            alarms.reopen(data, id, caller.brand)
        changes.note(caller, "alarm-closed" if wanted else "alarm-reopened", str(id))
    return answer(_shown(_found(caller, id)))


def _found(caller: Caller, id: int) -> Row:
    row = pages.one(context.catalog().db, "alarm", caller.brand, id=id) if id < 2**63 else None
    if row is None:
        raise Missing("There is no such alarm.")
    return row


def _wanted(body: Any) -> bool:
    closed = body.get("closed") if isinstance(body, dict) and set(body) == {"closed"} else None
    if not isinstance(closed, bool):
        what, instead = "is no change of an alarm.", 'Give {"closed": true} or false.'
        raise Refused([Problem("bad-value", "body", what, instead)])
    return closed


def _shown(row: Row) -> dict[str, Any]:
    code = row["code"]
    return {
        "id": row["id"],
        "kind": row["kind"],
        "token": None if code is None else tokens(context.catalog().db, [code]).get(code),
        "what": row["what"],
        "count": row["count"],
        "first": moment(row["first"]),
        "last": moment(row["last"]),
        "closed": None if row["closed"] is None else moment(row["closed"]),
    }
