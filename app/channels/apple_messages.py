"""Apple Messages for Business: the token is the intent that the brand's message provider gets.

How a provider hands the intent on is its own affair and documented nowhere for all of them, so
nothing is promised to come back; one that can send it may use the events door.
Apple devices only; others get a page of ours, where the contact point named by `closed` can stand.
Values may hold none of `& # [ ] ( ) { } /`. Source: register.apple.com, Messages for Business,
"Starting conversations".
"""

import re

from app.channels import checks, links, words
from app.channels.base import PAGE, Channel, Device, Option, Options, Source, say

_FORBIDDEN = re.compile(r"[&#\[\](){}/]")


def _start(options: Options, source: Source, device: Device) -> str:
    pairs = {"biz-intent-id": source.token}
    if "group" in options:
        pairs["biz-group-id"] = options["group"]
    pairs["body"] = _FORBIDDEN.sub("", words.message(options, source, device.language))
    return f"https://bcrw.apple.com/urn:biz:{options['business']}?{links.query(pairs)}"


def _link(options: Options, source: Source, device: Device) -> str:
    return _start(options, source, device) if device.platform in ("ios", "macos") else PAGE


CHANNEL = Channel(
    name="apple_messages",
    label=say("Messages d’Apple", "Apple Messages"),
    options=(
        Option(
            "business",
            "business identifier given by Apple",
            checks.matching(
                r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}",
                "6d8a4c9e-1b2f-4a3c-9d5e-7f8091a2b3c4",
            ),
        ),
        Option("group", "group of agents", checks.matching(r"[A-Za-z0-9_.-]{1,64}", "sav"), False),
        words.TEXT,
    ),
    link=_link,
    tap=_start,
    measured="scan only",
    verb=say("Écrire dans Messages", "Message us"),
)
