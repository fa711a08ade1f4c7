"""Platforms, in-app browsers and programs, on user agents that were not tuned on."""

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from crawleruseragents import CRAWLER_USER_AGENTS_DATA

from app.redirect import agent, bots

DATA = Path(__file__).resolve().parents[1] / "data" / "user-agents"
_SAME = {
    "iOS": "ios", "Android": "android", "HarmonyOS": "harmonyos", "Windows": "windows",
    "Windows Phone": "windows", "Windows Mobile": "windows", "Mac OS X": "macos", "Mac OS": "macos",
    "Linux": "linux", "Ubuntu": "linux", "Mandriva": "linux", "Gentoo": "linux", "Red Hat": "linux",
    "Debian": "linux", "Chrome OS": "linux", "CentOS": "linux", "Fedora": "linux",
    "Linux Mint": "linux", "PCLinuxOS": "linux", "Puppy": "linux", "Slackware": "linux",
}  # fmt: skip


def to_report(user_agent: str) -> bool:
    """Whether a user agent belongs to the half that nothing was tuned on."""
    return bool(sha256(user_agent.encode()).digest()[0] & 1)


def program(user_agent: str) -> bool:
    return bots.is_bot(user_agent) or bots.is_preview(user_agent)


def labelled(kind: str) -> list[str]:
    found = json.loads((DATA / "uap-core-human-bot.json").read_text(encoding="utf-8"))[kind]
    return [one for one in found if to_report(one)]


def systems() -> Iterator[tuple[str, str]]:
    """User agent and platform of what a person can follow a link with."""
    for entry in json.loads((DATA / "uap-core-os.json").read_text(encoding="utf-8")):
        text = entry["ua"]
        if to_report(text) and text.startswith("Mozilla/5.0 (") and not program(text):
            yield text, _SAME.get(entry["os"], "other")


def test_at_most_three_people_in_a_thousand_are_taken_for_programs() -> None:
    people = labelled("human")
    wrong = [one for one in people if program(one)]
    assert len(wrong) / len(people) <= 0.003, wrong


def test_of_a_hundred_programs_at_most_one_is_taken_for_a_person() -> None:
    programs = labelled("bot")
    missed = [one for one in programs if not program(one)]
    assert len(missed) / len(programs) <= 0.01, missed


def test_the_samples_of_the_public_list_are_programs() -> None:
    samples = [text for entry in CRAWLER_USER_AGENTS_DATA for text in entry["instances"]]
    missed = [text for text in samples if not program(text)]
    assert len(missed) / len(samples) <= 0.01, missed


def test_platforms_of_browsers_are_right() -> None:
    cases = list(systems())
    wrong = [(text, found) for text, want in cases if (found := agent.platform(text)) != want]
    assert len(cases) > 90
    assert len(wrong) / len(cases) <= 0.03, wrong


@pytest.mark.parametrize(
    ("user_agent", "expected"),
    [
        ("Mozilla/5.0 (Windows Phone 10.0; Android 6.0.1; Microsoft) Edge/15", "windows"),
        ("Mozilla/5.0 (Linux; Android 9; iPhone X Build) AppleWebKit/537.36", "android"),
        (
            "Mozilla/5.0 (Phone; OpenHarmony 5.0) AppleWebKit/537.36 ArkWeb/4.1.6.1 Mobile",
            "harmonyos",
        ),
        ("Mozilla/5.0 (iPad; CPU OS 12_0 like Mac OS X) AppleWebKit/605.1.15", "ios"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15", "macos"),
        ("Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36", "linux"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36", "windows"),
        ("", "other"),
        ("\x00" * 5000, "other"),
    ],
)
def test_well_known_devices(user_agent: str, expected: str) -> None:
    assert agent.platform(user_agent) == expected


def test_a_client_hint_wins_but_not_over_harmonyos() -> None:
    assert agent.platform("Mozilla/5.0 (X11; Linux x86_64)", '"Android"') == "android"
    assert agent.platform("Mozilla/5.0 (Phone; OpenHarmony 5.0)", '"Android"') == "harmonyos"
    assert agent.platform("Mozilla/5.0 (X11; Linux x86_64)", '"Unknown"') == "linux"


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ("[FBAN/MessengerForiOS;FBAV/480.0]", "messenger"),
        ("[FB_IAB/FB4A;FBAV/480.0.0.54.88;]", "facebook"),
        ("Safari/604.1 Instagram 300.0.0.1", "instagram"),
        ("MicroMessenger/8.0.40", "wechat"),
        ("Safari Line/13.1.0", "line"),
        ("[LinkedInApp]/9.28", "linkedin"),
        ("musical_ly_2023 BytedanceWebview/d8a21c6", "tiktok"),
        ("Snapchat/12.60 (like Safari/604.1)", "snapchat"),
        ("GSA/300.0 Mobile/15E148 Safari/604.1", "google"),
        ("", "ios-app"),
        ("Version/18.0 Mobile/15E148 Safari/604.1", ""),
    ],
)
def test_in_app_browsers_are_told_apart(part: str, expected: str) -> None:
    start = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 "
    assert agent.in_app(start + part) == expected


