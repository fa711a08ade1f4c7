"""The list of codes: by page, none twice and none left out, and searched literally."""

import re

import pytest

from app.store import listed
from tests.web.conftest import House

LIST = "/console/maison-levain/codes"


def shown(page: str) -> list[str]:
    """The tokens a page links to."""
    return re.findall(r'href="/console/maison-levain/codes/(\w+)"', page)


def test_following_the_pages_meets_every_code_once(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.web.console.codes.PAGE", 1)
    viewer = house.browser("viewer")
    tokens, url = [], LIST
    while url:
        page = viewer.get(url, headers={"Accept-Language": "en"}).text
        tokens += shown(page)
        onward = re.search(r'href="([^"]+)">Next<', page)
        url = onward[1].replace("&amp;", "&") if onward else ""
    assert sorted(tokens) == sorted(code.token for code in house.catalog.codes("maison-levain"))


@pytest.mark.parametrize(
    ("words", "count"),
    [("dijon", 1), ("LYON part", 1), ("i", 2), ("%", 0), ("_", 0), ("~", 0), ("dijon lyon", 0)],
)
def test_a_search_takes_every_word_literally(house: House, words: str, count: int) -> None:
    viewer = house.browser("viewer")
    assert len(shown(viewer.get(LIST, query_string={"q": words}).text)) == count


def test_a_code_is_found_by_token_and_by_reference(house: House) -> None:
    one = house.catalog.codes("maison-levain")[0]
    viewer = house.browser("viewer")
    for text in (one.token, one.token.lower(), one.reference):
        assert shown(viewer.get(LIST, query_string={"q": text}).text) == [one.token]


def test_codes_that_look_the_same_are_one_design(house: House) -> None:
    (look,) = listed.looks(house.catalog.db, "maison-levain", "printemps")
    assert (look.medium, look.sample.placement, look.many) == ("poster-a3", "dijon", 2)


def test_a_token_of_another_brand_leads_nowhere(house: House) -> None:
    theirs = house.catalog.codes("rival")[0]
    assert listed.by_token(house.catalog.db, "maison-levain", theirs.token) is None
    assert house.browser("owner").get(f"{LIST}/{theirs.token}").status_code == 404
