"""What a user agent says: platform, in-app browser, person or program."""

import re
from functools import lru_cache
from typing import NamedTuple

from app.model import PLATFORMS
from app.redirect import bots

# The order matters: Windows Phone calls itself Android, some Android phones call themselves iPhone.
_PLATFORMS = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("windows", r"Windows Phone|Windows Mobile|Windows CE|IEMobile|XBLWP7|ZuneWP7|\bWP7/"),
        ("harmonyos", r"HarmonyOS|OpenHarmony|ArkWeb"),
        ("other", r"Tizen|\bBada|webOS|hpwOS|KAIOS|KaiOS|Mobile;.* rv:.*Gecko.*Firefox/\d\d\b|"
                  r"SymbianOS|Symbian|Series ?[346]0|CrKey|Roku|"
                  r"GoogleTV|Nintendo|PLAYSTATION|PlayStation|Sailfish|MeeGo|Maemo|BREW|watchOS|tvOS"),
        ("other", r"(?i:web0s)|HbbTV|FreeBSD|OpenBSD|NetBSD|SunOS|Haiku|SerenityOS"),
        ("ios", r"^Mozilla/5\.0 \((?:iPhone|iPad|iPod)"),
        ("android", r"[Aa]ndroid|\bAdr \d|Silk/|Kindle Fire|\bKF[A-Z]{2,4}\b|Dalvik/|Quest \d|"
                    r"\(Linux; U; \d"),
        ("other", r"BlackBerry|\bBB10|PlayBook"),
        ("ios", r"iPhone|iPad|iPod|iOS[ /;]|\biOS\b|CFNetwork/(?!.*(?:x86_64|i386|Mac))|Apple TV"),
        ("linux", r"^Mozilla/5\.0 \(X11;"),
        ("macos", r"Macintosh|Mac OS X|Mac_PowerPC|macOS|Mac OS|Darwin/"),
        ("windows", r"Windows|Win(?:9[58]|NT|32|64)\b|Microsoft NCSI"),
        ("linux", r"CrOS|Linux|X11|Ubuntu|Fedora|Debian"),
    )
)  # fmt: skip

# Substrings by which apps name the browser inside them.
_IN_APP = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("messenger", r"MessengerForiOS|FB_IAB/(?:Orca|MESSENGER)|MessengerLite"),
        ("facebook", r"FBAN/|FBAV/|FB_IAB"),
        ("instagram", r"Instagram "),
        ("threads", r"Barcelona "),
        ("wechat", r"MicroMessenger/"),
        ("line", r"\bLine/"),
        ("twitter", r"Twitter for|TwitterAndroid"),
        ("linkedin", r"LinkedInApp"),
        ("tiktok", r"BytedanceWebview|musical_ly|trill_|TikTok"),
        ("snapchat", r"Snapchat"),
        ("pinterest", r"Pinterest/|\[Pinterest"),
        ("whatsapp", r"^Mozilla/.*WhatsApp/"),
        ("kakaotalk", r"KAKAOTALK"),
        ("google", r"\bGSA/"),
        ("android-app", r"; wv\)"),
        ("ios-app", r"(?:iPhone|iPad|iPod)(?!.*Safari/).*AppleWebKit"),
    )
)
_HINTS = {
    '"android"': "android",
    '"ios"': "ios",
    '"windows"': "windows",
    '"macos"': "macos",
    '"linux"': "linux",
    '"chrome os"': "linux",
    '"chromium os"': "linux",
    '"harmonyos"': "harmonyos",
}


class Agent(NamedTuple):
    """`number` is the platform's place in PLATFORMS; `program` is "", `preview` or `bot`."""

    platform: str
    number: int
    in_app: str
    program: str


def platform(user_agent: str, hint: str = "") -> str:
    """One of PLATFORMS. `hint` is the Sec-CH-UA-Platform header and wins, except over HarmonyOS."""
    text = user_agent[: bots.LONGEST]
    found = next((name for name, pattern in _PLATFORMS if pattern.search(text)), "other")
    return found if found == "harmonyos" else _HINTS.get(hint.strip().lower(), found)


def in_app(user_agent: str) -> str:
    """The app whose browser this is, or empty. Safari views of X, Slack … cannot be told apart."""
    text = user_agent[: bots.LONGEST]
    return next((name for name, pattern in _IN_APP if pattern.search(text)), "")


@lru_cache(bots.REMEMBERED)
def read(user_agent: bytes, hint: bytes = b"") -> Agent:
    """All of it, remembered: the same few thousand user agents come again and again."""
    text = user_agent.decode("latin-1")
    found = platform(text, hint.decode("latin-1"))
    program = "preview" if bots.is_preview(text) else "bot" if bots.is_bot(text) else ""
    return Agent(found, PLATFORMS.index(found), in_app(text), program)
