"""WhatsApp Cloud API: the reference stands in the text of the first message, if it was left there.

`referral` comes with advertisements only. Where a person has a user name, `from` may be no number.
Source: developers.facebook.com, WhatsApp Business Platform, "Webhooks, messages".
"""

from collections.abc import Mapping
from typing import Any

from app.inbound import events, meta, people, references, talk
from app.inbound.door import Delivery, Door, Keys, Received, clean


def read(delivery: Delivery, keys: Keys) -> Received:
    """Texts, one by one. Raises Forged, Garbled."""
    if delivery.method == "GET":
        return meta.handshake(delivery, keys)
    meta.verify(delivery, keys)
    body = events.parse(delivery.body)
    found = [
        _message(message, keys)
        for entry in events.parts(body, "entry")
        for change in events.parts(entry, "changes")
        if change.get("field") == "messages"
        for message in events.parts(change, "value", "messages")
    ]
    return talk.joined(found, b"EVENT_RECEIVED")


def _message(message: Mapping[str, Any], keys: Keys) -> Received:
    sender = clean(message.get("from") or message.get("user_id") or message.get("from_user_id"))
    if not sender:
        return Received()
    sender = people.telephone(sender)
    at = events.time(message.get("timestamp"), keys.now)
    text = events.part(message, "text").get("body", "")
    ref = references.find(text) if isinstance(text, str) else ""
    if not ref:
        return talk.wrote("whatsapp", keys, address=sender, at=at)
    id = clean(message.get("id")) or talk.event_id(keys, "whatsapp", sender, at, ref)
    return talk.started("whatsapp", keys, id=id, address=sender, ref=ref, at=at)


DOOR = Door("whatsapp", meta.SECRETS, read, ("whatsapp",))
