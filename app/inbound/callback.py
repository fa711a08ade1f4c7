"""A request to be called back: the form of our page becomes a conversion and a notice to the brand.

The number goes to the brand's own address (`notify`), signed, and nowhere else: the conversion has
its keyed hash. The outcome comes back by the doors for calls, or by the API.
"""

import json
from collections.abc import Mapping
from typing import NamedTuple

from app.channels import checks, numbers
from app.errors import Problem, Refused
from app.i18n import _
from app.inbound.door import Keys, signed, subject
from app.inbound.replies import Request
from app.model import Conversion

SLOTS = ("now", "morning", "afternoon", "evening")


class Wish(NamedTuple):
    """Who wants to be called, when, and from which source. `id` is new for each form shown."""

    id: str
    number: str
    slot: str
    ref: str
    at: int


def read(form: Mapping[str, str], ref: str, now: int) -> Wish:
    """The wish in a form: `number`, `slot`, `id`. Raises Refused with every problem."""
    problems: list[Problem] = []
    number, slot = "", form.get("slot", "now") or "now"
    try:
        number = numbers.check_reachable(form.get("number", ""))
    except ValueError as error:
        what = _("is no number that we can call.")
        problems.append(
            Problem("bad-number", "number", what, _("Give {right}.").format(right=error))
        )
    if slot not in SLOTS:
        instead = _("Give one of {words}.").format(words=", ".join(SLOTS))
        problems.append(Problem("bad-slot", "slot", _("is {value!r}.").format(value=slot), instead))
    try:
        id = checks.matching(r"[A-Za-z0-9_-]{8,64}", "…")(form.get("id", ""))
    except ValueError:
        problems.append(Problem("bad-id", "id", _("is missing or was changed.")))
        id = ""
    if problems:
        raise Refused(problems)
    return Wish(id, number, slot, ref, now)


def conversion(wish: Wish, keys: Keys) -> Conversion:
    """What is counted."""
    return Conversion(
        source="callback",
        external_id=wish.id,
        kind="callback",
        ref=wish.ref,
        at=wish.at,
        subject=subject(keys.subject, "tel", wish.number),
        contact_point=keys.contact_point,
    )


def notice(wish: Wish, campaign: str, placement: str) -> str:
    """What the brand is told, as JSON."""
    value = {
        "id": wish.id,
        "number": wish.number,
        "slot": wish.slot,
        "ref": wish.ref,
        "asked_at": wish.at // 1000,
        "campaign": campaign,
        "placement": placement,
    }
    return json.dumps(value, ensure_ascii=False)


def request(url: str, body: str, secret: str) -> Request:
    """The notice as a signed POST, in the form that our own doors take."""
    raw = body.encode()
    right = f"sha256={signed(secret, raw).hex()}"
    return Request(url, {"content-type": "application/json", "x-signature-256": right}, raw)
