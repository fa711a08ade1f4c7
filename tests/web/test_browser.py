"""Pages in Chromium: accessible in light and dark, no wider than a phone, light to load."""

import hashlib
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from app.store import alarms, webhooks
from app.store.alarms import Finding
from app.web.campaigns import draft, toml
from app.web.campaigns.workspace import workspace
from app.web.people import Change, People, Records
from tests.web.browser import LAPTOP, PHONE, chromium, serious, served
from tests.web.conftest import NOW, House
from tests.web.test_api import order
from tests.web.test_hosted import HOSTED, every_page


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.mark.parametrize(
    ("scheme", "names"),
    [
        ("light", ["phone True"]),
        pytest.param("light", list(every_page()), marks=pytest.mark.slow),
        pytest.param("dark", list(every_page()), marks=pytest.mark.slow),
    ],
)
def test_hosted_pages_are_accessible_and_fit_a_phone(
    browser: Browser, scheme: str, names: list[str]
) -> None:
    context = browser.new_context(viewport=PHONE, color_scheme=scheme)
    for name in names:
        body = every_page("en")[name]
        page = context.new_page()  # a page's policy outlives its content
        said: list[str] = []
        page.on("console", lambda message, said=said: said.append(message.text))
        page.set_content(body.decode())
        assert said == [], name
        assert serious(page) == [], name
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
        page.close()
    context.close()


def test_the_call_button_works_without_javascript(browser: Browser) -> None:
    from tests.web.conftest import plan

    one = plan()
    body = HOSTED.point(one, one.contact_points["phone"], "fr", "android", open_now=True)
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    asked: list[str] = []

    def answer(route):  # type: ignore[no-untyped-def]
        asked.append(route.request.url)
        if route.request.url.endswith("/go"):
            route.fulfill(status=200, body="dialling")
        else:
            route.fulfill(status=200, content_type="text/html", body=body.replace(b"{token}", b"T"))

    page.route("**/*", answer)
    page.goto("https://q.levain.example/c/phone/T")
    page.get_by_role("link", name="Appeler le 0 800 123 456").click()
    page.wait_for_url("**/go")
    assert asked[-1] == "https://q.levain.example/c/phone/T/go"
    context.close()


# Endpoints that answer something else than a page: files, pictures, events, a leading on.
FILES = {
    *(
        "any_report",
        "placements_file",
        "copies_file",
        "download",
        "label_grid",
        "learn_file",
        "live",
        "picture",
    ),
    *("point_page", "proof", "report_file", "shared_file"),
}


def every_console_page(house: House) -> Iterator[tuple[str, str]]:
    """(endpoint, URL) of every page there is, on data that let each show something."""
    adapter = house.app.url_map.bind("localhost")
    values = {**_furnished(house), "brand": "maison-levain", "campaign": "printemps", "number": 1}
    for rule in house.app.url_map.iter_rules():
        endpoint = rule.endpoint.removeprefix("console.")
        if rule.endpoint == endpoint or "GET" not in (rule.methods or ()):
            continue
        if endpoint in FILES or endpoint == "shared":  # that one is in test_sharing_browser
            continue
        given = {name: values.get(name, 1) for name in rule.arguments}
        if endpoint in ("point", "route", "conversion"):
            given["key" if endpoint != "conversion" else "id"] = values[endpoint]
        yield endpoint, adapter.build(rule.endpoint, given)
    yield "browse", "/api/v1/docs"


