"""Calls: what was said counts, not what rang."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest

from app.inbound import calls
from tests.inbound.kit import KEYS, NOW, NUMBER, REFERENCE, TOKEN, receive

CALL = calls.Call("c1", "01 23 45 67 89", "06 98 76 54 32", NOW, 61, "answered")


def kinds(call: calls.Call, threshold: int = 60) -> list[str]:
    keys = replace(KEYS, qualified_after=threshold)
    return [row.conversion.kind for row in calls.received("x", call, keys).rows]


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        (CALL, ["call", "qualified_call"]),
        (CALL._replace(talk=59), ["call"]),
        (CALL._replace(talk=60), ["call", "qualified_call"]),
        (CALL._replace(talk=0), ["missed_call"]),
        (CALL._replace(outcome="missed", talk=0), ["missed_call"]),
        (CALL._replace(outcome="busy", talk=0), ["missed_call"]),
        (CALL._replace(outcome="abandoned", talk=0), ["abandoned_call"]),
        (CALL._replace(outcome="missed", talk=500), ["missed_call"]),
    ],
)
def test_a_call_is_what_became_of_it(call: calls.Call, expected: list[str]) -> None:
    assert kinds(call) == expected


def test_the_threshold_is_the_brands() -> None:
    assert kinds(CALL, 40) == ["call", "qualified_call"]
    assert kinds(CALL, 120) == ["call"]


def test_a_spoken_reference_is_the_source_before_the_number() -> None:
    row = calls.received("x", CALL._replace(reference=REFERENCE), KEYS).rows[0].conversion
    assert row.ref == REFERENCE
    assert calls.received("x", CALL, KEYS).rows[0].conversion.ref == NUMBER


@pytest.mark.parametrize("caller", ["", "anonymous"])
def test_a_hidden_caller_has_no_subject(caller: str) -> None:
    row = calls.received("x", CALL._replace(caller=caller), KEYS).rows[0].conversion
    assert row.subject is None


def aircall(**data: Any) -> Any:
    base = {
        "id": 1,
        "direction": "inbound",
        "started_at": NOW // 1000,
        "number": {"digits": NUMBER},
    }
    body = {"token": "test", "event": "call.ended", "data": base | data}
    return [row.conversion for row in receive("aircall", body).rows]


def test_aircall_tells_missed_from_abandoned_and_reads_a_tag_as_the_reference() -> None:
    assert aircall(missed_call_reason="no_available_agent")[0].kind == "missed_call"
    assert aircall(missed_call_reason="abandoned_in_ivr")[0].kind == "abandoned_call"
    answered = {"answered_at": NOW // 1000 + 5, "ended_at": NOW // 1000 + 20}
    (row,) = aircall(tags=[{"name": "SAV"}, {"name": f"réf {REFERENCE}"}], **answered)
    assert (row.ref, row.value_minor) == (REFERENCE, 15)


@pytest.mark.parametrize("number", [33698765432, "33698765432", "+33698765432"])
def test_ringover_numbers_may_be_numbers(number: int | str) -> None:
    data = {"call_id": "1", "from_number": number, "to_number": 33123456789, "direction": "inbound"}
    (row,) = receive("ringover", {"event": "missed", "timestamp": 1.5e9, "data": data}).rows
    assert row.conversion.ref == NUMBER
    assert row.conversion.at == 1_500_000_000_000
    assert row.conversion.subject == calls.received("x", CALL, KEYS).rows[0].conversion.subject


@pytest.mark.parametrize(
    ("status", "kind"),
    [("busy", "missed_call"), ("no-answer", "missed_call"), ("canceled", "abandoned_call")],
)
def test_twilio_statuses_are_outcomes(status: str, kind: str) -> None:
    body = urlencode({"CallSid": "CA1", "CallStatus": status, "From": "+33698765432", "To": NUMBER})
    (row,) = receive("twilio", body).rows
    assert row.conversion.kind == kind


def test_each_bad_row_of_the_generic_door_is_named_and_the_others_count() -> None:
    at = NOW // 1000
    rows = [
        {"id": "1", "to": NUMBER, "started_at": at, "outcome": "answered", "talk_seconds": 70},
        {"id": "2", "to": NUMBER},
        "three",
        {"id": "4", "to": NUMBER, "started_at": at, "outcome": "maybe"},
        {"id": "5", "to": NUMBER, "started_at": "2026-12-11T09:00:00+01:00"},
    ]
    received = receive("calls", rows)
    assert [row.where for row in received.rows] == ["[0]", "[0]", "[4]"]
    assert [problem.where for problem in received.problems] == ["[1]", "[2]", "[3].outcome"]


def test_subjects_of_the_events_door_are_hashed() -> None:
    event = {
        "source": "crm",
        "external_id": "1",
        "kind": "lead",
        "ref": TOKEN,
        "at": "2026-12-11T09:00:00Z",
        "subject": "customer-42",
    }
    received = receive("events", [event, {"kind": "lead"}])
    assert received.rows[0].conversion.subject
    assert "customer-42" not in str(received)
    assert {problem.code for problem in received.problems} == {"missing-field"}
