"""What a change asks before it is made: that nobody was quicker, and who else must agree."""

import hashlib
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import request

from app.errors import RelaisError
from app.model import Plan
from app.web import context
from app.web.api.access import Caller
from app.web.api.answers import answer, tag_of
from app.web.people import Change, People, Records, may


class Changed(RelaisError):
    """The caller's If-Match or If-None-Match does not hold any more."""

    code = "precondition-failed"
    status = 412


def expect(present: Any) -> None:
    """Check If-Match and If-None-Match against what is there (None: nothing). Raises Changed."""
    tag = "" if present is None else tag_of(answer(present).get_data())
    wanted, unwanted = request.if_match, request.if_none_match
    if request.headers.get("If-Match") and not (tag and tag in wanted):
        raise Changed("It was changed since you read it: read it again, then send your change.")
    if request.headers.get("If-None-Match") and tag and tag in unwanted:
        raise Changed("It is there already.")


def note(caller: Caller, what: str, subject: str) -> None:
    """Write who did what into the brand's audit log; a key goes by its name."""
    with Records(context.config().data) as records:
        records.note(context.now(), caller.brand, name(caller), what, subject)


def name(caller: Caller) -> str:
    """How a key stands in the log and on what it approved."""
    row = context.catalog().db.execute(
        "SELECT name FROM api_key WHERE digest = ?", [bytes.fromhex(caller.key)]
    )
    return f"API: {(row.fetchone() or ('',))[0] or '-'}"


def waits(before: Plan | None, after: Plan) -> bool:
    """Whether a second person must agree: printed codes would lead elsewhere, in the market.

    The same rule as the console's, so a key is no way around it.
    """
    if before is None:
        return False
    leads = (before.contact_points, before.routes) != (after.contact_points, after.routes)
    zone = ZoneInfo(before.brand.timezone)
    today = datetime.fromtimestamp(context.now() / 1000, zone).date()
    if not leads or before.campaign.starts > today:
        return False
    with People(context.config().data) as people:
        members = people.members(after.brand.slug)
    return sum(may(one.role, "approve") for one in members) > 1


def propose(caller: Caller, campaign: str, text: str, base: str, what: str) -> None:
    """Let a changed campaign file wait for a person of the brand."""
    digest = hashlib.sha256(base.encode()).hexdigest()
    change = Change(0, context.now(), campaign, 0, text, what, base=digest)
    with Records(context.config().data) as records:
        records.propose(caller.brand, change)
    note(caller, "change-proposed", f"{campaign}: {what}")
