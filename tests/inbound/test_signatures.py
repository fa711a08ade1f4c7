"""Published signature vectors, and what every door does with a wrong signature.

Vectors: line-bot-sdk-python tests/v3/test_webhook.py, viber-bot-python tests/api/test_api.py (both
Apache-2.0), wechatpy tests/test_utils.py, twilio-python tests/unit/test_request_validator.py (both
MIT); Meta's is our own, from its definition.
"""

import json
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.inbound import DOORS, ringover, twilio
from app.inbound.door import Delivery, Forged, Garbled, Keys, Received
from tests.inbound.kit import KEYS, NOW, SECRETS, TOKEN, delivery, jwt, signed

VIBER = '{"event":"webhook","timestamp":4977069964384421269,"message_token":1478683725125}'
VECTORS = [
    (
        "line",
        "bodybodybodybody",
        {"x-line-signature": "/gg9a+LvFevTH1sd7XCQycD7tsWclCsInj7MhBHxN7k="},
        "",
    ),
    (
        "viber",
        VIBER,
        {
            "x-viber-content-signature": (
                "d21b343448c8aee33b8e93768ef6ceb64a6ba6163099973a2b8bd028fea510ef"
            )
        },
        "",
    ),
    (
        "messenger",
        '{"object":"page"}',
        {
            "x-hub-signature-256": (
                "sha256=123d0e2053e5d95c8bb18132d70d957471fa574d3a7f4980fb12bfc5921d6a57"
            )
        },
        "",
    ),
    (
        "wechat",
        "<xml></xml>",
        {},
        "?signature=f21891de399b4e33a1a93c9a7b8a8fffb5a443ff&timestamp=1410685589&nonce=test",
    ),
]


@pytest.mark.parametrize(("door", "body", "headers", "query"), VECTORS)
def test_a_published_signature_is_right_and_any_other_is_wrong(
    door: str, body: str, headers: dict[str, str], query: str
) -> None:
    given = delivery(body, headers, url=f"https://q.levain.example/hooks/x{query}")
    try:
        DOORS[door].read(given, KEYS)
    except Garbled:
        assert door == "line", "the vector's body is no JSON: the signature was right"
    if door == "wechat":
        wrong = replace(given, query={**given.query, "nonce": "tests"})
    else:
        wrong = replace(given, body=given.body + b" ")
    with pytest.raises(Forged):
        DOORS[door].read(wrong, KEYS)


TWILIO = {
    "CallSid": "CA1234567890ABCDE",
    "Digits": "1234",
    "From": "+14158675309",
    "To": "+18005551212",
    "Caller": "+14158675309",
}


@pytest.mark.parametrize(
    "url",
    [
        "https://mycompany.com/myapp.php?foo=1&bar=2",
        "https://mycompany.com:443/myapp.php?foo=1&bar=2",
        "http://mycompany.com/myapp.php?foo=1&bar=2",
    ],
)
def test_the_published_twilio_signature_is_right_behind_a_proxy_and_with_a_port(url: str) -> None:
    given = delivery(
        urlencode(TWILIO), {"x-twilio-signature": "RSOYDt4T1cUTdK1PDd93/VVr8B8="}, url=url
    )
    assert twilio.verify(given, "12345") == TWILIO
    with pytest.raises(Forged):
        twilio.verify(given, "12346")


def test_doubled_twilio_fields_are_sorted_and_counted_once() -> None:
    fields = [("Sid", "CA123"), ("SidAccount", "AC123"), ("Digits", "5678"), ("Digits", "1234")]
    fields.append(("Digits", "1234"))
    headers = {"x-twilio-signature": "IK+Dwps556ElfBT0I3Rgjkr1wJU="}
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    found = twilio.verify(delivery(urlencode(fields), headers, url=url), "12345")
    assert found["Digits"] == "5678", "the first of its name"


def test_a_twilio_json_body_is_bound_by_its_hash() -> None:
    body = '{"property": "value", "boolean": true}'
    hash = "0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620"
    url = f"https://mycompany.com/myapp.php?bodySHA256={hash}"
    from hashlib import sha1

    from app.inbound.door import base64
    from app.inbound.door import signed as hmac_of

    right = base64(hmac_of("12345", url.encode(), sha1))
    assert twilio.verify(delivery(body, {"x-twilio-signature": right}, url=url), "12345") == {}
    with pytest.raises(Forged):
        twilio.verify(delivery(f"{body} ", {"x-twilio-signature": right}, url=url), "12345")


def test_a_published_hs512_token_is_right() -> None:
    """The HS512 example of jwt.io."""
    token = (
        "eyJhbGciOiJIUzUxMiIsInR5cCI6IkpXVCJ9."
        "eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiYWRtaW4iOnRydWUsImlhdCI6MTUxNjIzOTAyMn0."
        "VFb0qJ1LRg_4ujbZoRMXnVkUgiuKq5KxWqNdbKq_G9Vvz-S1zZa9LPxtHWKa64zDl2ofkT8F6jBt_K4riU-fPg"
    )
    assert ringover.claims(token, "your-512-bit-secret", NOW)["name"] == "John Doe"


