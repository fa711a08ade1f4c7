"""For each channel with a door: link out, the provider's event, credit to the code."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

import pytest

from app.attribution.matching import match
from app.channels import CHANNELS
from app.channels.base import Device, Source
from app.model import Conversion
from tests.inbound.kit import NOW, NUMBER, REFERENCE, TOKEN, look, receive

SOURCE = Source(TOKEN, REFERENCE, "printemps", "poster-a3", "dijon", "l’affiche Dijon Ville")
SECONDS = NOW // 1000


def link(channel: str, options: dict[str, Any], platform: str = "ios") -> str:
    known = {option.name: option for option in CHANNELS[channel].options}
    clean = {name: known[name].check(value) for name, value in options.items()}
    make = CHANNELS[channel].tap or CHANNELS[channel].link
    return make(clean, SOURCE, Device(platform))


def query(url: str) -> dict[str, str]:
    return {key: values[0] for key, values in parse_qs(urlsplit(url).query).items()}


def only(door: str, body: Any) -> Conversion:
    (row,) = receive(door, body).rows
    return row.conversion


def meta(object_: str, event: dict[str, Any]) -> dict[str, Any]:
    base = {"sender": {"id": "PSID"}, "recipient": {"id": "PAGE"}, "timestamp": NOW}
    return {"object": object_, "entry": [{"id": "PAGE", "time": NOW, "messaging": [base | event]}]}


def messenger(*, known: bool) -> Conversion:
    ref = query(link("messenger", {"page": "maisonlevain"}))["ref"]
    referral = {"ref": ref, "source": "SHORTLINK", "type": "OPEN_THREAD"}
    new = {"postback": {"title": "Start", "payload": "GET_STARTED", "referral": referral}}
    return only("messenger", meta("page", {"referral": referral} if known else new))


def instagram(*, inside: bool) -> Conversion:
    ref = query(link("instagram", {"account": "maison.levain"}))["ref"]
    referral = {"ref": ref, "source": "SHORTLINKS", "type": "OPEN_THREAD"}
    message = {"message": {"mid": "m1", "text": "Bonjour", "referral": referral}}
    event = message if inside else {"postback": {"mid": "m2", "referral": referral}}
    return only("instagram", meta("instagram", event))


def whatsapp() -> Conversion:
    text = query(link("whatsapp", {"number": "+33612345678"}))["text"]
    message = {
        "from": "33698765432",
        "id": "wamid.HBg",
        "timestamp": str(SECONDS),
        "type": "text",
        "text": {"body": text},
    }
    value = {"messaging_product": "whatsapp", "metadata": {}, "messages": [message]}
    entry = {"id": "WABA", "changes": [{"field": "messages", "value": value}]}
    return only("whatsapp", {"object": "whatsapp_business_account", "entry": [entry]})


def telegram() -> Conversion:
    start = query(link("telegram", {"bot": "levain_bot"}))["start"]
    message = {
        "message_id": 7,
        "from": {"id": 99},
        "chat": {"id": 99, "type": "private"},
        "date": SECONDS,
        "text": f"/start {start}",
        "entities": [{"type": "bot_command", "offset": 0, "length": 6}],
    }
    return only("telegram", {"update_id": 1, "message": message})


def line() -> Conversion:
    text = unquote(link("line", {"account": "@levain"}).partition("?")[2])
    event = {
        "type": "message",
        "replyToken": "r",
        "source": {"type": "user", "userId": "U1"},
        "timestamp": NOW,
        "webhookEventId": "01H",
        "deliveryContext": {"isRedelivery": False},
        "message": {"type": "text", "id": "1", "text": text},
    }
    return only("line", {"destination": "x", "events": [event]})


def viber() -> Conversion:
    context = query(link("viber", {"bot": "maisonlevain"}))["context"]
    user = {"id": "u", "name": "A", "country": "FR", "language": "fr", "api_version": 1}
    event = {
        "event": "conversation_started",
        "timestamp": NOW,
        "message_token": 4912661846655238145,
        "type": "open",
        "context": context,
        "user": user,
        "subscribed": False,
    }
    return only("viber", event)


def wechat(event: str, prefix: str) -> Conversion:
    return only(
        "wechat",
        f"<xml><ToUserName><![CDATA[gh_1]]></ToUserName><FromUserName><![CDATA[oX]]></FromUserName>"
        f"<CreateTime>{SECONDS}</CreateTime><MsgType><![CDATA[event]]></MsgType>"
        f"<Event><![CDATA[{event}]]></Event><EventKey><![CDATA[{prefix}{TOKEN}]]></EventKey>"
        f"<Ticket><![CDATA[gQE]]></Ticket></xml>",
    )


def sms(platform: str) -> Conversion:
    tap = link("sms", {"number": "06 12 34 56 78"}, platform)
    text = unquote(tap.partition("body=")[2])
    fields = {"MessageSid": "SM1", "From": "+33698765432", "To": "+33612345678", "Body": text}
    return only("sms", urlencode(fields))


def rcs() -> Conversion:
    """What an Android phone sends; an iPhone writes a plain SMS to the same number."""
    options = {"agent": "levain@rbm.goog", "number": "06 12 34 56 78"}
    text = unquote(link("rcs", options, "android").partition("body=")[2])
    said = {
        "senderPhoneNumber": "+33698765432",
        "messageId": "MxAB",
        "sendTime": "2026-12-11T09:00:00.123456Z",
        "agentId": "levain@rbm.goog",
        "text": text,
    }
    return only("rcs", said)


def email() -> Conversion:
    tap = urlsplit(link("email", {"address": "bonjour@levain.example"}))
    message = (
        f"From: Anne <anne@example.org>\r\nTo: {unquote(tap.path)}\r\nMessage-ID: <1@example.org>"
        f"\r\nSubject: {parse_qs(tap.query)['subject'][0]}\r\n"
        "Date: Fri, 11 Dec 2026 10:00:00 +0100\r\n\r\nBonjour"
    )
    return only("email", message)


def subject_only() -> Conversion:
    options = {"address": "bonjour@levain.example", "plus": False}
    tap = urlsplit(link("email", options))
    subject = parse_qs(tap.query)["subject"][0]
    return only("email", f"From: a@example.org\r\nSubject: {subject}\r\n\r\n".encode())


CALL = {"number": "0 800 123 456", "numbers": {"poster-a3": "01 23 45 67 89"}}


def call(door: str, digits: Callable[[str], str]) -> Conversion:
    to = digits(link("call", CALL).removeprefix("tel:"))
    bodies: dict[str, Any] = {
        "twilio": urlencode(
            {
                "CallSid": "CA1",
                "From": "+33698765432",
                "To": to,
                "CallStatus": "completed",
                "CallDuration": "42",
                "Direction": "inbound",
                "Timestamp": "Fri, 11 Dec 2026 09:00:00 +0000",
            }
        ),
        "ringover": {
            "event": "hangup",
            "resource": "call",
            "timestamp": SECONDS + 0.76,
            "data": {
                "id": "u",
                "call_id": "c1",
                "start_time": SECONDS,
                "duration_in_seconds": 42,
                "direction": "inbound",
                "from_number": "33698765432",
                "to_number": to,
            },
        },
        "aircall": {
            "resource": "call",
            "event": "call.ended",
            "token": "test",
            "data": {
                "id": 12,
                "direction": "inbound",
                "started_at": SECONDS,
                "answered_at": SECONDS + 8,
                "ended_at": SECONDS + 50,
                "duration": 50,
                "raw_digits": "+33 6 98 76 54 32",
                "number": {"id": 1, "digits": to},
            },
        },
        "calls": {
            "id": "x1",
            "to": to,
            "from": "06 98 76 54 32",
            "started_at": SECONDS,
            "answered_at": SECONDS + 8,
            "ended_at": SECONDS + 50,
        },
    }
    return only(door, bodies[door])


def spaced(number: str) -> str:
    return f"+33 1 {number[4:6]} {number[6:8]} {number[8:10]} {number[10:]}"


def install() -> Conversion:
    store = link("app", {"web": "https://levain.example", "android": "fr.levain.app"}, "android")
    event = {
        "event": "install",
        "install_id": "i1",
        "install_referrer": query(store)["referrer"],
        "referrer_click_timestamp_seconds": SECONDS - 60,
        "install_begin_timestamp_seconds": SECONDS - 30,
        "at": SECONDS,
    }
    return only("app", event)


def first_open() -> Conversion:
    options = {"web": "https://levain.example", "link": "https://open.levain.example/x"}
    return only("app", {"event": "open", "install_id": "i", "url": link("app", options)})


def order() -> Conversion:
    """The web: what the brand's site read in `utm_content` comes by the signed events door."""
    ref = query(link("web", {"url": "https://levain.example/pains"}))["utm_content"]
    event = {
        "source": "shop",
        "external_id": "1001",
        "kind": "order",
        "ref": ref,
        "at": "2026-12-11T10:00:00+01:00",
        "value_minor": 2490,
        "currency": "EUR",
    }
    return only("events", event)


