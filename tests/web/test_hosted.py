"""The pages people meet after a scan, as bytes."""

import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser

import pytest

from app.channels import CHANNELS
from app.channels.base import Personal
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


WORST = (
    "Boulangerie-pâtisserie de l’Hôtel-de-Ville, rue du Faubourg-Saint-Antoine, Châlons-en-Champ."
)
SHOPS = [
    {"name": f"{WORST} {number}", "latitude": 45 + number / 1000, "longitude": 3.0}
    for number in range(5000)
]


def every_page(language: str = "fr") -> dict[str, bytes]:
    """One page of each look."""
    one = plan()
    pages = {
        "unknown": HOSTED.bad_token(None),
        "unknown brand": HOSTED.bad_token(one.brand),
        "preview": HOSTED.preview(one, language),
        "consent": HOSTED.consent(one, one.contact_points["web"], language),
        "choice": HOSTED.choice(one.brand, language, "25 mars 2027"),
        "no choice": HOSTED.choice(one.brand, language, ""),
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


@pytest.mark.parametrize(
    ("number", "shown", "marked"),
    [("+33123456780", "01 23 45 67 80", False), ("+33805123456", "0 805 123 456", True)],
)
def test_the_number_of_a_placement_is_shown_with_its_own_price_mark(
    number: str, shown: str, marked: bool
) -> None:
    options = {"number": "0 820 123 456", "price": "0,12 € / min", "numbers": {"dijon": number}}
    point = ContactPoint("phone", "call", options)
    page = HOSTED.point(plan(), point, "fr", "ios", open_now=True, personal=Personal(number))
    text = page.decode().replace("\u202f", " ").replace("\xa0", " ")
    assert shown in text
    assert f"tel:{number}" in read(page).links
    assert (b'class="mark"' in page) == marked
    assert "0,12" not in text
    assert "0 820" not in text


def shops(near: tuple[float, float] | None) -> bytes:
    options = {"shops": SHOPS, "choose": True, "name": WORST[:60]}
    point = ContactPoint("s" * 40, "map", options)
    personal = Personal(near=near)
    return HOSTED.point(plan(), point, "fr", "ios", open_now=True, personal=personal)


@pytest.mark.parametrize("near", [None, (47.5, 3.0)])
def test_a_list_of_five_thousand_shops_is_a_small_page_with_the_nearest_first(
    near: tuple[float, float] | None,
) -> None:
    page = shops(near)
    sent = page.replace(b"{token}", b"A" * 21 + b"-variant8")
    assert len(sent) < 30_000
    links = [link for link in read(page).links if "/go/" in link]
    assert links[0].endswith("/go/2500" if near else "/go/0")
    assert len(set(links)) == len(links) == 60


def test_the_policy_of_the_shops_admits_the_one_script_in_the_page() -> None:
    text = shops(None).decode()
    (script,) = re.findall(r"<script>(.*?)</script>", text, re.S)
    digest = b64encode(sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in text
    assert "script-src" not in every_page()["consent"].decode()


def test_both_answers_to_the_question_look_the_same_and_refusing_is_a_plain_link() -> None:
    page = every_page("en")["consent"]
    looks = re.findall(rb'<(?:button|a) class="([^"]*)"', page)
    assert looks[-2:] == [b"big plain", b"big plain"]
    assert "/c/web/{token}/on" in read(page).links
    assert "/hooks/maison-levain/consent/web/{token}" in read(page).links


def test_a_chooser_offers_the_last_choice_first_to_who_is_known() -> None:
    point = ContactPoint("x", "chooser", {"points": ["phone", "messenger", "web"]})

    def order(personal: Personal) -> list[str]:
        page = HOSTED.point(plan(), point, "en", "ios", open_now=True, personal=personal)
        return [link.split("/")[2] for link in read(page).links if link.startswith("/c/")]

    assert order(Personal()) == ["phone", "messenger", "web"]
    assert order(Personal(known=True, first="web")) == ["web", "phone", "messenger"]
    assert order(Personal(known=True, first="gone")) == ["phone", "messenger", "web"]
