"""One code: seen, withdrawn, and put back."""

import json
from typing import Any

from flask import Response, request

from app.errors import Missing, Problem, Refused
from app.model import Code
from app.signing import canonical
from app.store import pages, rows
from app.store.withdrawn import withdraw
from app.web import context
from app.web.api import changes, shapes
from app.web.api.access import Caller
from app.web.api.answers import answer
from app.web.api.bodies import document
from app.web.api.endpoint import Endpoint, endpoint
from app.web.api.lists import owner
from app.web.api.schemas import ref

_SHOWN = {200: ("The code", {"application/json": ref("Code")})}


@endpoint(
    Endpoint("GET", "/codes/<token>", "One code", "read", _SHOWN, problems=(404,), tag="codes")
)
def read_code(caller: Caller, token: str) -> Response:
    """A code by its token, forgiving what a person may misread in it."""
    return answer(shapes.code(_found(caller, token), owner(caller)))


@endpoint(
    Endpoint(
        "PATCH",
        "/codes/<token>",
        "Withdraw a code, or put it back. A withdrawn code leads to the brand's fallback page.",
        "write",
        _SHOWN,
        bodies={"application/json": ref("CodeChange")},
        problems=(400, 404, 409, 412, 413, 415, 422),
        edits=True,
        tag="codes",
    )
)
def change_code(caller: Caller, token: str) -> Response:
    """Live in every redirect process within a second."""
    code, brand = _found(caller, token), owner(caller)
    changes.expect(json.loads(answer(shapes.code(code, brand)).get_data()))
    wanted = _wanted(document(request.get_data(), request.mimetype))
    if withdraw(context.catalog().db, caller.brand, code.token, wanted=wanted):
        changes.note(caller, "withdraw" if wanted else "restore", code.token)
    return answer(shapes.code(_found(caller, token), brand))


def _found(caller: Caller, token: str) -> Code:
    found = pages.one(context.catalog().db, "code", caller.brand, token=canonical(token))
    if found is None:
        raise Missing("There is no such code.")
    return rows.read_code(found)


def _wanted(body: Any) -> bool:
    if not isinstance(body, dict) or set(body) != {"withdrawn"}:
        what, instead = "is no change of a code.", 'Give {"withdrawn": true} or false.'
        raise Refused([Problem("bad-value", "body", what, instead)])
    if not isinstance(body["withdrawn"], bool):
        raise Refused([Problem("bad-value", "withdrawn", "is neither.", "Give true or false.")])
    return body["withdrawn"]
