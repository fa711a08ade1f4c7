"""A campaign as one document, with the keys of a campaign file: read, made, replaced, added to."""

import json
import re
from dataclasses import replace
from typing import Any

from flask import Response, request, url_for

from app.errors import Missing, Problem, Refused
from app.model import Plan
from app.web import context
from app.web.api import changes
from app.web.api.access import Caller
from app.web.api.answers import answer, tag_of
from app.web.api.bodies import MAX_ROWS, document
from app.web.api.endpoint import Endpoint, endpoint
from app.web.api.lists import owner
from app.web.api.schemas import ref
from app.web.campaigns import draft, saving, toml
from app.web.campaigns.workspace import FILE, Workspace, check, workspace

Document = dict[str, Any]
_WHERE = re.compile(rf"^{re.escape(FILE)}(:\d+)? ?")
_SAVED = {
    200: ("Changed", {"application/json": ref("Saved")}),
    202: ("Waits for a second person", {"application/json": ref("Saved")}),
}
_WRONG = (400, 404, 409, 412, 413, 415, 422)


@endpoint(
    Endpoint(
        "GET",
        "/campaigns/<campaign>",
        "A whole campaign, as PUT takes it",
        "read",
        {200: ("The campaign", {"application/json": ref("Document")})},
        problems=(404,),
        tag="campaigns",
    )
)
def read_campaign(caller: Caller, campaign: str) -> Response:
    """The document of a campaign; its ETag is what If-Match of a change wants."""
    return answer(_present(caller, campaign) or _missing())


@endpoint(
    Endpoint(
        "PUT",
        "/campaigns/<campaign>",
        "Make a campaign, or replace it. No printed token changes; codes left out live on.",
        "write",
        {201: ("Made", {"application/json": ref("Saved")}), **_SAVED},
        bodies={"application/json": ref("Document")},
        problems=_WRONG,
        edits=True,
        tag="campaigns",
    )
)
def put_campaign(caller: Caller, campaign: str) -> Response:
    """Checked as a campaign file is; refused with every problem, by its path."""
    present = _present(caller, campaign)
    changes.expect(present)
    given = _table(document(request.get_data(), request.mimetype))
    given = {"brand": draft.brand(owner(caller)), **given}
    return _save(caller, campaign, given, present)


@endpoint(
    Endpoint(
        "POST",
        "/campaigns/<campaign>/placements",
        f"Add placements with their codes, up to {MAX_ROWS} in one call; a known key is replaced.",
        "write",
        _SAVED,
        bodies={"application/json": ref("Placements")},
        problems=_WRONG,
        edits=True,
        tag="placements",
    )
)
def add_placements(caller: Caller, campaign: str) -> Response:
    """All of them, or none where one is wrong."""
    present = _present(caller, campaign) or _missing()
    changes.expect(present)
    body = document(request.get_data(), request.mimetype)
    fresh = _placements(body)
    old = {one["key"]: one for one in present.get("placements", ())}
    unnamed = [one for one in fresh if not isinstance(one.get("key"), str)]
    named = {one["key"]: one for one in fresh if isinstance(one.get("key"), str)}
    merged = {**present, "placements": [*{**old, **named}.values(), *unnamed]}
    return _save(caller, campaign, merged, present)


def _save(caller: Caller, campaign: str, given: Document, present: Document | None) -> Response:
    known, config = owner(caller), context.config()
    place = workspace(config.data, caller.brand, campaign)
    base = place.text() or (toml.write(present) if present else "")
    text = _text(given, campaign)
    plan = _checked(text, campaign, caller.brand, place, known)
    before = _plan(caller, campaign)
    if changes.waits(before, plan):
        changes.propose(caller, campaign, text, base, "API")
        return answer(_outcome(plan, "waiting", ()), 202)
    place.save(text, {})
    made = saving.save(config, context.catalog(), plan)
    changes.note(caller, "edit" if present else "create", campaign)
    fresh = _present(caller, campaign)
    status = 200 if present else 201
    where = url_for("api.read_campaign", campaign=campaign)
    body = _outcome(plan, "saved", made)
    done = answer(body, status, Location=where)
    done.set_etag(tag_of(answer(fresh).get_data()))
    return done


def _outcome(plan: Plan, status: str, made: Any) -> Document:
    names = ("added", "updated", "unchanged", "kept")
    return {
        "status": status,
        "campaign": plan.campaign.slug,
        "placements": len(plan.placements),
        "codes": {name: list(getattr(made, name, ())) for name in names},
    }


def _checked(text: str, campaign: str, brand: str, place: Workspace, known: Any) -> Plan:
    """The plan of a campaign file. Problems name the path in the document, not lines of a file."""
    try:
        plan = check(text, {}, brand, place, known)
    except Refused as refused:
        raise Refused(
            replace(one, where=_WHERE.sub("", one.where) or "body") for one in refused.problems
        ) from None
    if plan.campaign.slug != campaign:
        what, instead = "is not that of the address.", f"Give {campaign}, or leave it out."
        raise Refused([Problem("slug-changed", "campaign.slug", what, instead)])
    return plan


def _text(given: Document, campaign: str) -> str:
    """The campaign file of a document. The slug may be left to the address."""
    table = given.get("campaign")
    if isinstance(table, dict):
        given = {**given, "campaign": {"slug": campaign, **table}}
    return toml.write(given)


def _table(body: Any) -> Document:
    """A document that has a TOML form. Raises Refused."""
    if not isinstance(body, dict):
        raise Refused([Problem("not-an-object", "body", "is no object.", "Give a campaign.")])
    found: Document = dict(body)
    if "placements" in found:
        found["placements"] = _listed(found["placements"], "placements")
    return found


def _placements(body: Any) -> list[Document]:
    given = body.get("placements") if isinstance(body, dict) else body
    if isinstance(body, dict) and set(body) != {"placements"}:
        what = "holds something else than placements."
        raise Refused([Problem("unknown-key", "body", what, 'Give {"placements": […]}.')])
    found = _listed(given, "placements")
    if not 0 < len(found) <= MAX_ROWS:
        what = f"holds {len(found)} placements."
        raise Refused([Problem("too-many-rows", "placements", what, f"Give 1 to {MAX_ROWS}.")])
    return found


def _listed(value: Any, where: str) -> list[Document]:
    found: list[Document] = value
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise Refused([Problem("not-a-list", where, "is no list of objects.")])
    return found


def _plan(caller: Caller, campaign: str) -> Plan | None:
    return next(iter(context.catalog().plans(caller.brand, campaign)), None)


def _present(caller: Caller, campaign: str) -> Document | None:
    """The document of a campaign as the catalog has it."""
    plan = _plan(caller, campaign)
    if plan is None:
        return None
    codes = context.catalog().codes(caller.brand, campaign)
    made = draft.document(plan, (code for code in codes if not code.withdrawn))
    plain: Document = json.loads(answer(made).get_data())
    return plain


def _missing() -> Document:
    raise Missing("There is no such campaign.")
