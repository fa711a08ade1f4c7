"""RCS: a text to the brand's agent, with the reference that the link wrote beforehand.

Google wraps the message in base64 and signs it unwrapped; a webhook is registered by a POST that
carries the same token openly. Sources: developers.google.com, RCS for Business, "Webhooks",
"UserMessage".
"""

import binascii
from base64 import b64decode
from hashlib import sha512

from app.inbound import events, people, references, talk
from app.inbound.door import (
    Delivery,
    Door,
    Garbled,
    Keys,
    Received,
    base64,
    clean,
    require,
    secret,
    signed,
)


def read(delivery: Delivery, keys: Keys) -> Received:
    """One message, or the registration of the webhook. Raises Forged, Garbled."""
    body = events.parse(delivery.body)
    token = secret(keys, "client_token")
    if "clientToken" in body:
        require(clean(body["clientToken"]), token)
        return Received(answer=clean(body.get("secret")).encode())
    data = _data(events.part(body, "message").get("data"))
    require(delivery.headers.get("x-goog-signature", ""), base64(signed(token, data, sha512)))
    said = events.parse(data)
    who = people.telephone(clean(said.get("senderPhoneNumber")))
    text, id = said.get("text"), clean(said.get("messageId"))
    if not who or not id or not isinstance(text, str):
        return Received()  # a receipt, somebody who types, a picture
    at, ref = events.time(said.get("sendTime"), keys.now), references.find(text)
    if not ref:
        return talk.wrote("rcs", keys, address=who, at=at)
    return talk.started("rcs", keys, id=id, address=who, ref=ref, at=at)


def _data(value: object) -> bytes:
    try:
        return b64decode(value if isinstance(value, str) else "", validate=True)
    except (binascii.Error, ValueError):
        raise Garbled("the message is not base64") from None


DOOR = Door("rcs", {"client_token": "clientToken of the agent's webhook"}, read, ("rcs",))
