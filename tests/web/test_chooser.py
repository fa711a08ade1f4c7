"""The chooser on a phone, in Chromium, on a real server: asked, chosen, remembered, taken back."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Frame, Page, expect

from app.issue import issue
from app.model import ContactPoint, Plan, Route, Rule
from app.store import secrets
from app.store.catalog import Catalog
from tests.server import IPHONE, Server, eventually, serving
from tests.web.browser import PHONE, chromium, serious
from tests.web.conftest import plan

BRAND = "maison-levain"
SHOPS = [
    {"name": f"Levain {place}", "latitude": latitude, "longitude": longitude}
    for place, latitude, longitude in (
        ("Lille", 50.63, 3.06),
        ("Dijon", 47.32, 5.04),
        ("Paris", 48.86, 2.35),
    )
]
WORDS = {
    "fr": {
        "ask": "Pouvons‑nous reconnaître ce téléphone",
        "yes": "Accepter",
        "no": "Refuser",
        "choose": "Comment pouvons‑nous vous aider",
        "site": "Aller sur le site",
        "last": "Comme la dernière fois",
        "mine": "Mon choix",
        "back": "Retirer mon accord",
        "gone": "n’est pas reconnu",
        "near": "La plus proche de moi",
    },
    "en": {
        "ask": "May we recognise this phone",
        "yes": "Accept",
        "no": "Refuse",
        "choose": "How can we help you",
        "site": "Go to the website",
        "last": "As last time",
        "mine": "My choice",
        "back": "Take it back",
        "gone": "is not recognised",
        "near": "Nearest to me",
    },
}


def choosing() -> Plan:
    """A campaign in the market whose code leads to a chooser that asks first, or to shops."""
    one = plan()
    points = {
        **one.contact_points,
        "choice": ContactPoint(
            "choice", "chooser", {"points": ["phone", "messenger", "web", "shops"], "consent": True}
        ),
        "shops": ContactPoint("shops", "map", {"shops": SHOPS, "choose": True}),
    }
    routes = {**one.routes, "shop": Route("shop", (Rule("all", "choice"),))}
    campaign = replace(one.campaign, starts=date(2020, 1, 1), ends=date(2099, 12, 31))
    return replace(one, campaign=campaign, contact_points=points, routes=routes)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("chooser")
    one = choosing()
    with closing(Catalog.create(folder)) as catalog:
        catalog.save(one, issue(one, catalog, secrets.ensure(folder / "keys", BRAND)))
    return folder


@pytest.fixture(scope="module")
def server(data: Path) -> Iterator[Server]:
    with serving(data) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


class Phone:
    """A phone that reaches nothing but the server of the test."""

    def __init__(self, browser: Browser, server: Server, language: str, **more: Any) -> None:
        self.home = f"http://127.0.0.1:{server.port}"
        self.words = WORDS[language]
        self.context: BrowserContext = browser.new_context(
            viewport=PHONE, user_agent=IPHONE, locale=language, has_touch=True, **more
        )
        self.page: Page = self.context.new_page()

    def scan(self, token: str) -> None:
        self.page.goto(f"{self.home}/{token}")

    def tap(self, name: str, role: Any = "link") -> None:
        self.page.get_by_role(role, name=name).first.tap()

    def reads(self, heading: str) -> None:
        """Wait until the page has this heading."""
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(heading)

    def leave(self, name: str, to: str) -> str:
        """The address elsewhere that a tap leads to; it begins with `to`, and nobody is there."""

        def lost(frame: Frame) -> bool:
            return frame.url.startswith("chrome-error:")

        with (
            self.page.expect_event("framenavigated", lost),
            self.page.expect_request(lambda request: request.url.startswith(to)) as asked,
        ):
            self.tap(name)
        return asked.value.url

    def cookies(self) -> set[str]:
        return {cookie["name"] for cookie in self.context.cookies()}


def token(data: Path, place: str = "dijon") -> str:
    with closing(Catalog(data)) as catalog:
        return next(code.token for code in catalog.codes(BRAND) if code.placement == place)


def fine(page: Page, *, scripts: int = 0) -> None:
    """Accessible, no wider than the phone, light, and without the scripts of others."""
    assert serious(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert len(page.content().encode()) < 30_000
    assert page.locator("script").count() == scripts


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_choice_is_asked_for_remembered_and_taken_back(
    browser: Browser, server: Server, data: Path, language: str
) -> None:
    phone, words, code = Phone(browser, server, language), WORDS[language], token(data)
    phone.scan(code)
    phone.reads(words["ask"])
    fine(phone.page)
    assert phone.cookies() == set()
    boxes = [
        phone.page.get_by_role(role, name=name).bounding_box()
        for role, name in (("button", words["yes"]), ("link", words["no"]))
    ]
    assert boxes[0]
    assert boxes[1]
    assert (boxes[0]["width"], boxes[0]["height"]) == (boxes[1]["width"], boxes[1]["height"])

    phone.tap(words["yes"], "button")
    phone.reads(words["choose"])
    fine(phone.page)
    assert phone.cookies() == {"relais"}
    left = phone.leave(words["site"], "https://levain.example/")
    assert "relais_id=" in left
    assert f"utm_content={code}" in left
    assert phone.cookies() == {"relais", "relais-way"}

    phone.scan(code)
    phone.reads(words["choose"])
    first = phone.page.locator(".items a").first
    assert words["last"] in first.inner_text()
    assert words["site"] in first.inner_text()
    fine(phone.page)

    phone.tap(words["mine"])
    phone.page.wait_for_url("**/hooks/**")
    fine(phone.page)
    phone.tap(words["back"], "button")
    phone.reads(words["gone"])
    assert phone.cookies() == set()
    phone.scan(code)
    phone.reads(words["ask"])
    phone.context.close()


def test_refusing_leads_to_the_same_choice_and_leaves_nothing(
    browser: Browser, server: Server, data: Path
) -> None:
    phone = Phone(browser, server, "fr", java_script_enabled=False)
    phone.scan(token(data, "lyon"))
    phone.tap("Refuser")
    phone.reads(WORDS["fr"]["choose"])
    left = phone.leave("Écrire sur Messenger", "https://m.me/")
    assert left == f"https://m.me/maisonlevain?ref={token(data, 'lyon')}"
    assert phone.cookies() == set()
    phone.context.close()
    folder = data / "history.db"

    def chosen() -> list[Any]:
        with closing(sqlite3.connect(folder)) as store:
            return store.execute(
                "SELECT kind, contact_point FROM action WHERE placement = 'lyon'"
            ).fetchall()

    assert eventually(chosen) == [("chose", "messenger")]


def test_who_agreed_is_an_arrival_in_the_story_of_their_code(
    browser: Browser, server: Server, data: Path
) -> None:
    phone = Phone(browser, server, "en")
    phone.scan(token(data))
    phone.tap("Accept", "button")
    phone.reads("How can we help you")
    phone.context.close()

    def arrivals() -> set[Any]:
        with closing(sqlite3.connect(data / "catalog.db")) as catalog:
            rows = catalog.execute(
                "SELECT placement, strength FROM conversion JOIN consent ON "
                "consent.subject = conversion.subject WHERE kind = 'arrival'"
            )
            return set(rows)

    assert eventually(arrivals) == {("dijon", "deterministic")}


def test_shops_are_sorted_by_where_the_person_is_once_they_tap(
    browser: Browser, server: Server, data: Path
) -> None:
    paris = {"latitude": 48.857_123, "longitude": 2.351_987}
    phone = Phone(browser, server, "fr", geolocation=paris, permissions=["geolocation"])
    asked: list[str] = []
    phone.page.on("request", lambda request: asked.append(request.url))
    phone.page.goto(f"{phone.home}/c/shops/{token(data)}")
    fine(phone.page, scripts=1)
    assert "Levain Dijon" in phone.page.locator(".items a").first.inner_text()
    phone.tap("La plus proche de moi", "button")
    phone.page.wait_for_url("**/near/48.86,2.35")
    assert "Levain Paris" in phone.page.locator(".items a").first.inner_text()
    assert not [url for url in asked if "48.857" in url], "only a rounded position leaves the phone"
    left = phone.leave("Levain Paris", "https://maps.apple.com/")
    assert left == "https://maps.apple.com/?daddr=48.860000,2.350000"
    phone.context.close()


@pytest.mark.parametrize("script", [True, False])
def test_without_a_position_the_list_is_all_there_is(
    browser: Browser, server: Server, data: Path, script: bool
) -> None:
    phone = Phone(browser, server, "en", java_script_enabled=script)
    phone.page.goto(f"{phone.home}/c/shops/{token(data, 'lyon')}")
    button = phone.page.locator("#near")
    assert button.is_visible() == script
    if script:  # the browser has no permission: it says no at once
        button.tap()
        phone.page.get_by_text("did not say where you are").wait_for()
    left = phone.leave("Levain Lille", "https://maps.apple.com/")
    assert left.endswith("daddr=50.630000,3.060000")
    phone.context.close()
