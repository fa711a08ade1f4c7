"""The pages of shared reports in Chromium: accessible, no wider than a phone, no script needed."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from app.store import schedules, sharing
from app.store.zones import DAY
from tests.reports.sending.test_sending import WEEKLY
from tests.web.browser import LAPTOP, PHONE, chromium, serious, served
from tests.web.conftest import NOW, House

BRAND = "maison-levain"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


def paths(house: House) -> list[str]:
    """The page of links and sendings with some of each, and what an open and an ended link show."""
    db, keys = house.catalog.db, house.config.keys
    fresh = sharing.fresh(BRAND, "Printemps", {"by": "placement"}, by="Anna", now=NOW)
    links = [
        sharing.add(db, fresh._replace(least=least, expires=NOW + days * DAY))
        for least, days in ((10, 30), (0, -1))
    ]
    one = schedules.add(db, WEEKLY._replace(brand=BRAND, due=NOW + DAY))
    schedules.add(db, WEEKLY._replace(brand=BRAND, due=NOW, webhooks=True))
    schedules.failed(db, one, NOW, NOW + DAY, "Connection refused")
    shared = [f"/console/shared/{sharing.text(keys, link)}" for link in links]
    return [f"/console/{BRAND}/sharing?by=placement", *shared]


@pytest.mark.parametrize(
    ("scheme", "size", "language"),
    [
        ("light", PHONE, "fr"),
        pytest.param("dark", PHONE, "en", marks=pytest.mark.slow),
        pytest.param("light", LAPTOP, "en", marks=pytest.mark.slow),
        pytest.param("dark", LAPTOP, "fr", marks=pytest.mark.slow),
    ],
)
def test_the_pages_are_accessible_and_fit(browser, house, scheme, size, language) -> None:
    secret = house.browser("owner").get_cookie("relais_session", path="/console").value
    context = browser.new_context(viewport=size, color_scheme=scheme)
    with served(house.app) as base:
        context.add_cookies(
            [
                {"name": "relais_session", "value": secret, "url": f"{base}/console"},
                {"name": "relais_language", "value": language, "url": base},
            ]
        )
        for path in paths(house):
            page = context.new_page()
            page.goto(base + path)
            assert serious(page) == [], path
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
            page.close()
    context.close()


def test_a_link_is_made_and_opened_without_javascript(browser: Browser, house: House) -> None:
    secret = house.browser("editor").get_cookie("relais_session", path="/console").value
    with served(house.app) as base:
        context = browser.new_context(viewport=PHONE, java_script_enabled=False, locale="en-GB")
        session = {"name": "relais_session", "value": secret, "url": f"{base}/console"}
        context.add_cookies([session])
        page = context.new_page()
        page.goto(f"{base}/console/{BRAND}/report?by=placement")
        page.get_by_role("link", name="Share", exact=True).click()
        page.get_by_role("button", name="Make a link").click()
        address = page.get_by_role("link", name="See it").get_attribute("href")
        context.close()
        stranger = browser.new_context(viewport=PHONE, locale="en-GB")
        page = stranger.new_page()
        page.goto(address)
        assert page.get_by_role("heading", level=1).inner_text() == "Maison Levain"
        assert page.get_by_role("link", name="PDF").is_visible()
        stranger.close()
