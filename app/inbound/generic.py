"""Doors of our own, for any telephone system, till or service that can sign a JSON body.

`X-Signature-256: sha256=` and the hex HMAC-SHA256 of the raw body, one object or a list of them.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from app.errors import Problem
from app.i18n import _
from app.inbound import calls, events, files, references, talk
from app.inbound.door import (
    Delivery,
    Door,
    Garbled,
    Keys,
    Received,
    clean,
    require,
    secret,
    signed,
    subject,
)
from app.model import Conversion

_SECRETS = {"secret": "secret shared with the sender"}
_MOST = 1000


def rows(delivery: Delivery, keys: Keys) -> list[Any]:
    """The objects of a signed body. Raises Forged, Garbled."""
    right = signed(secret(keys, "secret"), delivery.body).hex()
    require(delivery.headers.get("x-signature-256", ""), f"sha256={right}")
    try:
        value = json.loads(delivery.body)
    except (ValueError, RecursionError):
        raise Garbled("the body is not JSON") from None
    found = value if isinstance(value, list) else [value]
    if len(found) > _MOST:
        raise Garbled(f"the body holds more than {_MOST} objects")
    return found


def read_calls(delivery: Delivery, keys: Keys) -> Received:
    """Calls: `id, to, from, started_at, answered_at, ended_at, talk_seconds, outcome, reference`,
    times in RFC 3339 or epoch seconds. Raises Forged, Garbled."""
    found = [_call(f"[{place}]", row, keys) for place, row in enumerate(rows(delivery, keys))]
    return talk.joined(found)


def _call(where: str, row: Any, keys: Keys) -> Received:
    if not isinstance(row, Mapping):
        return _refused(where, _("is no object with fields."))
    at = events.time(row.get("started_at"), 0)
    missing = [name for name in ("id", "to") if not clean(row.get(name))]
    if missing or not at:
        names = ", ".join([*missing, *([] if at else ["started_at"])])
        return _refused(where, _("lacks, or has wrong: {names}.").format(names=names))
    answered = events.time(row.get("answered_at"), 0)
    outcome = clean(row.get("outcome")) or ("answered" if answered else "missed")
    if outcome not in calls.OUTCOMES:
        instead = _("Give one of {words}.").format(words=", ".join(calls.OUTCOMES))
        return _refused(f"{where}.outcome", _("is {value!r}.").format(value=outcome), instead)
    call = calls.Call(
        id=clean(row["id"]),
        to=clean(row["to"]),
        caller=clean(row.get("from")),
        at=at,
        talk=_talk(row, answered),
        outcome=outcome,
        reference=references.find(clean(row.get("reference"))) or clean(row.get("reference")),
    )
    return calls.received(clean(row.get("source")) or "calls", call, keys, where)


def _talk(row: Mapping[str, Any], answered: int) -> int:
    seconds = row.get("talk_seconds")
    if isinstance(seconds, int | float) and not isinstance(seconds, bool):
        return max(0, int(seconds))
    ended = events.time(row.get("ended_at"), 0)
    return max(0, ended - answered) // 1000 if answered and ended else 0


def _refused(where: str, what: str, instead: str = "") -> Received:
    return Received(problems=(Problem("bad-call", where, what, instead),))


def read_events(delivery: Delivery, keys: Keys) -> Received:
    """Conversions with the fields of the API; `subject` is hashed here. Raises Forged, Garbled."""
    given = rows(delivery, keys)
    good, problems = files.parse((f"[{place}]", row) for place, row in enumerate(given))
    hashed = tuple(row._replace(conversion=_hashed(row.conversion, keys)) for row in good)
    return Received(hashed, tuple(problems))


def _hashed(conversion: Conversion, keys: Keys) -> Conversion:
    who = conversion.subject
    return replace(
        conversion,
        subject=subject(keys.subject, "customer", who) if who else None,
        contact_point=conversion.contact_point or keys.contact_point,
    )


CALLS = Door("calls", _SECRETS, read_calls, ("call", "callback"))
EVENTS = Door("events", _SECRETS, read_events)