@pytest.mark.parametrize(
    "token",
    [
        jwt({}, "another key"),
        jwt({}, SECRETS["webhook_key"], "none"),
        jwt({}, SECRETS["webhook_key"], "HS256"),
        jwt({"exp": NOW // 1000 - 1}, SECRETS["webhook_key"]),
        "a.b",
        "",
        "é.é.é",
    ],
)
def test_a_ringover_token_that_is_forged_weak_or_old_is_refused(token: str) -> None:
    with pytest.raises(Forged):
        ringover.claims(token, SECRETS["webhook_key"], NOW)


BODIES: dict[str, Any] = {
    "wechat": "<xml><Event>SCAN</Event></xml>",
    "twilio": "CallSid=1&CallStatus=completed",
    "sms": "MessageSid=1&From=%2B33612345678",
    "aircall": {"token": "test", "event": "call.ended", "data": {}},
    "app": {"event": "open", "install_id": "i"},
    "email": "From: a@b.example\r\nSubject: x\r\n\r\nx",
}


@pytest.mark.parametrize("name", DOORS)
def test_a_door_opens_to_the_right_signature_only(name: str) -> None:
    door, right = DOORS[name], signed(name, BODIES.get(name, {}))
    door.read(right, KEYS)
    stripped = replace(right, headers={}, query={})
    if name == "aircall":
        stripped = delivery({**BODIES["aircall"], "token": "wrong"})
    with pytest.raises(Forged):
        door.read(stripped, KEYS)
    with pytest.raises(Forged, match="not configured"):
        door.read(right, replace(KEYS, secrets={}))


@pytest.mark.parametrize("name", DOORS)
def test_every_secret_a_door_needs_is_named_with_its_help(name: str) -> None:
    assert DOORS[name].secrets
    used = {key: SECRETS[key] for key in DOORS[name].secrets}
    DOORS[name].read(signed(name, BODIES.get(name, {})), replace(KEYS, secrets=used))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
NAMES = (
    "entry messaging changes value messages sender id timestamp postback referral ref message "
    "text body events type source userId data number digits tags name user update_id chat field"
)
shaped = st.recursive(
    json_values,
    lambda inner: st.dictionaries(st.sampled_from(NAMES.split(" ")), inner | st.lists(inner)),
    max_leaves=12,
)


@pytest.mark.parametrize("name", DOORS)
@settings(max_examples=15)
@given(body=shaped)
def test_a_signed_body_of_any_shape_never_breaks_a_door(name: str, body: Any) -> None:
    """What a provider may send one day: rows or Garbled, never another exception."""
    raw = json.dumps(body).encode()
    if name == "aircall":
        raw = json.dumps({"token": "test", "event": "call.ended", "data": body}).encode()
    try:
        found = DOORS[name].read(signed(name, raw), KEYS)
    except Garbled:
        return
    for row in found.rows:
        assert len(row.conversion.ref) <= 200
        assert row.conversion.external_id


@pytest.mark.parametrize("name", DOORS)
@given(body=st.binary(max_size=200))
def test_any_bytes_with_any_signature_are_refused_or_read(name: str, body: bytes) -> None:
    given = Delivery("POST", "https://q.example/hooks", {"x-line-signature": "x"}, {}, body)
    with pytest.raises((Forged, Garbled)):
        DOORS[name].read(given, KEYS)


def test_the_webhook_of_meta_is_registered_with_the_challenge() -> None:
    url = "https://q.example/h?hub.mode=subscribe&hub.verify_token=verify-me&hub.challenge=1158"
    for name in ("messenger", "instagram", "whatsapp"):
        assert DOORS[name].read(delivery(method="GET", url=url), KEYS).answer == b"1158"
        with pytest.raises(Forged):
            DOORS[name].read(delivery(method="GET", url=url.replace("-me", "-us")), KEYS)


def test_the_webhook_of_rcs_is_registered_with_the_secret_of_the_documentation() -> None:
    asked = delivery({"clientToken": "SJENCPGJESMGUFPY", "secret": "1234567890"})
    assert DOORS["rcs"].read(asked, KEYS) == Received(answer=b"1234567890")
    with pytest.raises(Forged):
        DOORS["rcs"].read(delivery({"clientToken": "SJENCPGJESMGUFPZ", "secret": "1"}), KEYS)


def test_subjects_leave_as_hashes_that_depend_on_the_key() -> None:
    body = {"update_id": 1, "message": {"chat": {"id": 4242}, "text": f"/start {TOKEN}"}}
    rows = [
        DOORS["telegram"].read(signed("telegram", body), Keys(SECRETS, key, NOW)).rows[0]
        for key in (b"one", b"two")
    ]
    subjects = {row.conversion.subject for row in rows}
    assert len(subjects) == 2
    assert not any("4242" in str(row) for row in rows)
