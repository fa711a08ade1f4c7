"""Viber: `conversation_started` brings the context of the link back.

Source: developers.viber.com, REST bot API, "Callbacks"; the signature is over the raw body.
"""

from app.inbound import events, talk
from app.inbound.door import Delivery, Door, Keys, Received, clean, require, secret, signed


def read(delivery: Delivery, keys: Keys) -> Received:
    """One event. Raises Forged, Garbled."""
    right = signed(secret(keys, "auth_token"), delivery.body).hex()
    require(delivery.headers.get("x-viber-content-signature", ""), right)
    event = events.parse(delivery.body)
    who = clean(events.part(event, "user").get("id"))
    if event.get("event") != "conversation_started" or not who:
        return Received()
    at = events.time(event.get("timestamp"), keys.now)
    ref = clean(event.get("context"))
    id = clean(event.get("message_token")) or talk.event_id(keys, "viber", who, at, ref)
    return talk.started("viber", keys, id=id, address=who, ref=ref, at=at)


DOOR = Door("viber", {"auth_token": "authentication token of the bot"}, read, ("viber",))
