"""Conversations and messages: writing a lot counts no more than writing once."""

import json
from typing import Any

import pytest

from app.inbound import DOORS
from tests.inbound.kit import KEYS, NOW, REFERENCE, TOKEN, receive, signed

SECONDS = NOW // 1000


def whatsapp(*texts: str, at: int = SECONDS) -> dict[str, Any]:
    messages = [
        {
            "from": "33698765432",
            "id": f"wamid.{n}",
            "timestamp": str(at),
            "text": {"body": text},
        }
        for n, text in enumerate(texts)
    ]
    change = {"field": "messages", "value": {"messages": messages}}
    return {"object": "whatsapp_business_account", "entry": [{"changes": [change]}]}


def test_texts_without_a_source_are_one_message_a_day() -> None:
    rows = [row.conversion for row in receive("whatsapp", whatsapp("Bonjour")).rows]
    rows += [row.conversion for row in receive("whatsapp", whatsapp("?", at=SECONDS + 60)).rows]
    assert [row.kind for row in rows] == ["message", "message"]
    assert rows[0] == rows[1]
    tomorrow = receive("whatsapp", whatsapp("Re", at=SECONDS + 86_400)).rows[0].conversion
    assert tomorrow.external_id != rows[0].external_id


def test_a_text_with_an_unknown_reference_is_a_conversation_that_stays_unattributed() -> None:
    (row,) = receive("whatsapp", whatsapp("réf. ABCDEF")).rows
    assert (row.conversion.kind, row.conversion.ref) == ("conversation", "ABCDEF")


def test_the_provider_id_that_holds_the_number_leaves_as_a_hash() -> None:
    """A wamid is base64 of the person's number and more."""
    (row,) = receive("whatsapp", whatsapp(f"réf. {REFERENCE}")).rows
    assert "wamid" not in row.conversion.external_id
    assert "698765432" not in json.dumps(row.conversion.external_id)


def test_the_person_can_be_answered() -> None:
    received = receive("whatsapp", whatsapp(f"réf. {REFERENCE}"))
    (person,) = received.people
    assert person.address == "+33698765432"
    assert person.ref == REFERENCE
    assert person.external_id == received.rows[0].conversion.external_id


@pytest.mark.parametrize(
    ("door", "body"),
    [
        ("line", {"events": [{"type": "follow", "source": {"userId": "U1"}, "timestamp": NOW}]}),
        (
            "telegram",
            {"update_id": 1, "message": {"chat": {"id": 1}, "text": "/start", "date": SECONDS}},
        ),
        ("viber", {"event": "conversation_started", "user": {"id": "u"}, "message_token": 5}),
        (
            "messenger",
            {
                "object": "page",
                "entry": [
                    {"messaging": [{"sender": {"id": "1"}, "postback": {"payload": "GET_STARTED"}}]}
                ],
            },
        ),
        (
            "wechat",
            "<xml><FromUserName><![CDATA[o]]></FromUserName><Event><![CDATA[subscribe]]></Event></xml>",
        ),
    ],
)
def test_a_start_without_a_source_is_a_conversation_without_a_ref(door: str, body: Any) -> None:
    (row,) = receive(door, body).rows
    assert (row.conversion.kind, row.conversion.ref) == ("conversation", "")


@pytest.mark.parametrize(
    ("door", "body"),
    [
        (
            "messenger",
            {"object": "page", "entry": [{"messaging": [{"sender": {"id": "1"}, "message": {}}]}]},
        ),
        (
            "instagram",
            {
                "object": "instagram",
                "entry": [
                    {
                        "messaging": [
                            {
                                "sender": {"id": "us"},
                                "message": {"is_echo": True, "referral": {"ref": TOKEN}},
                            }
                        ]
                    }
                ],
            },
        ),
        (
            "messenger",
            {"object": "instagram", "entry": [{"messaging": [{"sender": {"id": "1"}}]}]},
        ),
        ("telegram", {"update_id": 1, "message": {"chat": {"id": 1}, "text": "Bonjour"}}),
        ("telegram", {"update_id": 1, "edited_message": {"text": f"/start {TOKEN}"}}),
        ("line", {"events": [{"type": "unfollow", "source": {"userId": "U"}}]}),
        ("line", {"events": []}),
        ("viber", {"event": "seen", "user_id": "u"}),
        ("wechat", "<xml><Event><![CDATA[unsubscribe]]></Event></xml>"),
        ("aircall", {"token": "test", "event": "call.created", "data": {"id": 1}}),
        ("twilio", "CallSid=CA1&CallStatus=ringing"),
        ("twilio", "CallSid=CA1&CallStatus=completed&Direction=outbound-api&CallDuration=9"),
    ],
)
def test_other_events_are_accepted_and_count_nothing(door: str, body: Any) -> None:
    assert receive(door, body).rows == ()


def test_several_events_of_one_delivery_are_all_read() -> None:
    events = [
        {
            "type": "follow",
            "source": {"userId": f"U{n}"},
            "webhookEventId": str(n),
            "timestamp": NOW,
        }
        for n in range(3)
    ]
    rows = receive("line", {"events": events}).rows
    assert len({row.conversion.external_id for row in rows}) == 3


def test_a_message_in_many_pages_of_xml_bombs_is_refused() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa">]><xml><Event>&a;</Event></xml>'
    with pytest.raises(Exception, match="not a WeChat message"):
        DOORS["wechat"].read(signed("wechat", bomb), KEYS)


def test_meta_and_wechat_get_the_answer_they_expect() -> None:
    assert receive("messenger", {"object": "page", "entry": []}).answer == b"EVENT_RECEIVED"
    assert receive("wechat", "<xml><Event>x</Event></xml>").answer == b"success"
