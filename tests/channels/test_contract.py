"""What holds for the link of every channel, whatever its options and its source."""

import contextlib
import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import signing
from app.channels import CHANNELS, COMMON
from app.channels.base import FILE, PAGE, Channel, Device, Source
from app.model import PLATFORMS

RING = signing.Ring("maison-levain", ["test-secret"])
TIME = "2027-05-08T18:00:00+02:00"
SHOP = {"name": "Dijon", "latitude": 47.3, "longitude": 5.03}

# A good contact point of each channel, and the hosts its links may have.
POINTS: dict[str, tuple[dict[str, Any], set[str]]] = {
    "app": (
        {
            "ios": "https://apps.apple.com/fr/app/levain/id123456",
            "provider": "118764356",
            "android": "fr.levain.app",
            "huawei": "C100123456",
            "web": "https://levain.example/app",
        },
        {"apps.apple.com", "play.google.com", "appgallery.huawei.com", "levain.example"},
    ),
    "web": ({"url": "https://levain.example/pains?utm_source=x#four"}, {"levain.example"}),
    "messenger": ({"page": "maisonlevain"}, {"m.me"}),
    "instagram": ({"account": "@maison.levain"}, {"ig.me"}),
    "whatsapp": ({"number": "+33 6 12 34 56 78"}, {"wa.me"}),
    "telegram": ({"bot": "@levain_bot"}, {"t.me"}),
    "line": ({"account": "@levain"}, {"line.me"}),
    "viber": ({"bot": "maisonlevain"}, set()),
    "wechat": ({"url": "http://weixin.qq.com/q/02abc"}, {"weixin.qq.com"}),
    "apple_messages": (
        {"business": "6d8a4c9e-1b2f-4a3c-9d5e-7f8091a2b3c4", "group": "sav"},
        {"bcrw.apple.com"},
    ),
    "rcs": ({"agent": "levain@rbm.goog", "number": "06 12 34 56 78"}, set()),
    "sms": ({"number": "06 12 34 56 78"}, set()),
    "email": ({"address": "bonjour@levain.example", "text": "Bonjour ({reference})"}, set()),
    "call": ({"number": "0 800 123 456", "numbers": {"poster-a3": "01 23 45 67 89"}}, set()),
    "callback": ({"within": 30}, set()),
    "chooser": ({"points": ["app", "phone"]}, set()),
    "facetime": ({"number": "+33612345678"}, set()),
    "facebook": ({"account": "maisonlevain"}, {"www.facebook.com"}),
    "instagram_profile": ({"account": "maison.levain"}, {"www.instagram.com"}),
    "x": ({"account": "@maisonlevain"}, {"x.com"}),
    "tiktok": ({"account": "@maisonlevain"}, {"www.tiktok.com"}),
    "linkedin": ({"account": "maison-levain"}, {"www.linkedin.com"}),
    "youtube": ({"account": "@maisonlevain"}, {"www.youtube.com"}),
    "snapchat": ({"account": "maisonlevain"}, {"www.snapchat.com"}),
    "pinterest": ({"account": "maisonlevain"}, {"www.pinterest.com"}),
    "vcard": ({"organisation": "Maison Levain", "number": "01 23 45 67 89"}, set()),
    "calendar": ({"title": "Fournée", "starts": TIME, "minutes": 90}, set()),
    "wifi": ({"network": "Levain", "password": "pain;beurre"}, set()),
    "map": ({"shops": [SHOP]}, {"maps.apple.com", "www.google.com"}),
    "review": ({"url": "https://avis.example/levain"}, {"avis.example"}),
    "file": ({"url": "https://levain.example/carte.pdf"}, {"levain.example"}),
    "coupon": ({"prefix": "LEVAIN"}, set()),
    "product": ({"url": "https://levain.example/p/1"}, {"levain.example"}),
    "push": ({"url": "https://levain.example/push"}, {"levain.example"}),
}
TAPS = {"https", "tel", "sms", "mailto", "viber", "facetime", "facetime-audio", "intent"}


