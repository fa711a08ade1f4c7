"""Ringover: call events with a JWT (HS512) in a header.

The key differs per family of webhooks. It is not documented that the JWT binds the body, so the
webhook's address must be secret as well. Numbers come as digits without a plus, as text or number.
Source: developer.ringover.com, "Webhooks"; Ringover's own samples.
"""

import hmac
import json
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from hashlib import sha512
from typing import Any

from app.inbound import calls, events
from app.inbound.door import Delivery, Door, Forged, Keys, Received, clean, secret

_OUTCOMES = {"hangup": "answered", "missed": "missed", "voicemail": "missed"}


def claims(token: str, key: str, now: int) -> Mapping[str, Any]:
    """The claims of a JWT signed with HS512 (RFC 7515, 7519). Raises Forged."""
    try:
        head, body, signature = (part.encode("ascii") for part in token.split("."))
        given = _decode(signature)
        header, found = json.loads(_decode(head)), json.loads(_decode(body))
    except (ValueError, RecursionError):
        raise Forged("the header holds no JWT") from None
    right = hmac.digest(key.encode(), head + b"." + body, sha512)
    # The algorithm is ours to choose: a token that names another one is refused.
    if not hmac.compare_digest(given, right) or events.part(header).get("alg") != "HS512":
        raise Forged("the signature is missing or wrong")
    expires = events.part(found).get("exp")
    if isinstance(expires, int | float) and expires * 1000 < now:
        raise Forged("the token has expired")
    return events.part(found)


def _decode(part: bytes) -> bytes:
    return urlsafe_b64decode(part + b"=" * (-len(part) % 4))


def read(delivery: Delivery, keys: Keys) -> Received:
    """The end of an incoming call. Raises Forged, Garbled."""
    given = delivery.headers.get("x-ringover-webhook-signature", "")
    claims(given, secret(keys, "webhook_key"), keys.now)
    body = events.parse(delivery.body)
    data, outcome = events.part(body, "data"), _OUTCOMES.get(clean(body.get("event")))
    id = clean(data.get("call_id") or data.get("id"))
    if outcome is None or data.get("direction") not in ("inbound", "in", None) or not id:
        return Received()
    duration = data.get("duration_in_seconds")
    call = calls.Call(
        id=id,
        to=clean(data.get("to_number")),
        caller="" if data.get("is_anonymous") is True else clean(data.get("from_number")),
        at=events.time(data.get("start_time"), events.time(body.get("timestamp"), keys.now)),
        talk=int(duration) if isinstance(duration, int | float) and duration > 0 else 0,
        outcome=outcome,
    )
    return calls.received("ringover", call, keys)


DOOR = Door("ringover", {"webhook_key": "key of the call webhook"}, read, ("call",))