def coupon() -> Conversion:
    show = CHANNELS["coupon"].shows
    assert show is not None
    code = dict(show({"prefix": "LEVAIN"}))["Code"].replace("{reference}", REFERENCE)
    at = "2026-12-11T10:00:00Z"
    event = {"source": "till", "external_id": "t", "kind": "coupon", "ref": code, "at": at}
    return only("events", event)


@pytest.mark.parametrize(
    ("trip", "evidence"),
    [
        pytest.param(lambda: messenger(known=False), "token", id="messenger, new person"),
        pytest.param(lambda: messenger(known=True), "token", id="messenger, known person"),
        pytest.param(lambda: instagram(inside=False), "token", id="instagram, new person"),
        pytest.param(lambda: instagram(inside=True), "token", id="instagram, in a message"),
        pytest.param(whatsapp, "reference", id="whatsapp"),
        pytest.param(telegram, "token", id="telegram"),
        pytest.param(line, "reference", id="line"),
        pytest.param(viber, "token", id="viber"),
        pytest.param(lambda: wechat("subscribe", "qrscene_"), "token", id="wechat, new follower"),
        pytest.param(lambda: wechat("SCAN", ""), "token", id="wechat, follower"),
        pytest.param(lambda: sms("ios"), "reference", id="sms, iPhone"),
        pytest.param(lambda: sms("android"), "reference", id="sms, Android"),
        pytest.param(rcs, "reference", id="rcs"),
        pytest.param(email, "token", id="e-mail, plus address"),
        pytest.param(subject_only, "reference", id="e-mail, subject"),
        pytest.param(lambda: call("twilio", str), "number", id="call, Twilio"),
        pytest.param(lambda: call("ringover", lambda n: n[1:]), "number", id="call, Ringover"),
        pytest.param(lambda: call("aircall", spaced), "number", id="call, Aircall"),
        pytest.param(lambda: call("calls", lambda n: f"0{n[3:]}"), "number", id="call, generic"),
        pytest.param(install, "token", id="app, Play referrer"),
        pytest.param(first_open, "token", id="app, universal link"),
        pytest.param(order, "token", id="web"),
        pytest.param(coupon, "coupon", id="coupon"),
    ],
)
def test_what_a_person_does_after_the_link_is_credited_to_its_code(
    trip: Callable[[], Conversion], evidence: str
) -> None:
    conversion = trip()
    found = match(conversion, look())
    assert found.code == 0x0123456789
    assert found.evidence == evidence
    assert trip() == conversion, "the same delivery again gives the same row"
    assert "698765432" not in json.dumps(conversion.subject)


def test_one_person_has_one_subject_by_sms_rcs_whatsapp_and_telephone() -> None:
    subjects = {whatsapp().subject, sms("ios").subject, call("twilio", str).subject}
    subjects.add(rcs().subject)
    subjects |= {call("aircall", str).subject, call("ringover", lambda n: n[1:]).subject}
    subjects.add(call("calls", str).subject)
    assert len(subjects) == 1
    assert None not in subjects


def test_a_number_of_its_own_is_what_the_call_is_credited_by() -> None:
    assert call("twilio", str).ref == NUMBER
    assert call("twilio", str).value_minor == 42
