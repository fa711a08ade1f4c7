"""The options that a contact point of any channel may hold."""

from app.channels import checks
from app.channels.base import Option

COMMON = (
    Option("name", "its name on our pages", checks.spoken(checks.text(60)), False),
    Option("hours", "opening hours; without them it is always open", checks.opening, False),
    Option("closed", "key of the contact point offered while it is closed", checks.key, False),
    Option(
        "consent",
        "ask first whether this phone may be recognised; refusing leads to the same place",
        checks.flag,
        False,
    ),
    Option(
        "reply",
        "first automatic answer to a conversation; {origin} is filled in",
        checks.spoken(checks.text(500, lines=True)),
        False,
    ),
)
