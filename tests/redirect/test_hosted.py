"""Paths under /c, without a server: who is asked, who is known, where the buttons lead."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from app.channels import consent
from app.model import Action, ContactPoint, Plan
from app.redirect import hosted
from app.redirect.answer import Answer
from app.redirect.visit import Request
from tests.redirect.conftest import HOST, IPHONE, SATURDAY, Stand, _stand, a_plan

ID = "0123456789abcdef" * 2
WHO = consent.fresh(ID, SATURDAY)
KNOWN = consent.remember(WHO, SATURDAY).partition(";")[0]
SHOPS = [
    {"name": "Paris", "latitude": 48.85, "longitude": 2.35},
    {"name": "Lyon", "latitude": 45.76, "longitude": 4.83},
]


def asking() -> Plan:
    """The plan of the other tests, with contact points that ask first."""
    plan = a_plan()
    points = dict(plan.contact_points)
    points["web"] = ContactPoint("web", "web", {**points["web"].options, "consent": True})
    points["shut"] = ContactPoint("shut", "web", {**points["shut"].options, "consent": True})
    points["choice"] = ContactPoint(
        "choice", "chooser", {"points": ["web", "chat", "phone"], "consent": True}
    )
    points["lines"] = ContactPoint(
        "lines",
        "call",
        {"number": "+33123456789", "numbers": {"poster-dijon": "+33400000001"}},
    )
    points["near"] = ContactPoint("near", "map", {"shops": SHOPS, "choose": True})
    return replace(plan, contact_points=points)


@pytest.fixture
def stand(tmp_path: Path) -> Iterator[Stand]:
    yield from _stand(tmp_path, asking())


def ask(
    stand: Stand, path: str, code: str = "poster-dijon/qr-shop", agent: bytes = IPHONE, **more: str
) -> tuple[Answer, Action | None]:
    headers = {b"host": HOST, b"user-agent": agent, b"accept-language": b"en"}
    for name, value in more.items():
        headers[name.replace("_", "-").encode()] = value.encode()
    full = path.replace("TOKEN", stand.token(code))
    found = hosted.answer(stand.flow, Request(b"GET", full.encode(), headers, "192.0.2.7"))
    assert found is not None
    return found


def to(answer: Answer) -> str:
    assert answer.status == 302
    return answer.headers["location"]


def test_a_scan_of_a_contact_point_that_asks_goes_to_the_question_first(stand: Stand) -> None:
    _row, answer = stand.scan("shop", b"Mozilla/5.0 (Windows NT 10.0; Win64; x64)")
    assert to(answer) == f"/c/web/{stand.token('poster-dijon/qr-shop')}"


def test_who_has_not_answered_is_asked_and_nothing_is_written(stand: Stand) -> None:
    answer, action = ask(stand, "/c/web/TOKEN")
    assert answer.body.startswith(b"consent web en")
    assert stand.token("poster-dijon/qr-shop").encode() in answer.body
    assert action is None
    assert "set-cookie" not in answer.headers


def test_who_refuses_gets_to_the_same_place_without_a_number(stand: Stand) -> None:
    answer, action = ask(stand, "/c/web/TOKEN/on")
    assert to(answer).startswith("https://levain.example/spring?utm_source=poster-a3&")
    assert "relais_id" not in to(answer)
    assert (action, answer.headers.get("set-cookie")) == (None, None)


@pytest.mark.parametrize("signal", ["sec_gpc", "dnt"])
def test_a_browser_that_refuses_by_itself_is_not_even_asked(stand: Stand, signal: str) -> None:
    answer, action = ask(stand, "/c/web/TOKEN", cookie=KNOWN, **{signal: "1"})
    assert "relais_id" not in to(answer)
    assert action is None


def test_who_agreed_is_not_asked_again_and_their_number_goes_to_the_brand(stand: Stand) -> None:
    answer, action = ask(stand, "/c/web/TOKEN", cookie=KNOWN)
    query = parse_qs(urlsplit(to(answer)).query)
    assert query["relais_id"] == [ID]
    assert query["utm_content"] == [stand.token("poster-dijon/qr-shop")]
    code = stand.codes["poster-dijon/qr-shop"].id
    assert action == Action(stand.now, "levain", code, WHO.number, "consent", "web")


def test_a_contact_point_that_does_not_ask_knows_nobody(stand: Stand) -> None:
    answer, action = ask(stand, "/c/phone/TOKEN", cookie=KNOWN)
    assert ID.encode() not in answer.body
    assert action is None


def test_programs_and_prefetches_leave_no_trace_of_a_person(stand: Stand) -> None:
    bot = b"Googlebot/2.1 (+http://www.google.com/bot.html)"
    assert ask(stand, "/c/web/TOKEN", agent=bot, cookie=KNOWN)[1] is None
    prefetch, action = ask(stand, "/c/web/TOKEN/on", cookie=KNOWN, sec_purpose="prefetch")
    assert (prefetch.status, action) == (503, None)


def test_a_closed_contact_point_hands_over_after_the_question_too(stand: Stand) -> None:
    assert to(ask(stand, "/c/shut/TOKEN/on")[0]).startswith("https://m.me/levain?ref=")


def test_a_choice_is_remembered_for_who_agreed_and_offered_first_next_time(stand: Stand) -> None:
    answer, action = ask(stand, "/c/chat/TOKEN/go", cookie=KNOWN)
    assert action is not None
    assert (action.kind, action.contact_point) == ("chose", "chat")
    assert action.visitor != WHO.number, "what is chosen is not tied to the person"
    way = answer.headers["set-cookie"].partition(";")[0]
    page, _met = ask(stand, "/c/choice/TOKEN", cookie=f"{KNOWN}; {way}")
    assert page.body.endswith(b"('', None, True, 'chat')")


def test_a_choice_is_recorded_but_not_remembered_without_consent(stand: Stand) -> None:
    answer, action = ask(stand, "/c/chat/TOKEN/go")
    assert action is not None
    assert action.kind == "chose"
    assert "set-cookie" not in answer.headers
    page, _met = ask(stand, "/c/choice/TOKEN/on", cookie="__Host-relais-way=chat")
    assert page.body.startswith(b"choice en ios")
    assert b"chat" not in page.body


def test_the_page_of_a_call_gets_the_number_of_its_placement(stand: Stand) -> None:
    assert b"'+33400000001'" in ask(stand, "/c/lines/TOKEN")[0].body
    other = ask(stand, "/c/lines/TOKEN", code="later/qr-shop")[0].body
    assert b"'+33123456789'" in other
    assert to(ask(stand, "/c/lines/TOKEN/go")[0]) == "tel:+33400000001"


def test_shops_are_listed_from_the_print_or_from_where_the_person_is(stand: Stand) -> None:
    assert b"(45.75, 4.85)" in ask(stand, "/c/near/TOKEN", code="later/qr-shop")[0].body
    near = ask(stand, "/c/near/TOKEN/near/48.86,2.30", code="later/qr-shop")[0]
    assert b"(48.86, 2.3)" in near.body
    assert "/daddr=48.850000,2.350000" not in to(ask(stand, "/c/near/TOKEN/go/1")[0])
    assert to(ask(stand, "/c/near/TOKEN/go/1")[0]).endswith("daddr=45.760000,4.830000")
    assert to(ask(stand, "/c/near/TOKEN/go/0")[0]).endswith("daddr=48.850000,2.350000")
    assert ask(stand, "/c/near/TOKEN/go/0")[1] is not None


@pytest.mark.parametrize("where", ["91", "48.861,2.3", "x,y", "48.86", "48.86,2.3;", "1e3,2"])
def test_a_position_of_another_form_is_no_page(stand: Stand, where: str) -> None:
    path = f"/c/near/{stand.token('poster-dijon/qr-shop')}/near/{where}".encode()
    request = Request(b"GET", path, {b"host": HOST, b"user-agent": IPHONE}, "192.0.2.7")
    assert hosted.answer(stand.flow, request) is None
