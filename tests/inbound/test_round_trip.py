"""For each channel with a door, the whole way.

A phone scans a code, is redirected by its rule, takes the link with its source; the provider
reports as it documents; the conversion is credited to the placement of the code, and to no other.
"""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

import pytest

from app.channels import CHANNELS
from app.inbound import callback as wishes
from app.inbound.ingest import Numbered, ingest
from app.model import Conversion
from tests.inbound.kit import KEYS, NOW, RING, receive
from tests.inbound.world import NUMBER, POINTS, WECHAT, World

SECONDS = NOW // 1000


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = World(tmp_path_factory.mktemp("trip"))
    with closing(made.catalog):
        yield made


def query(url: str) -> dict[str, str]:
    return {key: values[0] for key, values in parse_qs(urlsplit(url).query).items()}


def only(door: str, body: Any) -> Conversion:
    (row,) = receive(door, body).rows
    return row.conversion


def meta(object_: str, event: dict[str, Any]) -> dict[str, Any]:
    base = {"sender": {"id": "PSID"}, "recipient": {"id": "PAGE"}, "timestamp": NOW}
    return {"object": object_, "entry": [{"id": "PAGE", "time": NOW, "messaging": [base | event]}]}


def messenger(world: World, *, known: bool) -> Conversion:
    ref = query(world.scan("messenger"))["ref"]
    referral = {"ref": ref, "source": "SHORTLINK", "type": "OPEN_THREAD"}
    new = {"postback": {"title": "Start", "payload": "GET_STARTED", "referral": referral}}
    return only("messenger", meta("page", {"referral": referral} if known else new))


def instagram(world: World, *, inside: bool) -> Conversion:
    ref = query(world.scan("instagram"))["ref"]
    referral = {"ref": ref, "source": "SHORTLINKS", "type": "OPEN_THREAD"}
    message = {"message": {"mid": "m1", "text": "Bonjour", "referral": referral}}
    event = message if inside else {"postback": {"mid": "m2", "referral": referral}}
    return only("instagram", meta("instagram", event))


def whatsapp(world: World) -> Conversion:
    text = query(world.scan("whatsapp"))["text"]
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


def telegram(world: World) -> Conversion:
    start = query(world.scan("telegram"))["start"]
    message = {
        "message_id": 7,
        "from": {"id": 99},
        "chat": {"id": 99, "type": "private"},
        "date": SECONDS,
        "text": f"/start {start}",
        "entities": [{"type": "bot_command", "offset": 0, "length": 6}],
    }
    return only("telegram", {"update_id": 1, "message": message})


def line(world: World) -> Conversion:
    text = unquote(world.scan("line").partition("?")[2])
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


def viber(world: World) -> Conversion:
    context = query(world.scan("viber"))["context"]
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


def wechat(world: World, event: str, prefix: str) -> Conversion:
    """The address was made with the code's token as its scene: see test_wechatcodes."""
    scene = {WECHAT: world.token("wechat")}[world.scan("wechat")]
    return only(
        "wechat",
        f"<xml><ToUserName><![CDATA[gh_1]]></ToUserName><FromUserName><![CDATA[oX]]></FromUserName>"
        f"<CreateTime>{SECONDS}</CreateTime><MsgType><![CDATA[event]]></MsgType>"
        f"<Event><![CDATA[{event}]]></Event><EventKey><![CDATA[{prefix}{scene}]]></EventKey>"
        f"<Ticket><![CDATA[gQE]]></Ticket></xml>",
    )


def sms(world: World, platform: str) -> Conversion:
    tap = world.scan("sms", platform)
    text = unquote(tap.partition("body=")[2])
    fields = {"MessageSid": "SM1", "From": "+33698765432", "To": "+33612345678", "Body": text}
    return only("sms", urlencode(fields))


def rcs(world: World) -> Conversion:
    """What an Android phone sends; an iPhone writes a plain SMS to the same number."""
    text = unquote(world.scan("rcs", "android").partition("body=")[2])
    said = {
        "senderPhoneNumber": "+33698765432",
        "messageId": "MxAB",
        "sendTime": "2026-12-11T09:00:00.123456Z",
        "agentId": "levain@rbm.goog",
        "text": text,
    }
    return only("rcs", said)


def email(world: World) -> Conversion:
    tap = urlsplit(world.scan("email"))
    message = (
        f"From: Anne <anne@example.org>\r\nTo: {unquote(tap.path)}\r\nMessage-ID: <1@example.org>"
        f"\r\nSubject: {parse_qs(tap.query)['subject'][0]}\r\n"
        "Date: Fri, 11 Dec 2026 10:00:00 +0100\r\n\r\nBonjour"
    )
    return only("email", message)


def subject_only(world: World) -> Conversion:
    tap = urlsplit(world.scan("subject"))
    subject = parse_qs(tap.query)["subject"][0]
    return only("email", f"From: a@example.org\r\nSubject: {subject}\r\n\r\n".encode())


def call(world: World, door: str, digits: Callable[[str], str]) -> Conversion:
    to = digits(world.scan("call").removeprefix("tel:"))
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


def install(world: World) -> Conversion:
    store = world.scan("play", "android")
    event = {
        "event": "install",
        "install_id": "i1",
        "install_referrer": query(store)["referrer"],
        "referrer_click_timestamp_seconds": SECONDS - 60,
        "install_begin_timestamp_seconds": SECONDS - 30,
        "at": SECONDS,
    }
    return only("app", event)


def first_open(world: World) -> Conversion:
    return only("app", {"event": "open", "install_id": "i", "url": world.scan("app")})


