"""The page of tests and lift: a verdict in a sentence, in both languages, for who may see it."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser

from app.model import Route, Rule
from app.store import secrets
from app.web import create_app
from app.web.people import People
from tests.reports.trialworld import (
    FIRST,
    World,
    campaign,
    fill_by_people,
    fill_by_words,
    leaflets,
    lottery,
    moment,
    open_with,
    settings,
)
from tests.web.browser import LAPTOP, PHONE, chromium, serious, served
from tests.web.conftest import PASSWORD, House

FRENCH, ENGLISH = {"Accept-Language": "fr"}, {"Accept-Language": "en"}
PAGE = "/console/levain/learn"


def opened_on(data: Path, day: date) -> tuple[House, FlaskClient]:
    """The application on a world, on a day of it, and a browser that may see its brand."""
    from app.store.catalog import Catalog

    config = settings(data)
    secrets.ensure(config.keys, "levain")
    at = moment((day - FIRST).days, 12 * 3600)
    opened = House(create_app(config, lambda: at), config, Catalog(data))
    client = opened.app.test_client()
    with People(data) as people:
        link = people.invite("v@levain.example", "levain", "viewer", at)
        secret = people.accept(link, "v@levain.example", "Vi", PASSWORD, at)
    client.set_cookie("relais_session", secret, path="/console")
    return opened, client


@pytest.fixture
def tried(tmp_path: Path) -> FlaskClient:
    codes = open_with(tmp_path, campaign(lottery()))
    fill_by_people(tmp_path, codes, World(rates={"a": 0.1, "b": 0.17}, daily=80, days=40))
    return opened_on(tmp_path, date(2027, 4, 12))[1]


def test_the_verdict_is_a_sentence_with_its_interval(tried: FlaskClient) -> None:
    page = tried.get(PAGE, headers=ENGLISH).text
    assert "B · Call does" in page
    assert "better than A · " in page
    assert "The true difference lies between +" in page
    assert "looking again changes nothing" in page
    french = tried.get(PAGE, headers=FRENCH).text
    assert "de mieux que A · " in french


def test_a_running_test_says_how_many_people_are_missing(tmp_path: Path) -> None:
    fill_by_people(tmp_path, open_with(tmp_path, campaign(lottery())), World(days=30))
    page = opened_on(tmp_path, date(2027, 3, 31))[1].get(PAGE, headers=ENGLISH).text
    assert "people that each version needs." in page
    assert "a version needs this many people" in page
    assert "would show" in page
    assert "with a chance of" in page
    assert "no reason to stop early" in page


def test_a_broken_split_is_not_read(tmp_path: Path) -> None:
    fill_by_people(tmp_path, open_with(tmp_path, campaign(lottery())), World(share=0.4, days=30))
    page = opened_on(tmp_path, date(2027, 4, 12))[1].get(PAGE, headers=ENGLISH).text
    assert "Do not read this test." in page
    assert "instead of 50.0% to 50.0%" in page


def test_words_are_told_by_what_they_say(tmp_path: Path) -> None:
    one = Route("shop", (Rule("all", "web"),))
    codes = open_with(tmp_path, campaign(one, 6, ("now", "calm")))
    fill_by_words(tmp_path, codes, World(days=20))
    page = opened_on(tmp_path, date(2027, 6, 2))[1].get(PAGE, headers=ENGLISH).text
    assert "“Commandez maintenant”" in page
    assert "People per copy" in page


def test_lift_is_told_and_drawn(tmp_path: Path) -> None:
    leaflets(1.5, tmp_path)
    page = opened_on(tmp_path, date(2027, 4, 27))[1].get(f"{PAGE}?of=scans", headers=ENGLISH).text
    assert "more than without it." in page
    assert "6 cities with it, 6 without." in page
    assert page.count('class="chart"') >= 2


def test_a_brand_that_tests_nothing_learns_how(house: House) -> None:
    page = house.browser("viewer").get("/console/maison-levain/learn", headers=ENGLISH).text
    assert "Nothing is being tested" in page
    assert "variant = &#34;a&#34;" in page or 'variant = "a"' in page


def test_a_wrong_choice_is_refused_with_what_would_be_right(tried: FlaskClient) -> None:
    answer = tried.get(f"{PAGE}?goal=oder", headers=ENGLISH)
    assert answer.status_code == 422
    assert "Did you mean order?" in answer.text


def test_both_come_as_files(tried: FlaskClient) -> None:
    for section in ("tests", "lift"):
        for name in ("csv", "json", "xlsx"):
            answer = tried.get(f"{PAGE}/{section}.{name}")
            assert answer.status_code == 200
            assert f"levain-{section}-2027-04-12.{name}" in answer.headers["Content-Disposition"]
    assert tried.get(f"{PAGE}/tests.exe").status_code == 404
    assert tried.get(f"{PAGE}/other.csv").status_code == 404


def test_another_brands_tests_are_not_shown(house: House) -> None:
    assert house.browser("viewer").get("/console/rival/learn").status_code == 404


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.mark.parametrize(
    ("viewport", "scheme", "language"),
    [
        (PHONE, "dark", "fr"),
        pytest.param(LAPTOP, "light", "en", marks=pytest.mark.slow),
        pytest.param(PHONE, "light", "en", marks=pytest.mark.slow),
    ],
)
def test_the_page_is_accessible_and_fits(
    browser: Browser, tmp_path: Path, viewport: dict[str, int], scheme: str, language: str
) -> None:
    codes = open_with(tmp_path, campaign(lottery(), 12, ("now", "calm")))
    fill_by_people(tmp_path, codes, World(days=20))
    opened, client = opened_on(tmp_path, date(2027, 4, 12))
    session = client.get_cookie("relais_session", path="/console")
    with served(opened.app) as address:
        context = browser.new_context(viewport=viewport, color_scheme=scheme, locale=language)
        cookie = {"name": "relais_session", "value": session.value, "url": f"{address}/console"}
        context.add_cookies([cookie])
        page = context.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.goto(f"{address}{PAGE}")
        for summary in page.locator("summary").all():
            summary.click()
        assert said == []
        assert serious(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        context.close()