def _furnished(house: House) -> dict[str, Any]:
    """An alarm, a webhook with a message, a conversion, a second version, a change that waits."""
    data, db, brand = house.config.data, house.catalog.db, "maison-levain"
    code = house.catalog.codes(brand)[0]
    alarms.note(data, [Finding(brand, "abroad", code.id, "BR", NOW, NOW, 30)], NOW)
    hook = webhooks.add(db, brand, "https://tools.example/relais", ["alarm.raised"], NOW)
    webhooks.raise_event(db, brand, "alarm.raised", {}, NOW)
    webhooks.spread(db, NOW)
    house.app.test_client().post(
        "/api/v1/conversions", json=order(ref=code.token), headers=house.key("conversions")
    )
    place = workspace(data, brand, "printemps")
    (plan,) = house.catalog.plans(brand)
    text = toml.write(draft.document(plan, house.catalog.codes(brand)))
    place.save(text, {})
    other = text.replace('to = "web"', 'to = "phone"')
    base = hashlib.sha256(text.encode()).hexdigest()
    with Records(data) as records:
        records.propose(brand, Change(0, NOW, "printemps", 0, other, "route shop", base=base))
    with People(data) as people:
        people.db.execute("UPDATE person SET steward = 1")
        secret = people.invite("owner@maison-levain.example", brand, "editor", NOW)
    return {
        **{"token": code.token, "id": hook, "secret": secret, "format": "thumb"},
        **{"point": "phone", "route": "talk", "conversion": 1, "section": "style"},
    }


@pytest.mark.parametrize(
    ("viewport", "scheme", "language", "some"),
    [
        (PHONE, "light", "fr", {"overview", "show_report", "alarms"}),
        pytest.param(LAPTOP, "light", "fr", set(), marks=pytest.mark.slow),
        pytest.param(PHONE, "dark", "en", set(), marks=pytest.mark.slow),
    ],
)
def test_every_console_page_is_accessible_fits_and_weighs_little(
    browser: Browser,
    house: House,
    viewport: dict[str, int],
    scheme: str,
    language: str,
    some: set[str],
) -> None:
    session = house.browser("owner").get_cookie("relais_session", path="/console")
    assert session
    pages = [one for one in every_console_page(house) if not some or one[0] in some]
    with served(house.app) as address:
        context = browser.new_context(viewport=viewport, color_scheme=scheme, locale=language)
        cookie = {"name": "relais_session", "value": session.value, "url": f"{address}/console"}
        context.add_cookies([cookie])
        found = {}
        for endpoint, path in pages:
            page = context.new_page()
            faults, weight = _watch(page, address)
            page.goto(address + path)
            page.wait_for_load_state("load")
            faults += serious(page)
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                faults.append("wider than the screen")
            if sum(weight) >= 150_000:
                faults.append(f"{sum(weight)} bytes")
            if faults:
                found[endpoint, path] = faults
            page.close()
        context.close()
    assert found == {}
    assert len(pages) > 30 or some


def _watch(page: Page, address: str) -> tuple[list[str], list[int]]:
    """What goes wrong on a page or is asked of others, and the bytes of each answer."""
    faults: list[str] = []
    weight: list[int] = []

    def weigh(response):  # type: ignore[no-untyped-def]
        if not response.url.startswith(address) and not response.url.startswith("data:"):
            faults.append(f"asks {response.url}")
        if response.status >= 400:
            faults.append(f"{response.status} {response.url}")
        if "live" not in response.url:
            weight.append(int(response.headers.get("content-length", 0)))

    page.on("response", weigh)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text))
    return faults, weight


def test_the_grade_and_the_cost_follow_a_look_as_it_changes(browser: Browser, house: House) -> None:
    session = house.browser("editor").get_cookie("relais_session", path="/console")
    assert session
    with served(house.app) as address:
        context = browser.new_context(viewport=LAPTOP, locale="en")
        cookie = {"name": "relais_session", "value": session.value, "url": f"{address}/console"}
        context.add_cookies([cookie])
        page = context.new_page()
        page.goto(f"{address}/console/maison-levain/c/printemps/style")
        before = page.get_by_alt_text("The code from near").get_attribute("src")
        page.get_by_label("Dots", exact=True).check()
        page.get_by_label("Size of the dots").fill("0.6")
        page.get_by_text("small dots: fewer phones read it").wait_for()
        assert page.get_by_alt_text("The code from near").get_attribute("src") != before
        page.locator("[data-look-grade] .grade").wait_for()
        context.close()
