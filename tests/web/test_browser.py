"""Pages in Chromium: accessible in light and dark, no wider than a phone, light to load."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.web.browser import LAPTOP, PHONE, chromium, serious, served
from tests.web.conftest import House
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


PAGES = (
    "overview",
    "campaigns",
    "c/printemps",
    "c/printemps/file",
    "c/printemps/points/phone",
    "c/printemps/routes/talk?platform=ios",
    "codes",
    "codes/{token}",
    "points",
    "routes",
    "report",
    "preflight",
    "people",
    "settings",
    "campaigns/new",
    "c/printemps/style",
    "conversions",
    "../account",
)


@pytest.mark.parametrize(
    ("viewport", "scheme", "language", "pages"),
    [
        (PHONE, "light", "fr", ("overview", "report")),
        pytest.param(LAPTOP, "light", "fr", PAGES, marks=pytest.mark.slow),
        pytest.param(PHONE, "dark", "en", PAGES, marks=pytest.mark.slow),
    ],
)
def test_console_pages_are_accessible_fit_and_weigh_little(
    browser: Browser,
    house: House,
    viewport: dict[str, int],
    scheme: str,
    language: str,
    pages: tuple[str, ...],
) -> None:
    session = house.browser("owner").get_cookie("relais_session", path="/console")
    token = house.catalog.codes("maison-levain")[0].token
    with served(house.app) as address:
        context = browser.new_context(viewport=viewport, color_scheme=scheme, locale=language)
        cookie = {"name": "relais_session", "value": session.value, "url": f"{address}/console"}
        context.add_cookies([cookie])
        for path in pages:
            page = context.new_page()
            faults, weight = _watch(page, address)
            page.goto(f"{address}/console/maison-levain/{path.format(token=token)}")
            page.wait_for_load_state("load")
            assert faults == [], path
            assert serious(page) == [], path
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
            assert sum(weight) < 150_000, path
            page.close()
        context.close()


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
