"""Telegram: the bot gets `/start TOKEN` once the person presses Start.

Source: core.telegram.org/bots/features#deep-linking: `[A-Za-z0-9_-]`, at most 64 characters.
"""

from app.channels import checks, links
from app.channels.base import Channel, Device, Option, Options, Source, say

LIMIT = 64


def _link(options: Options, source: Source, _device: Device) -> str:
    start = links.quoted(links.fitting(source.token, LIMIT))
    return f"https://t.me/{options['bot']}?start={start}"


CHANNEL = Channel(
    name="telegram",
    label=say("Telegram", "Telegram"),
    options=(
        Option(
            "bot",
            "user name of the bot",
            checks.matching(r"[A-Za-z][A-Za-z0-9_]{3,30}[A-Za-z0-9]", "levain_bot", strip="@"),
        ),
    ),
    link=_link,
    measured="deterministic",
    verb=say("Écrire sur Telegram", "Message us on Telegram"),
)
