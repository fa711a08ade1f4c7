"""Messenger: m.me opens the conversation and hands `ref` to the page's webhook.

Meta withdrew its round Messenger Codes in 2019; a QR code of this link took their place. For people
new to the page nothing comes back unless its Get Started button is set.
Source: developers.facebook.com/docs/messenger-platform/discovery/m-me-links.
"""

from app.channels import checks, links
from app.channels.base import Channel, Device, Option, Options, Source, say

LIMIT = 2083


def _link(options: Options, source: Source, _device: Device) -> str:
    return f"https://m.me/{options['page']}?ref={links.quoted(source.token)}"


CHANNEL = Channel(
    name="messenger",
    label=say("Messenger", "Messenger"),
    options=(
        Option(
            "page",
            "name or number of the Facebook page",
            checks.matching(r"[A-Za-z0-9][A-Za-z0-9.]{1,49}", "maisonlevain", strip="@"),
        ),
    ),
    link=_link,
    measured="deterministic",
    verb=say("Écrire sur Messenger", "Message us on Messenger"),
)
