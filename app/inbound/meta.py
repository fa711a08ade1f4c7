"""Messenger and Instagram: the source comes by two paths, one for new people, one for known ones.

New: `postback.referral` (after Get Started or an Ice Breaker). Known: `referral`, or inside the
message. Handling only one of them loses half of the conversations.
Source: developers.facebook.com, Messenger Platform, "messaging_postbacks", "messaging_referrals".
"""

from collections.abc import Iterator, Mapping
from typing import Any

from app.inbound import events, talk
from app.inbound.door import (
    Delivery,
    Door,
    Forged,
    Keys,
    Read,
    Received,
    clean,
    require,
    same,
    secret,
    signed,
)

SECRETS = {
    "app_secret": "app secret, from the app's basic settings",
    "verify_token": "word that you also give Meta when you register the webhook",
}


def verify(delivery: Delivery, keys: Keys) -> None:
    """The signature of every Meta webhook: hex HMAC-SHA256 of the raw body. Raises Forged."""
    right = signed(secret(keys, "app_secret"), delivery.body).hex()
    require(delivery.headers.get("x-hub-signature-256", ""), f"sha256={right}")


def handshake(delivery: Delivery, keys: Keys) -> Received:
    """The registration of the webhook: the challenge is sent back. Raises Forged."""
    given = delivery.query.get("hub.verify_token", "")
    if delivery.query.get("hub.mode") != "subscribe" or not same(
        given, secret(keys, "verify_token")
    ):
        raise Forged("the verify token is wrong")
    return Received(answer=clean(delivery.query.get("hub.challenge", "")).encode())


def _door(name: str, object_: str) -> Door:
    def read(delivery: Delivery, keys: Keys) -> Received:
        if delivery.method == "GET":
            return handshake(delivery, keys)
        verify(delivery, keys)
        body = events.parse(delivery.body)
        if body.get("object") != object_:
            return Received(answer=b"EVENT_RECEIVED")
        found = [
            start
            for entry in events.parts(body, "entry")
            for event in events.parts(entry, "messaging")
            for start in _starts(name, event, keys)
        ]
        return talk.joined(found, b"EVENT_RECEIVED")

    reader: Read = read
    return Door(name, SECRETS, reader, (name,))


def _starts(door: str, event: Mapping[str, Any], keys: Keys) -> Iterator[Received]:
    sender = clean(events.part(event, "sender").get("id"))
    at = events.time(event.get("timestamp"), keys.now)
    postback, message = events.part(event, "postback"), events.part(event, "message")
    referral = (
        events.part(postback, "referral")
        or events.part(event, "referral")
        or events.part(message, "referral")
    )
    begins = bool(referral) or postback.get("payload") == "GET_STARTED"
    if not sender or not begins or message.get("is_echo"):
        return
    # Referral events have no id of their own: person, time and source are one event.
    given = clean(postback.get("mid") or message.get("mid"))
    ref = clean(referral.get("ref"))
    id = given or talk.event_id(keys, door, sender, at, ref)
    yield talk.started(door, keys, id=id, address=sender, ref=ref, at=at)


MESSENGER = _door("messenger", "page")
INSTAGRAM = _door("instagram", "instagram")
