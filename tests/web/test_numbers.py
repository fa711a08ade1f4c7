"""The numbers of a brand in the console: added, given to placements, given back, removed."""

import re
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.issue import issue
from app.model import ContactPoint, Conversion, Match
from app.store import pooled, secrets
from tests.web.conftest import NOW, House, plan

BRAND = "maison-levain"
PATH = f"/console/{BRAND}/numbers"
FREE = ("+33123456780", "+33123456781")


class Desk:
    """The page as somebody uses it."""

    def __init__(self, house: House, role: str = "editor", brand: str = BRAND) -> None:
        self.house, self.client = house, house.browser(role, brand)

    def see(self) -> str:
        return self.client.get(PATH, headers={"Accept-Language": "en"}).text

    def do(self, deed: str, **fields: str) -> Any:
        token = re.search(r'name="form_token" value="(\w+)"', self.see())
        assert token
        return post(self.client, {"do": deed, "form_token": token[1], **fields})


def post(client: FlaskClient, fields: dict[str, str]) -> Any:
    headers = {"Sec-Fetch-Site": "same-origin", "Accept-Language": "en"}
    return client.post(PATH, data=fields, headers=headers)


def own(house: House) -> dict[str, str]:
    (found,) = house.catalog.plans(BRAND)
    numbers: dict[str, str] = found.contact_points["phone"].options.get("numbers", {})
    return numbers


@pytest.fixture
def desk(house: House) -> Desk:
    made = Desk(house)
    pooled.add(house.catalog.db, BRAND, FREE, "contract 7")
    return made


def test_numbers_are_added_in_one_form_and_known_in_any_writing(house: House) -> None:
    desk = Desk(house)
    typed = "01 23 45 67 80\n\n+33 1 23 45 67 81\n0033123456780\n"
    assert desk.do("add", numbers=typed, note="contract 7").status_code == 303
    found = pooled.numbers(house.catalog.db, BRAND)
    assert [(one.number, one.note) for one in found] == [(one, "contract 7") for one in FREE]
    assert "2 of 2 are free" in desk.see()


def test_every_line_that_is_no_number_is_named_and_nothing_is_added(house: House) -> None:
    desk = Desk(house)
    answer = desk.do("add", numbers="01 23 45 67 80\n12\nO1 23 45 67 81")
    assert answer.status_code == 422
    assert "line 2" in answer.text
    assert "line 3" in answer.text
    assert "O1 23 45 67 81" in answer.text, "what was typed is still there"
    assert pooled.numbers(house.catalog.db, BRAND) == []


def test_a_number_that_is_given_is_the_one_the_placement_dials(desk: Desk) -> None:
    answer = desk.do("assign", target="printemps/phone", key="dijon", number=FREE[0])
    assert answer.status_code == 303, answer.text
    assert own(desk.house) == {"dijon": FREE[0]}
    page = desk.see()
    assert "Dijon Ville" in page
    assert "1 of 2 are free" in page


def test_each_placement_without_one_gets_a_number_at_once(desk: Desk) -> None:
    desk.do("assign", target="printemps/phone", key="dijon", number=FREE[0])
    assert desk.do("assign", target="printemps/phone", each="1").status_code == 303
    assert own(desk.house) == {"dijon": FREE[0], "lyon": FREE[1]}
    refused = desk.do("add", numbers="01 23 45 67 80")
    assert refused.status_code == 303
    assert len(pooled.numbers(desk.house.catalog.db, BRAND)) == 2


def test_too_few_numbers_are_told_and_none_is_given(house: House) -> None:
    desk = Desk(house)
    pooled.add(house.catalog.db, BRAND, FREE[:1], "")
    answer = desk.do("assign", target="printemps/phone", each="1")
    assert answer.status_code == 422
    assert "2 placements have no number, and 1 numbers are free." in answer.text
    assert own(house) == {}


