"""Twilio: the status of calls, and text messages; SignalWire signs the same way.

Signature: base64 of HMAC-SHA1 over the public address and the sorted fields of the form; for JSON
the address holds `bodySHA256`. Behind a proxy the port may or may not be in what Twilio signed, so
both forms are tried. Source: twilio.com/docs/usage/security.
"""

from collections import defaultdict
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from hashlib import sha1, sha256
from urllib.parse import parse_qs, parse_qsl, urlsplit, urlunsplit

from app.inbound import calls, events, people, references, talk
from app.inbound.door import (
    Delivery,
    Door,
    Forged,
    Keys,
    Received,
    base64,
    clean,
    same,
    secret,
    signed,
)

_SECRETS = {"auth_token": "auth token of the account"}
_OUTCOMES = {"completed": "answered", "busy": "busy", "no-answer": "missed", "failed": "failed"}
_ENDED = ("completed", "busy", "no-answer", "failed", "canceled")


def verify(delivery: Delivery, token: str) -> dict[str, str]:
    """The fields of a form with a right signature. Raises Forged."""
    given = delivery.headers.get("x-twilio-signature", "")
    hashes = parse_qs(urlsplit(delivery.url).query).get("bodySHA256")
    fields: dict[str, str] = {}
    text = ""
    if hashes:
        right = same(hashes[0].lower(), sha256(delivery.body).hexdigest())
    else:
        pairs = parse_qsl(delivery.body.decode("utf-8", "replace"), keep_blank_values=True)
        right, text, fields = True, _sorted(pairs), dict(reversed(pairs))
    # Every form is compared: no early end.
    matches = [
        same(given, base64(signed(token, f"{url}{text}".encode(), sha1)))
        for url in _forms(delivery.url)
    ]
    if not (right and any(matches)):
        raise Forged("the signature is missing or wrong")
    return fields


def _sorted(pairs: list[tuple[str, str]]) -> str:
    """Names in order, each with its values in order, doubles once (as twilio-python does)."""
    values: defaultdict[str, set[str]] = defaultdict(set)
    for name, value in pairs:
        values[name].add(value)
    return "".join(f"{name}{value}" for name in sorted(values) for value in sorted(values[name]))


def _forms(url: str) -> tuple[str, ...]:
    """The address as it came, and by https (a proxy may have ended TLS), without and with port."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    try:
        port = parts.port or 443
    except ValueError:
        port = 443
    public = [parts._replace(scheme="https", netloc=name) for name in (host, f"{host}:{port}")]
    return (url, *(urlunsplit(form) for form in public))


def read_call(delivery: Delivery, keys: Keys) -> Received:
    """The end of a call; its earlier states are nothing yet. Raises Forged."""
    fields = verify(delivery, secret(keys, "auth_token"))
    status = fields.get("CallStatus", "")
    if status not in _ENDED or "outbound" in fields.get("Direction", ""):
        return Received()
    duration = fields.get("CallDuration", "0")
    call = calls.Call(
        id=fields.get("CallSid", ""),
        to=fields.get("To", ""),
        caller=fields.get("From", ""),
        at=_start(fields, keys.now),
        talk=int(duration) if duration.isdecimal() else 0,
        outcome=_OUTCOMES.get(status, "abandoned"),
    )
    return calls.received("twilio", call, keys) if call.id else Received()


def _start(fields: Mapping[str, str], now: int) -> int:
    """RFC 2822 in `Timestamp`, the moment of the event."""
    try:
        return int(parsedate_to_datetime(fields["Timestamp"]).timestamp() * 1000)
    except (KeyError, ValueError, TypeError, OverflowError):
        return events.time(fields.get("Timestamp"), now)


def read_message(delivery: Delivery, keys: Keys) -> Received:
    """An inbound text message. Raises Forged."""
    fields = verify(delivery, secret(keys, "auth_token"))
    sender, id = people.telephone(clean(fields.get("From", ""))), clean(fields.get("MessageSid"))
    if not sender or not id:
        return Received()
    ref = references.find(fields.get("Body", ""))
    found = (
        talk.started("sms", keys, id=id, address=sender, ref=ref, at=keys.now)
        if ref
        else talk.wrote("sms", keys, address=sender, at=keys.now)
    )
    return Received(found.rows, people=found.people, answer=b"<Response/>", media_type="text/xml")


CALLS = Door("twilio", _SECRETS, read_call, ("call",))
SMS = Door("sms", _SECRETS, read_message, ("sms", "rcs"))
