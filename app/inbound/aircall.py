"""Aircall: `call.ended`. There is no signature: a token in the body, and a secret address.

Source: developer.aircall.io, "Webhooks", "Call events". A tag that holds a reference is what the
caller said.
"""

from collections.abc import Mapping
from typing import Any

from app.inbound import calls, events, references
from app.inbound.door import Delivery, Door, Keys, Received, clean, require, secret


def read(delivery: Delivery, keys: Keys) -> Received:
    """The end of an incoming call. Raises Forged, Garbled."""
    body = events.parse(delivery.body)
    require(clean(body.get("token")), secret(keys, "token"))
    data = events.part(body, "data")
    id = clean(data.get("id"))
    if body.get("event") != "call.ended" or data.get("direction") != "inbound" or not id:
        return Received()
    call = calls.Call(
        id=id,
        to=clean(events.part(data, "number").get("digits")),
        caller=clean(data.get("raw_digits")),
        at=events.time(data.get("started_at"), keys.now),
        talk=_talk(data),
        outcome=_outcome(data),
        reference=_reference(data),
    )
    return calls.received("aircall", call, keys)


def _talk(data: Mapping[str, Any]) -> int:
    """From the answer to the end; `duration` has the ringing in it."""
    answered = events.time(data.get("answered_at"), 0)
    ended = events.time(data.get("ended_at"), 0)
    return max(0, ended - answered) // 1000 if answered and ended else 0


def _outcome(data: Mapping[str, Any]) -> str:
    if data.get("answered_at"):
        return "answered"
    return "abandoned" if "abandoned" in clean(data.get("missed_call_reason")) else "missed"


def _reference(data: Mapping[str, Any]) -> str:
    found = (references.find(clean(tag.get("name"))) for tag in events.parts(data, "tags"))
    return next(filter(None, found), "")


DOOR = Door("aircall", {"token": "token of the webhook"}, read, ("call",))
