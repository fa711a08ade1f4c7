"""LINE: texts may hold the reference; a `follow` begins a conversation without any source.

Source: developers.line.biz, Messaging API, "Verify webhook signature", "Webhook event objects".
"""

from collections.abc import Mapping
from typing import Any

from app.inbound import events, references, talk
from app.inbound.door import Delivery, Door, Keys, Received, base64, clean, require, secret, signed


def read(delivery: Delivery, keys: Keys) -> Received:
    """Events, each with an id by which a redelivery is known. Raises Forged, Garbled."""
    right = base64(signed(secret(keys, "channel_secret"), delivery.body))
    require(delivery.headers.get("x-line-signature", ""), right)
    body = events.parse(delivery.body)
    return talk.joined([_event(event, keys) for event in events.parts(body, "events")])


def _event(event: Mapping[str, Any], keys: Keys) -> Received:
    who = clean(events.part(event, "source").get("userId"))
    kind = event.get("type")
    if not who or kind not in ("message", "follow"):
        return Received()
    at = events.time(event.get("timestamp"), keys.now)
    text = events.part(event, "message").get("text", "")
    ref = references.find(text) if isinstance(text, str) else ""
    if kind == "message" and not ref:
        return talk.wrote("line", keys, address=who, at=at)
    id = clean(event.get("webhookEventId")) or talk.event_id(keys, "line", who, at, ref)
    return talk.started("line", keys, id=id, address=who, ref=ref, at=at)


DOOR = Door("line", {"channel_secret": "channel secret of the Messaging API"}, read, ("line",))