def order(world: World, point: str) -> Conversion:
    """The web: what the brand's site read in `utm_content` comes by the signed events door."""
    ref = query(world.scan(point))["utm_content"]
    event = {
        "source": "shop",
        "external_id": f"1001-{point}",
        "kind": "order",
        "ref": ref,
        "at": "2026-12-11T10:00:00+01:00",
        "value_minor": 2490,
        "currency": "EUR",
    }
    return only("events", event)


def coupon(world: World) -> Conversion:
    """The till sends the coupon that the page showed."""
    (code,) = set(re.findall(r"LEVAIN-[0-9A-Z]{6}", world.page("coupon")))
    at = "2026-12-11T10:00:00Z"
    event = {"source": "till", "external_id": "t", "kind": "coupon", "ref": code, "at": at}
    return only("events", event)


def callback(world: World) -> Conversion:
    """The form of our page, sent to the address that stands in it."""
    (action,) = re.findall(
        r'action="/hooks/maison-levain/callback/callback/(\w+)"', world.page("callback")
    )
    form = {"number": "06 98 76 54 32", "slot": "now", "id": "form-0001"}
    return wishes.conversion(wishes.read(form, action, NOW), KEYS)


def chosen(world: World) -> Conversion:
    """What is chosen on our page is taken as if it had been scanned."""
    way = re.findall(r'href="(/c/web/\w+/go)"', world.page("chooser"))
    ref = query(world.ask(way[0], "ios")[0])["utm_content"]
    at = "2026-12-11T10:00:00Z"
    event = {"source": "shop", "external_id": "c", "kind": "lead", "ref": ref, "at": at}
    return only("events", event)


@pytest.mark.parametrize(
    ("trip", "evidence"),
    [
        pytest.param(lambda w: messenger(w, known=False), "token", id="messenger, new person"),
        pytest.param(lambda w: messenger(w, known=True), "token", id="messenger, known person"),
        pytest.param(lambda w: instagram(w, inside=False), "token", id="instagram, new person"),
        pytest.param(lambda w: instagram(w, inside=True), "token", id="instagram, in a message"),
        pytest.param(whatsapp, "reference", id="whatsapp"),
        pytest.param(telegram, "token", id="telegram"),
        pytest.param(line, "reference", id="line"),
        pytest.param(viber, "token", id="viber"),
        pytest.param(lambda w: wechat(w, "subscribe", "qrscene_"), "token", id="wechat, new"),
        pytest.param(lambda w: wechat(w, "SCAN", ""), "token", id="wechat, follower"),
        pytest.param(lambda w: sms(w, "ios"), "reference", id="sms, iPhone"),
        pytest.param(lambda w: sms(w, "android"), "reference", id="sms, Android"),
        pytest.param(rcs, "reference", id="rcs"),
        pytest.param(email, "token", id="e-mail, plus address"),
        pytest.param(subject_only, "reference", id="e-mail, subject"),
        pytest.param(lambda w: call(w, "twilio", str), "number", id="Twilio"),
        pytest.param(lambda w: call(w, "ringover", lambda n: n[1:]), "number", id="Ringover"),
        pytest.param(lambda w: call(w, "aircall", spaced), "number", id="Aircall"),
        pytest.param(lambda w: call(w, "calls", lambda n: f"0{n[3:]}"), "number", id="own door"),
        pytest.param(install, "token", id="app, Play referrer"),
        pytest.param(first_open, "token", id="app, universal link"),
        pytest.param(lambda w: order(w, "web"), "token", id="web"),
        pytest.param(lambda w: order(w, "product"), "token", id="product"),
        pytest.param(lambda w: order(w, "push"), "token", id="push"),
        pytest.param(callback, "token", id="callback"),
        pytest.param(chosen, "token", id="chooser"),
        pytest.param(coupon, "coupon", id="coupon"),
    ],
)
def test_what_a_person_does_after_a_scan_is_credited_to_that_placement(
    world: World, trip: Callable[[World], Conversion], evidence: str
) -> None:
    conversion = trip(world)
    assert trip(world) == conversion, "the same delivery again gives the same row"
    assert "698765432" not in json.dumps(conversion.subject)
    # A person of its own: what others of these tests did must not look like this one's journey.
    alone = replace(conversion, subject=f"{conversion.subject}|{conversion.external_id}")
    outcome = ingest(world.catalog, RING, "maison-levain", [Numbered("1", alone)], NOW)
    ((_where, receipt),) = outcome.receipts
    assert (outcome.problems, receipt.match.evidence) == ((), evidence)
    credited = world.catalog.db.execute(
        "SELECT code.placement, share FROM credit JOIN code ON code.id = credit.code "
        "WHERE conversion = ? AND model = 'last'",
        [receipt.id],
    )
    assert credited.fetchall() == [("dijon", 1_000_000)]


def test_every_channel_that_promises_a_result_has_its_way_here_and_no_other() -> None:
    travelled = {channel for channel, _options in POINTS.values()}
    promising = {name for name, channel in CHANNELS.items() if channel.measured != "scan only"}
    assert travelled == promising


def test_one_person_has_one_subject_by_sms_rcs_whatsapp_and_telephone(world: World) -> None:
    subjects = {whatsapp(world).subject, sms(world, "ios").subject, rcs(world).subject}
    subjects |= {call(world, door, str).subject for door in ("twilio", "aircall", "calls")}
    subjects.add(call(world, "ringover", lambda n: n[1:]).subject)
    assert len(subjects) == 1
    assert None not in subjects


def test_a_number_of_its_own_is_what_the_call_is_credited_by(world: World) -> None:
    assert call(world, "twilio", str).ref == NUMBER
    assert call(world, "twilio", str).value_minor == 42
