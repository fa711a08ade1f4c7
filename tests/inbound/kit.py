"""Deliveries as providers send them, signed with the secrets of the tests."""

import hmac
import json
from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha1, sha256
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from app import signing
from app.attribution.matching import Known, Lookup
from app.inbound import DOORS
from app.inbound.door import Delivery, Keys, Received

NOW = 1_797_000_000_000  # 2026-12-11
SECRETS = {
    "app_secret": "app_secret",
    "verify_token": "verify-me",
    "secret_token": "telegram-secret",
    "channel_secret": "channel_secret",
    "auth_token": "44dafb7e0f40021e-61a47a1e6778d187-f2c5a676a07050b3",
    "token": "test",
    "webhook_key": "ringover-key",
    "secret": "shared",
    "app_key": "in-the-app",
    "client_token": "SJENCPGJESMGUFPY",
}
KEYS = Keys(SECRETS, b"subject key of the tests", NOW, "point")
RING = signing.Ring("maison-levain", ["test-secret"])
TOKEN = RING.token(0x0123456789)
REFERENCE = signing.with_check("K7Q2M")
NUMBER = "+33123456789"
HOOK = "https://q.levain.example/hooks/maison-levain/"


def look() -> Lookup:
    """A catalog of one code."""
    known = Known(0x0123456789)
    return Lookup(
        open=RING.open,
        code=lambda id: known if id == known.code else None,
        reference=lambda text: known if text == REFERENCE else None,
        number=lambda text, _at: known if text == NUMBER else None,
        coupon=lambda text: known if text == f"levain-{REFERENCE.lower()}" else None,
    )


def delivery(
    body: bytes | str | Mapping[str, Any] = b"",
    headers: Mapping[str, str] | None = None,
    *,
    method: str = "POST",
    url: str = HOOK,
) -> Delivery:
    raw = body.encode() if isinstance(body, str) else body
    raw = raw if isinstance(raw, bytes) else json.dumps(raw).encode()
    query = dict(parse_qsl(urlsplit(url).query))
    return Delivery(method, url, headers or {}, query, raw)


def signed(door: str, body: Mapping[str, Any] | list[Any] | bytes | str) -> Delivery:
    """`body` with the signature this door's provider would give it."""
    raw = body if isinstance(body, bytes) else body.encode() if isinstance(body, str) else None
    raw = json.dumps(body).encode() if raw is None else raw
    if door in ("messenger", "instagram", "whatsapp"):
        return delivery(raw, {"x-hub-signature-256": f"sha256={mac('app_secret', raw).hex()}"})
    if door == "telegram":
        return delivery(raw, {"x-telegram-bot-api-secret-token": SECRETS["secret_token"]})
    if door == "line":
        return delivery(raw, {"x-line-signature": base64(mac("channel_secret", raw))})
    if door == "viber":
        return delivery(raw, {"x-viber-content-signature": mac("auth_token", raw).hex()})
    if door == "wechat":
        right = sha1("".join(sorted(("test", "1410685589", "n"))).encode()).hexdigest()  # noqa: S324
        query = urlencode({"timestamp": "1410685589", "nonce": "n", "signature": right})
        return delivery(raw, url=f"{HOOK}?{query}")
    if door in ("twilio", "sms"):
        fields = sorted(parse_qsl(raw.decode(), keep_blank_values=True))
        text = HOOK + "".join(key + value for key, value in fields)
        right = base64(hmac.digest(SECRETS["auth_token"].encode(), text.encode(), sha1))
        return delivery(raw, {"x-twilio-signature": right})
    if door == "rcs":
        right = hmac.digest(SECRETS["client_token"].encode(), raw, "sha512")
        wrapped = json.dumps({"message": {"data": base64(raw), "messageId": "1"}}).encode()
        return delivery(wrapped, {"x-goog-signature": base64(right)})
    if door == "ringover":
        return delivery(raw, {"x-ringover-webhook-signature": jwt({}, SECRETS["webhook_key"])})
    if door == "app":
        return delivery(raw, {"x-app-key": SECRETS["app_key"]})
    if door in ("calls", "events", "email"):
        return delivery(raw, {"x-signature-256": f"sha256={mac('secret', raw).hex()}"})
    return delivery(raw)


def mac(name: str, body: bytes) -> bytes:
    return hmac.digest(SECRETS[name].encode(), body, sha256)


def base64(data: bytes) -> str:
    return b64encode(data).decode()


def jwt(claims: Mapping[str, Any], key: str, algorithm: str = "HS512") -> str:
    from base64 import urlsafe_b64encode

    def part(value: bytes) -> str:
        return urlsafe_b64encode(value).decode().rstrip("=")

    head = part(json.dumps({"alg": algorithm, "typ": "JWT"}).encode())
    text = f"{head}.{part(json.dumps(claims).encode())}"
    return f"{text}.{part(hmac.digest(key.encode(), text.encode(), 'sha512'))}"


def receive(door: str, body: Any) -> Received:
    return DOORS[door].read(signed(door, body), KEYS)