def test_an_android_web_view_is_an_app() -> None:
    assert (
        agent.in_app("Mozilla/5.0 (Linux; Android 14; Pixel 8; wv) Chrome/131.0") == "android-app"
    )


@pytest.mark.parametrize(
    "user_agent",
    [
        "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_11_1) AppleWebKit/601.2.4 (KHTML, like Gecko) "
        "Version/9.0.1 Safari/601.2.4 facebookexternalhit/1.1 Facebot Twitterbot/1.0",
        "WhatsApp/2.23.20.0 A",
        "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
        "TelegramBot (like TwitterBot)",
        "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)",
        "LinkedInBot/1.0 (compatible; Mozilla/5.0)",
        "Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5",
        "facebookexternalhit/1.1;line-poker/1.0",
        "Google-PageRenderer Google (+https://developers.google.com/+/web/snippet/)",
        "Viber/20.0",
    ],
)
def test_link_previews_are_known(user_agent: str) -> None:
    assert bots.is_preview(user_agent)


@pytest.mark.parametrize(
    "user_agent",
    [
        "Mozilla/5.0 (Linux; Android 8.1.0; CUBOT_P20) AppleWebKit/537.36 Chrome/70 Mobile Safari",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 11_0 like Mac OS X) SogouMobileBrowser/5.9 Safari/604",
        "Mozilla/5.0 (Linux; Android 9; SM-A505F Build/PPR1.180610.011) Chrome/74 YaBrowser/19.4",
        "Mozilla/5.0 (Linux; Android 10; Build/QP1A.190711.008) Chrome/90 Mobile Safari",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 16_0 like Mac OS X) Mobile/15E148 WhatsApp/23.1",
    ],
)
def test_people_with_unlucky_names_stay_people(user_agent: str) -> None:
    assert not program(user_agent)


WINDOWS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/131.0.0.0 Safari/537.36"
)


@pytest.mark.parametrize(
    "more",
    [" Watchful", " Ours/1.0", " (ours.example)", "; Ours/1.0", " Ours/2 (+https://x.example)"],
)
def test_a_program_that_pretends_to_be_a_browser_is_known_by_what_it_adds(more: str) -> None:
    assert program(WINDOWS + more)


@pytest.mark.parametrize(
    "more",
    [
        "",
        " Edg/131.0.2903.86",
        " OPR/115.0.0.0",
        " Vivaldi/7.0.3495.18",
        " Avast/131.0.27894.265",
        " Brave/131",
        " Whale/4.29.282.14",
        " DuckDuckGo/7",
        " Ddg/18.1",
        " UnknownFork/131.0.0.0",
    ],
)
def test_browsers_built_of_another_name_themselves_and_stay_people(more: str) -> None:
    assert not program(WINDOWS + more)


@pytest.mark.parametrize(
    "user_agent",
    [
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) "
        "Version/18.1 Safari/605.1.15",
        "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0",
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) "
        "Slack/4.41.97 Chrome/130.0.6723.137 Electron/33.2.0 Safari/537.36",
        "Mozilla/5.0 (Linux; Android 14; Pixel 8 Build/AP2A.240805.005; wv) AppleWebKit/537.36 "
        "(KHTML, like Gecko) Version/4.0 Chrome/131.0.0.0 Mobile Safari/537.36 Shop/2.1",
    ],
)
def test_people_at_desks_and_in_apps_stay_people(user_agent: str) -> None:
    assert not program(user_agent)


def test_what_stands_behind_a_phones_model_is_read() -> None:
    phone = "Mozilla/5.0 (Linux; Android 8.0; M bot 60 Build/OPD3.170816.012{}) Chrome/74 Mobile"
    assert not program(phone.format(""))
    assert program(phone.format("; Duplex-Google/1.0"))


def test_a_request_without_a_user_agent_is_a_programs() -> None:
    assert bots.is_bot("")
    assert agent.read(b"").program == "bot"