def clean(name: str, given: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The options as a campaign file gives them, checked."""
    options = POINTS[name][0] if given is None else given
    known = {option.name: option for option in (*CHANNELS[name].options, *COMMON)}
    return {key: known[key].check(value) for key, value in options.items()}


tokens = st.builds(
    lambda id, serial, variant: RING.token(id, serial) + (f"-{variant}" if variant else ""),
    st.integers(0, (1 << 40) - 1),
    st.none() | st.integers(0, signing.MAX_SERIAL),
    st.none() | st.from_regex(r"[a-z0-9]{1,20}", fullmatch=True),
)
references = st.from_regex(r"[0-9A-Z]{6}", fullmatch=True)
wild = st.text(max_size=60)
sources = st.builds(
    Source,
    token=tokens,
    reference=references,
    campaign=wild,
    medium=wild,
    placement=wild,
    origin=wild,
    position=st.none() | st.tuples(st.floats(-90, 90), st.floats(-180, 180)),
)
devices = st.builds(
    Device, st.sampled_from(PLATFORMS), st.sampled_from(["", "Facebook"]), st.text(max_size=4)
)


def test_every_channel_has_an_example_here() -> None:
    assert set(POINTS) == set(CHANNELS)


@pytest.mark.parametrize("name", CHANNELS)
def test_clean_options_stay_clean_and_survive_json(name: str) -> None:
    once = clean(name)
    assert clean(name, json.loads(json.dumps(once))) == once


@pytest.mark.parametrize("channel", CHANNELS.values(), ids=lambda channel: channel.name)
def test_a_channel_says_everything_a_page_and_a_report_need(channel: Channel) -> None:
    assert channel.measured in ("deterministic", "declared", "scan only")
    assert set(channel.label) == {"fr", "en"}
    assert channel.verb is not None
    assert set(channel.verb) == {"fr", "en"}
    names = [option.name for option in (*channel.options, *COMMON)]
    assert len(names) == len(set(names)), "an option of the channel hides a common one"


CLEAN = {name: clean(name) for name in CHANNELS}
UNFIT = re.compile(r"[\s\x00-\x1f\x7f]")


@settings(max_examples=150)
@given(source=sources, device=devices)
def test_a_link_is_a_plain_https_address_of_its_provider_or_a_path_of_ours(
    source: Source, device: Device
) -> None:
    for name, channel in CHANNELS.items():
        link = channel.link(CLEAN[name], source, device)
        assert link.isascii(), name
        assert not UNFIT.search(link), name
        if link not in (PAGE, FILE):
            parts = urlsplit(link)
            assert parts.scheme == "https", name
            assert parts.netloc in POINTS[name][1], name
            assert "{" not in link, name


@settings(max_examples=150)
@given(source=sources, device=devices)
def test_a_tap_is_plain_text_of_a_known_scheme(source: Source, device: Device) -> None:
    for name, channel in CHANNELS.items():
        if channel.tap is not None:
            link = channel.tap(CLEAN[name], source, device)
            assert link.isascii(), name
            assert not UNFIT.search(link), name
            assert link == FILE or link.partition(":")[0] in TAPS, name


@settings(max_examples=150)
@given(source=sources, device=devices)
def test_a_measured_channel_carries_its_source(source: Source, device: Device) -> None:
    """The token, or the reference in a text, is in the link; `scan only` channels carry nothing."""
    for name, channel in CHANNELS.items():
        link = unquote((channel.tap or channel.link)(CLEAN[name], source, device))
        if channel.measured == "declared":
            assert source.reference in link or device.platform not in ("ios", "android"), name
        elif channel.measured == "deterministic" and link not in (PAGE, FILE):
            carried = source.token.partition("-")[0] in link
            # Calls and WeChat are told apart by a number or address of their own.
            assert carried or name in ("call", "wechat"), name


@pytest.mark.parametrize("name", CHANNELS)
@settings(max_examples=25)
@given(data=st.data(), source=sources, device=devices)
def test_no_option_that_passes_its_check_can_change_where_a_link_goes(
    name: str, data: st.DataObject, source: Source, device: Device
) -> None:
    """Any text for an option: refused by its check, or harmless in the link."""
    channel = CHANNELS[name]
    option = data.draw(
        st.sampled_from([o for o in channel.options if "url" not in o.name])
        if any("url" not in o.name for o in channel.options)
        else st.just(None)
    )
    if option is None or option.name in ("web", "link", "notify"):
        return
    value = data.draw(
        st.text(max_size=40) | st.from_regex(r"[a-z@/:?#\\.%&\r\n]{1,20}", fullmatch=True)
    )
    try:
        options = CLEAN[name] | {option.name: option.check(value)}
    except ValueError:
        return
    link = channel.link(options, source, device)
    assert link in (PAGE, FILE) or urlsplit(link).hostname in POINTS[name][1]
    assert link.isascii()


@given(
    value=st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.lists(st.text(max_size=3))
    | st.dictionaries(st.text(max_size=3), st.integers(), max_size=2)
)
def test_options_of_a_wrong_type_are_refused_and_never_crash(value: Any) -> None:
    for channel in CHANNELS.values():
        for option in (*channel.options, *COMMON):
            with contextlib.suppress(ValueError):
                option.check(value)


@given(source=sources, device=devices)
def test_provider_limits_hold_for_every_source(source: Source, device: Device) -> None:
    def query(name: str, **changes: str) -> dict[str, list[str]]:
        link = CHANNELS[name].link(CLEAN[name], source, device._replace(**changes))
        return parse_qs(urlsplit(link).query)

    ref = r"[A-Za-z0-9_=-]{1,2083}"
    assert re.fullmatch(ref, query("messenger")["ref"][0])
    assert re.fullmatch(ref, query("instagram")["ref"][0])
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", query("telegram")["start"][0])
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,30}", query("app", platform="ios")["ct"][0])
    play = urlsplit(CHANNELS["app"].link(CLEAN["app"], source, Device("android")))
    assert len(play.query.partition("referrer=")[2]) <= 256
    assert parse_qs(parse_qs(play.query)["referrer"][0])["src"] == [source.token]
    whatsapp = urlsplit(CHANNELS["whatsapp"].link(CLEAN["whatsapp"], source, device))
    assert re.fullmatch(r"/[0-9]{8,15}", whatsapp.path)
    apple = CHANNELS["apple_messages"].link(CLEAN["apple_messages"], source, Device("ios"))
    for value in parse_qs(urlsplit(apple).query).values():
        assert not set(value[0]) & set("&#[](){}/")
    mail = CHANNELS["email"].tap
    assert mail is not None
    local = unquote(mail(CLEAN["email"], source, device)).removeprefix("mailto:").split("@")[0]
    assert len(local) <= 64


OWN = ("web", "product", "push", "app")
"""Channels that lead to the brand's own pages: they alone may learn who agreed to be known."""


@settings(max_examples=150)
@given(source=sources, device=devices, person=st.from_regex(r"[0-9a-f]{32}", fullmatch=True))
def test_the_number_of_a_person_goes_to_the_brands_own_pages_at_most(
    source: Source, device: Device, person: str
) -> None:
    known = source._replace(person=person)
    for name, channel in CHANNELS.items():
        links = [channel.link(CLEAN[name], known, device)]
        links += [channel.tap(CLEAN[name], known, device)] if channel.tap else []
        for link in links:
            host = urlsplit(link).hostname or ""
            mine = name in OWN and host.endswith("levain.example")
            assert mine or person not in link, name


@given(source=sources, device=devices, person=st.just("") | st.just("0123456789abcdef" * 2))
def test_the_texts_of_taps_hold_what_their_schemes_allow(
    source: Source, device: Device, person: str
) -> None:
    """RFC 3966, 5724 and 6068, GSMA RCC.07, and what Viber and LINE publish."""

    def tap(name: str) -> str:
        make = CHANNELS[name].tap or CHANNELS[name].link
        return make(CLEAN[name], source._replace(person=person), device)

    assert re.fullmatch(r"tel:(\+[1-9][0-9]{5,14}|[0-9]{2,6})", tap("call"))
    joint = "&" if device.platform == "ios" else r"\?"
    assert re.fullmatch(rf"sms:\+[1-9][0-9]{{5,14}}{joint}body=[^?&=\s]+", tap("sms"))
    agent = "" if device.platform == "ios" else r"\?service_id=levain%40rbm\.goog"
    joint = "&"
    assert re.fullmatch(rf"sms:\+[1-9][0-9]{{5,14}}{agent}{joint}body=[^?&=\s]+", tap("rcs"))
    mail = urlsplit(tap("email"))
    assert set(parse_qs(mail.query)) <= {"subject", "body", "cc", "in-reply-to"}
    assert "\r" not in unquote(mail.query).replace("\r\n", "")
    # Only Apple knows FaceTime: others dial.
    assert re.fullmatch(r"(facetime(-audio)?|tel):\+[1-9][0-9]{5,14}", tap("facetime"))
    viber = parse_qs(urlsplit(tap("viber")).query)
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", viber["context"][0])
    phone = device.platform in ("ios", "android")  # LINE's written text works on phones only
    line = r"R/oaMessage/%40levain/\?[^?&#\s]+" if phone else r"R/ti/p/%40levain"
    assert re.fullmatch(rf"https://line\.me/{line}", tap("line"))
