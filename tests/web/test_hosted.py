"""The pages people meet after a scan, as bytes."""

import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser

import pytest

from app.channels import CHANNELS
from app.model import ContactPoint
from app.web.hosted import Hosted
from tests.web.conftest import plan

HOSTED = Hosted()
EVIL = '"><script>alert(1)</script>{{7*7}}'


class Links(HTMLParser):
    """The addresses and the text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src", "action")]


def read(page: bytes) -> Links:
    """A page, parsed."""
    parser = Links()
    parser.feed(page.decode())
    return parser


def every_page(language: str = "fr") -> dict[str, bytes]:
    """One page of each look."""
    one = plan()
    pages = {
        "unknown": HOSTED.bad_token(None),
        "unknown brand": HOSTED.bad_token(one.brand),
        "preview": HOSTED.preview(one, language),
    }
    for key, point in one.contact_points.items():
        for open_now in (True, False):
            pages[f"{key} {open_now}"] = HOSTED.point(
                one, point, language, "ios", open_now=open_now
            )
    return pages


@pytest.mark.parametrize("name", list(every_page()))
def test_a_page_is_small_and_needs_nothing_else(name: str) -> None:
    page = every_page()[name]
    parsed = read(page)
    assert len(page) < 30_000
    assert "script" not in parsed.tags
    assert not [link for link in parsed.links if link.startswith("http:")]


@pytest.mark.parametrize("name", list(every_page()))
def test_the_policy_in_a_page_admits_its_own_style_sheet_and_no_other(name: str) -> None:
    text = every_page()[name].decode()
    css = re.search(r"<style>(.*?)</style>", text, re.S)
    assert css
    digest = b64encode(sha256(css[1].encode()).digest()).decode()
    assert f"style-src &#39;sha256-{digest}&#39;" in text or f"'sha256-{digest}'" in text
    assert " style=" not in text


def test_the_call_page_has_the_button_that_is_recorded_and_the_link_that_always_works() -> None:
    one = plan()
    links = read(HOSTED.point(one, one.contact_points["phone"], "fr", "ios", open_now=True)).links
    assert "/c/phone/{token}/go" in links
    assert "tel:+33800123456" in links


def test_when_closed_the_fallback_comes_before_the_call() -> None:
    one = plan()
    page = HOSTED.point(one, one.contact_points["phone"], "en", "ios", open_now=False)
    links = read(page).links
    assert links.index("/c/messenger/{token}/go") < links.index("/c/phone/{token}/go")
    assert b"closed right now" in page


def test_the_price_mark_is_said_in_readable_text_too() -> None:
    one = plan()
    text = HOSTED.point(one, one.contact_points["phone"], "fr", "ios", open_now=True).decode()
    mark = re.search(r'<svg class="mark".*?</svg>', text, re.S)
    assert mark
    assert "#78b41e" in mark[0]
    assert "gratuit" in text.replace(mark[0], "")


def test_an_ordinary_number_has_no_price_mark() -> None:
    point = ContactPoint("phone", "call", {"number": "+33 1 23 45 67 89"})
    page = HOSTED.point(plan(), point, "fr", "ios", open_now=True)
    assert b'class="mark"' not in page
    assert "01 23 45 67 89" in page.decode().replace("\u202f", " ").replace("\xa0", " ")


def test_an_unknown_code_speaks_both_languages_and_leads_to_the_brand() -> None:
    page = HOSTED.bad_token(plan().brand)
    assert b'lang="fr"' in page
    assert b'lang="en"' in page
    assert "https://levain.example/" in read(page).links


def test_a_preview_says_who_it_is_from() -> None:
    text = HOSTED.preview(plan(), "en").decode()
    assert '<meta property="og:title" content="Maison Levain – Printemps">' in text
    assert '<meta property="og:site_name" content="Maison Levain">' in text


def test_hostile_names_stay_text_on_every_page() -> None:
    one = plan()
    brand = replace(one.brand, name=EVIL, colour="red;}body{display:none")
    evil = replace(one, brand=brand, campaign=replace(one.campaign, name=EVIL))
    pages = [HOSTED.bad_token(brand), HOSTED.preview(evil, "fr")]
    pages += [
        HOSTED.point(
            evil,
            replace(point, options={**point.options, "name": EVIL}),
            "fr",
            "ios",
            open_now=True,
        )
        for point in one.contact_points.values()
    ]
    for page in pages:
        assert "script" not in read(page).tags
        assert b"body{display:none" not in page
        assert b">49<" not in page


def test_out_of_an_in_app_browser_each_system_is_asked_in_its_own_way() -> None:
    point = ContactPoint("app", "app", {"web": "https://levain.example/app"})
    ios, android, other = (
        read(HOSTED.point(plan(), point, "fr", platform, open_now=True)).links
        for platform in ("ios", "android", "other")
    )
    assert "x-safari-https://q.maison-levain.example/c/app/{token}/go" in ios
    assert any(
        link.startswith("intent://q.maison-levain.example/c/app/{token}/go#") for link in android
    )
    assert all(link.startswith(("/c/", "data:")) for link in other)


OPTIONS = {
    "call": {"number": "0 800 123 456"},
    "coupon": {"prefix": "LEVAIN", "terms": "Once a household."},
    "wifi": {"network": "Levain", "password": "croissant"},
    "chooser": {"points": ["phone", "web"]},
    "sms": {"number": "+33612345678"},
    "email": {"address": "bonjour@levain.example"},
}
INWARD = {"coupon": "LEVAIN-{reference}", "wifi": "croissant", "callback": "/hooks/"}
"""Channels whose page is all there is, and what it must hold."""


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("channel", sorted(CHANNELS))
def test_whatever_the_channel_there_is_a_page_that_leads_on(channel: str, language: str) -> None:
    point = ContactPoint("x", channel, OPTIONS.get(channel, {}))
    page = HOSTED.point(plan(), point, language, "ios", open_now=True)
    parsed = read(page)
    if channel == "chooser":
        assert [link for link in parsed.links if link.startswith("/c/")] == [
            "/c/phone/{token}/go",
            "/c/web/{token}/go",
        ]
    elif channel in INWARD:
        assert INWARD[channel] in page.decode()
    else:
        assert "/c/x/{token}/go" in parsed.links


def test_numbers_of_their_own_are_dialled_by_the_button_and_not_shown_wrongly() -> None:
    options = {"number": "0 800 123 456", "numbers": {"dijon": "+33123456789"}}
    point = ContactPoint("phone", "call", options)
    page = HOSTED.point(plan(), point, "fr", "ios", open_now=True)
    assert "/c/phone/{token}/go" in read(page).links
    assert b"0 800" not in page
    assert not [link for link in read(page).links if link.startswith("tel:")]
