"""Chooser: a page of ours that offers several contact points; the choice is recorded."""

from typing import Any

from app.channels import checks
from app.channels.base import Channel, Option, page, say
from app.i18n import _


def _points(value: Any) -> list[str]:
    if not isinstance(value, list | tuple) or not 2 <= len(value) <= 8:
        raise ValueError(_("a list of 2 to 8 keys of contact points"))
    found = [checks.key(key) for key in value]
    if len(set(found)) < len(found):
        raise ValueError(_("each contact point once"))
    return found


CHANNEL = Channel(
    name="chooser",
    label=say("Choix", "Choice"),
    options=(
        Option("points", "keys of the contact points offered, best first", _points, many=True),
        Option("title", "heading of the page", checks.text(80), False),
    ),
    link=page,
    measured="deterministic",
    verb=say("Choisir", "Choose"),
)
