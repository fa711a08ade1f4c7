"""Conversions one by one, and the journey of one as a page."""

from dataclasses import replace
from typing import Any

import pytest

from app.model import Conversion, Match
from tests.web.conftest import NOW, House

HOUR = 3_600_000
ENGLISH = {"Accept-Language": "en"}
LIST = "/console/maison-levain/conversions"


def order(number: int, token: str = "", **given: Any) -> Conversion:
    """An order of 10 EUR an hour after the one before."""
    row = Conversion("shop", f"o-{number}", "order", token, NOW + number * HOUR, 1000, "EUR")
    return replace(row, **given)


def came(house: House, *rows: Conversion, brand: str = "maison-levain") -> list[int]:
    """Store conversions; each belongs to the code that its `ref` names."""
    ids = {code.token: code.id for code in house.catalog.codes(brand)}
    pairs = []
    for row in rows:
        known = row.ref in ids
        strength, reason = ("deterministic", "token") if known else ("none", "no-reference")
        match = Match(ids.get(row.ref), "token" if known else "none", strength, reason)
        pairs.append((row, match))
    return [receipt.id for receipt in house.catalog.record(brand, pairs, NOW)]


def test_a_journey_names_every_code_that_a_person_met(house: House) -> None:
    token = {code.placement: code.token for code in house.catalog.codes("maison-levain")}
    first = order(1, token["dijon"], kind="lead", subject="aa", value_minor=None, currency=None)
    _lead, bought = came(house, first, order(2, token["lyon"], subject="aa"))
    page = house.browser("viewer").get(f"{LIST}/{bought}", headers=ENGLISH).text
    assert page.index("Dijon Ville") < page.index("Lyon Part-Dieu")
    assert "€10.00" in page
    assert "certain" in page


def test_what_was_taken_back_says_by_what_and_the_other_way_round(house: House) -> None:
    token = house.catalog.codes("maison-levain")[0].token
    bought, back = came(
        house, order(1, token), order(2, reverses="o-1", external_id="r-1", value_minor=-400)
    )
    viewer = house.browser("viewer")
    assert f"/conversions/{back}" in viewer.get(f"{LIST}/{bought}").text
    assert f"/conversions/{bought}" in viewer.get(f"{LIST}/{back}").text


def test_the_list_goes_on_where_the_page_before_ended(house: House) -> None:
    from app.web.console.conversions import PAGE

    came(house, *(order(number) for number in range(PAGE + 3)))
    viewer = house.browser("viewer")
    first = viewer.get(LIST, headers=ENGLISH).text
    assert first.count("/console/maison-levain/conversions/") == PAGE
    assert f">o-{PAGE + 2}<" in first
    onward = f"{LIST}?before=4"
    assert onward in first
    rest = viewer.get(onward, headers=ENGLISH).text
    assert [number for number in range(PAGE + 3) if f">o-{number}<" in rest] == [0, 1, 2]


@pytest.mark.parametrize(
    ("narrowed", "seen"), [("campaign=printemps", 1), ("conversion=order", 2), ("medium=flyer", 0)]
)
def test_the_list_is_narrowed_as_the_report_was(house: House, narrowed: str, seen: int) -> None:
    token = house.catalog.codes("maison-levain")[0].token
    came(house, order(1, token), order(2))
    page = house.browser("viewer").get(f"{LIST}?{narrowed}").text
    assert page.count("/console/maison-levain/conversions/") == seen
    report = house.browser("printer").get(f"/console/maison-levain/report?{narrowed}").text
    assert f"{LIST}?{narrowed}" in report


def test_a_conversion_of_another_brand_is_not_there(house: House) -> None:
    (theirs,) = came(house, order(1), brand="rival")
    owner = house.browser("owner")
    assert owner.get(f"{LIST}/{theirs}").status_code == 404
    assert "o-1" not in owner.get(LIST).text


def test_names_from_outside_are_shown_and_not_run(house: House) -> None:
    (id,) = came(house, order(1, external_id="<script>alert(1)</script>", ref="<b>x</b>"))
    viewer = house.browser("viewer")
    assert "&lt;script&gt;alert(1)" in viewer.get(LIST).text
    page = viewer.get(f"{LIST}/{id}").text
    assert "<script>alert" not in page
    assert "&lt;b&gt;x&lt;/b&gt;" in page