@pytest.mark.parametrize(
    ("key", "number", "said"),
    [
        ("nowhere", FREE[0], "neither a placement nor a medium"),
        ("lyon", "+33123456799", "is not free"),
        ("dijon", FREE[1], "has a number already"),
    ],
)
def test_what_cannot_be_given_is_refused_with_its_reason(
    desk: Desk, key: str, number: str, said: str
) -> None:
    desk.do("assign", target="printemps/phone", key="dijon", number=FREE[0])
    answer = desk.do("assign", target="printemps/phone", key=key, number=number)
    assert answer.status_code == 422
    assert said in answer.text
    assert own(desk.house) == {"dijon": FREE[0]}


def test_a_number_given_back_rests_before_it_is_free_again(desk: Desk) -> None:
    desk.do("assign", target="printemps/phone", key="poster-a3", number=FREE[0])
    assert desk.do("release", number=FREE[0]).status_code == 303
    assert own(desk.house) == {}
    assert "at rest until 24 May 2027" in desk.see()
    answer = desk.do("assign", target="printemps/phone", key="dijon", number=FREE[0])
    assert answer.status_code == 422
    pooled.free(desk.house.catalog.db, BRAND, FREE[0], NOW - pooled.REST)
    answer = desk.do("assign", target="printemps/phone", key="dijon", number=FREE[0])
    assert answer.status_code == 303


def test_a_number_in_use_stays_in_the_pool_and_a_free_one_can_go(desk: Desk) -> None:
    desk.do("assign", target="printemps/phone", key="dijon", number=FREE[0])
    assert desk.do("remove", number=FREE[0]).status_code == 422
    assert desk.do("remove", number=FREE[1]).status_code == 303
    assert [one.number for one in pooled.numbers(desk.house.catalog.db, BRAND)] == [FREE[0]]


def test_calls_to_a_number_are_counted_for_ninety_days(desk: Desk) -> None:
    nobody = Match(None, "", "none", "unknown-ref")
    rows = [
        Conversion("log", str(place), kind, FREE[0], NOW - ago)
        for place, (kind, ago) in enumerate(
            [("call", 0), ("missed_call", pooled.COUNTED), ("call", pooled.COUNTED + 1)]
        )
    ]
    desk.house.catalog.record(BRAND, [(row, nobody) for row in rows], NOW)
    assert pooled.calls(desk.house.catalog.db, BRAND, NOW) == {FREE[0]: 2}


def test_who_may_only_see_changes_nothing(desk: Desk) -> None:
    viewer = Desk(desk.house, "viewer")
    assert "<textarea" not in viewer.see()
    token = re.search(r'name="form_token" value="(\w+)"', viewer.see())
    assert token
    fields = {"do": "remove", "number": FREE[0], "form_token": token[1]}
    assert post(viewer.client, fields).status_code == 403
    assert len(pooled.numbers(desk.house.catalog.db, BRAND)) == 2


def test_the_numbers_of_another_brand_are_not_there(desk: Desk) -> None:
    rival = Desk(desk.house, brand="rival")
    assert rival.client.get(PATH).status_code == 404
    assert pooled.numbers(desk.house.catalog.db, "rival") == []


def test_a_change_that_waits_for_a_second_person_gives_no_number_back(desk: Desk) -> None:
    one = plan()
    options = {**one.contact_points["phone"].options, "numbers": {"dijon": FREE[0]}}
    points = {**one.contact_points, "phone": ContactPoint("phone", "call", options)}
    ring = secrets.ring(desk.house.config.keys, BRAND)
    whole = replace(one, contact_points=points)
    desk.house.catalog.save(whole, issue(whole, desk.house.catalog, ring))
    desk.house.browser("owner")  # a second person who may approve
    assert desk.do("release", number=FREE[0]).status_code == 303
    assert own(desk.house) == {"dijon": FREE[0]}
    assert [one.freed for one in pooled.numbers(desk.house.catalog.db, BRAND)] == [0, 0]
