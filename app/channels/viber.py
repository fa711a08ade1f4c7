"""Viber: a page of ours with a button (`viber:` cannot be redirected to); `context` has the token.

Viber does not publish the longest `context`: we keep to 64. Bots exist on commercial terms only
since 5 February 2024. Source: developers.viber.com, "Deep links".
"""

from app.channels import checks, links
from app.channels.base import Channel, Device, Option, Options, Source, page, say

LIMIT = 64


def _tap(options: Options, source: Source, _device: Device) -> str:
    context = links.fitting(source.token, LIMIT)
    return f"viber://pa?{links.query({'chatURI': options['bot'], 'context': context})}"


CHANNEL = Channel(
    name="viber",
    label=say("Viber", "Viber"),
    options=(
        Option(
            "bot",
            "address of the bot (its chatURI)",
            checks.matching(r"[A-Za-z0-9][A-Za-z0-9_.-]{1,49}", "maisonlevain"),
        ),
    ),
    link=page,
    tap=_tap,
    measured="deterministic",
    verb=say("Écrire sur Viber", "Message us on Viber"),
)
