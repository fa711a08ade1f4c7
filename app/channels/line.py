"""LINE: opens the official account with a text written beforehand; there is no hidden parameter.

Phones only; elsewhere the page to add the account. Source: developers.line.biz, "Using LINE
features with the LINE URL scheme" (`line://` is deprecated).
"""

from app.channels import checks, links, words
from app.channels.base import Channel, Device, Option, Options, Source, say


def _link(options: Options, source: Source, device: Device) -> str:
    account = f"%40{options['account']}"
    if device.platform not in ("ios", "android"):
        return f"https://line.me/R/ti/p/{account}"
    text = links.quoted(words.message(options, source, device.language))
    return f"https://line.me/R/oaMessage/{account}/?{text}"


CHANNEL = Channel(
    name="line",
    label=say("LINE", "LINE"),
    options=(
        Option(
            "account",
            "LINE id of the official account",
            checks.matching(r"[a-z0-9][a-z0-9._-]{2,17}", "@levain", strip="@"),
        ),
        words.TEXT,
    ),
    link=_link,
    measured="declared",
    verb=say("Écrire sur LINE", "Message us on LINE"),
)
