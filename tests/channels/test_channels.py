"""What single channels do beyond the contract."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from app import i18n
from app.channels import CHANNELS, call, coupon, directions, words
from app.channels.base import FILE, PAGE, Device, Source

SOURCE = Source(
    "04HMASW9G51TB4C7-b",
    "K7Q2M4",
    "printemps",
    "poster-a3",
    "dijon",
    "l’affiche Dijon Ville",
    (47.3234, 5.0270),
)
IPHONE, ANDROID, DESKTOP = Device("ios"), Device("android"), Device("windows")


def clean(channel: str, **given: Any) -> dict[str, Any]:
    known = {option.name: option for option in CHANNELS[channel].options}
    return {key: known[key].check(value) for key, value in given.items()}


def link(channel: str, device: Device, **given: Any) -> str:
    return CHANNELS[channel].link(clean(channel, **given), SOURCE, device)


def tap(channel: str, device: Device, **given: Any) -> str:
    make = CHANNELS[channel].tap
    assert make is not None
    return make(clean(channel, **given), SOURCE, device)


APP = {
    "ios": "https://apps.apple.com/app/id123",
    "android": "fr.levain.app",
    "web": "https://levain.example/app",
}


@pytest.mark.parametrize(
    ("device", "start"),
    [
        (IPHONE, "https://apps.apple.com/app/id123?ct=04HMASW9G51TB4C7-b&mt=8"),
        (ANDROID, "https://play.google.com/store/apps/details?id=fr.levain.app&referrer=src%3D"),
        (DESKTOP, "https://levain.example/app?utm_source=poster-a3&utm_medium=print"),
        (Device("harmonyos"), "https://levain.example/app?utm_source"),
    ],
)
def test_the_app_is_reached_by_the_store_of_each_platform(device: Device, start: str) -> None:
    assert link("app", device, **APP).startswith(start)


def test_an_app_that_claims_links_is_opened_by_them() -> None:
    deep = APP | {"link": "https://open.levain.example/promo"}
    assert link("app", IPHONE, **deep).startswith("https://open.levain.example/promo?utm_source")
    assert link("app", ANDROID, **deep) == PAGE, "an intent needs a tap"
    intent = tap("app", ANDROID, **deep)
    assert intent.startswith("intent://open.levain.example/promo?utm_source=poster-a3&")
    assert "#Intent;scheme=https;package=fr.levain.app;S.browser_fallback_url=https%3A" in intent
    fallback = unquote(intent.partition("S.browser_fallback_url=")[2].removesuffix(";end"))
    assert fallback == link("app", ANDROID, **APP)


@pytest.mark.parametrize("device", [Device("ios", "Facebook"), Device("android", "Instagram")])
def test_inside_another_app_a_claimed_link_comes_from_a_page(device: Device) -> None:
    deep = APP | {"link": "https://open.levain.example/promo"}
    assert link("app", device, **deep) == PAGE
    assert tap("app", device, **deep).startswith("https://")


def test_a_web_address_keeps_its_own_parameters() -> None:
    url = link("web", IPHONE, url="https://levain.example/?utm_source=salon&x=1#four")
    assert parse_qs(urlsplit(url).query)["utm_source"] == ["salon"]
    assert parse_qs(urlsplit(url).query)["utm_content"] == [SOURCE.token]
    assert url.endswith("#four")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "Bonjour, je vous contacte depuis l’affiche Dijon Ville. (réf. K7Q2M4)"),
        ("en", "Hello, I am writing from l’affiche Dijon Ville. (ref. K7Q2M4)"),
        ("de", "Hello, I am writing from l’affiche Dijon Ville. (ref. K7Q2M4)"),
    ],
)
def test_a_text_names_where_the_person_comes_from(language: str, text: str) -> None:
    assert words.message({}, SOURCE, language) == text


def test_an_origin_that_looks_like_a_placeholder_is_only_text() -> None:
    odd = SOURCE._replace(origin="{reference} {origin} {0.__class__}")
    assert words.message({}, odd, "en").startswith("Hello, I am writing from {reference} {origin}")


def test_a_text_of_the_brand_must_hold_the_reference() -> None:
    with pytest.raises(ValueError, match="reference"):
        clean("whatsapp", number="+33612345678", text="Bonjour")
    own = {"fr": "Salut {reference}", "en": "Hi {reference} from {origin}"}
    assert unquote(link("whatsapp", IPHONE, number="+33612345678", text=own)).endswith(
        "?text=Salut K7Q2M4"
    )


def test_an_iphone_takes_the_body_of_a_text_message_after_an_ampersand() -> None:
    assert "&body=" in tap("sms", IPHONE, number="06 12 34 56 78")
    assert "?body=" in tap("sms", ANDROID, number="06 12 34 56 78")


def test_a_placement_or_medium_has_a_number_of_its_own() -> None:
    own = {"dijon": "01 11 11 11 11", "poster-a3": "01 22 22 22 22"}
    options = clean("call", number="0 800 123 456", numbers=own)
    assert call.dialled(options, SOURCE) == "+33111111111"
    assert call.dialled(options, SOURCE._replace(placement="lyon")) == "+33122222222"
    other = SOURCE._replace(placement="lyon", medium="flyer-a5")
    assert call.dialled(options, other) == "+33800123456"
    assert call.tracked(options) == {"+33111111111": "dijon", "+33122222222": "poster-a3"}


def test_one_number_for_two_placements_is_refused() -> None:
    with pytest.raises(ValueError, match="different"):
        clean("call", numbers={"a": "01 23 45 67 89", "b": "+33123456789"})


def test_a_desktop_adds_the_line_account_since_texts_are_for_phones() -> None:
    assert link("line", DESKTOP, account="@levain") == "https://line.me/R/ti/p/%40levain"


def test_apple_messages_are_for_apple_devices() -> None:
    business = "6d8a4c9e-1b2f-4a3c-9d5e-7f8091a2b3c4"
    assert link("apple_messages", ANDROID, business=business) == PAGE
    start = f"https://bcrw.apple.com/urn:biz:{business}?biz-intent-id={SOURCE.token}&body=Bonjour"
    assert link("apple_messages", IPHONE, business=business).startswith(start)


def test_facetime_is_an_ordinary_call_elsewhere() -> None:
    assert tap("facetime", IPHONE, number="+33612345678") == "facetime:+33612345678"
    audio = tap("facetime", IPHONE, number="+33612345678", video=False)
    assert audio == "facetime-audio:+33612345678"
    assert tap("facetime", ANDROID, number="+33612345678") == "tel:+33612345678"


SHOPS = [
    {"name": "Lyon", "latitude": 45.76, "longitude": 4.84},
    {"name": "Dijon", "latitude": 47.32, "longitude": 5.04},
]


def test_directions_lead_to_the_shop_nearest_to_the_printed_thing() -> None:
    assert link("map", IPHONE, shops=SHOPS).endswith("?daddr=47.320000,5.040000")
    assert link("map", ANDROID, shops=SHOPS).endswith("destination=47.320000,5.040000")
    lost = SOURCE._replace(position=None)
    assert directions.nearest({"shops": SHOPS}, lost.position)["name"] == "Lyon"


def test_the_distance_is_that_of_a_great_circle() -> None:
    """Paris to London, 344 km; a quarter of the Equator, 10,007.5 km on the mean sphere."""
    assert directions.distance((48.8566, 2.3522), (51.5074, -0.1278)) == pytest.approx(344, abs=1)
    assert directions.distance((0, 0), (0, 90)) == pytest.approx(10_007.5, abs=0.1)


@pytest.mark.parametrize("channel", ["vcard", "calendar"])
def test_a_file_is_handed_over_at_once_but_not_inside_another_app(channel: str) -> None:
    make = CHANNELS[channel].link
    assert make({}, SOURCE, IPHONE) == FILE
    assert make({}, SOURCE, Device("ios", "Instagram")) == PAGE


def test_a_contact_card_carries_the_source_on() -> None:
    make = CHANNELS["vcard"].file
    assert make is not None
    options = clean("vcard", organisation="Levain", url="https://levain.example/", city="Dijon")
    file = make(options, SOURCE, IPHONE)
    text = file.body.decode().replace("\r\n ", "")
    assert "NOTE:réf. K7Q2M4\r\n" in text
    assert "utm_content=04HMASW9G51TB4C7-b" in text
    assert (file.name, file.media_type) == ("contact.vcf", "text/vcard; charset=utf-8")


def test_a_calendar_file_holds_the_event_in_utc() -> None:
    make = CHANNELS["calendar"].file
    assert make is not None
    options = clean(
        "calendar", title={"fr": "Fournée"}, starts="2027-05-08T18:00:00+02:00", minutes=90
    )
    text = make(options, SOURCE, Device("ios", "", "en")).body.decode()
    assert "DTSTART:20270508T160000Z\r\n" in text
    assert "DTEND:20270508T173000Z\r\n" in text
    assert "SUMMARY:Fournée\r\n" in text, "the language there is"


def test_a_time_of_the_campaign_file_may_be_a_toml_time() -> None:
    moment = datetime(2027, 5, 8, 16, tzinfo=UTC)
    assert clean("calendar", starts=moment) == {"starts": "2027-05-08T16:00:00Z"}
    with pytest.raises(ValueError, match="zone"):
        clean("calendar", starts=datetime(2027, 5, 8, 16))


def test_a_coupon_is_its_own_for_each_code_unless_shared() -> None:
    assert coupon.text({"prefix": "LEVAIN"}, "K7Q2M4") == "LEVAIN-K7Q2M4"
    assert coupon.text({"prefix": "LEVAIN", "shared": True}, "K7Q2M4") == "LEVAIN"


def test_a_wechat_address_of_the_api_is_taken_as_https() -> None:
    urls = {"dijon": "http://weixin.qq.com/q/02dijon"}
    shown = link("wechat", IPHONE, url="http://weixin.qq.com/q/02abc", urls=urls)
    assert shown == "https://weixin.qq.com/q/02dijon"


def test_refusals_speak_french() -> None:
    option = CHANNELS["web"].options[0]
    with i18n.speaking("fr"), pytest.raises(ValueError, match="une adresse https"):
        option.check("levain")
