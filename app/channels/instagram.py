"""Instagram messages: ig.me opens the conversation and hands `ref` to the account's webhook.

The account must be professional and have Ice Breakers set, or a new conversation brings no `ref`.
Source: developers.facebook.com/docs/messenger-platform/discovery/ig-me-links.
"""

from app.channels import checks, links
from app.channels.base import Channel, Device, Option, Options, Source, say


def _link(options: Options, source: Source, _device: Device) -> str:
    return f"https://ig.me/m/{options['account']}?ref={links.quoted(source.token)}"


CHANNEL = Channel(
    name="instagram",
    label=say("Instagram (message)", "Instagram (message)"),
    options=(
        Option(
            "account",
            "user name of the Instagram account",
            checks.matching(r"[A-Za-z0-9_][A-Za-z0-9_.]{0,29}", "maison.levain", strip="@"),
        ),
    ),
    link=_link,
    measured="deterministic",
    verb=say("Écrire sur Instagram", "Message us on Instagram"),
)
