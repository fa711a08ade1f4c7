"""The form of a contact point, made from its channel's options, and the options it gives back."""

import tomllib
from collections.abc import Mapping
from typing import Any

from app.channels import CHANNELS, COMMON, checks
from app.channels.base import Option
from app.web.campaigns import toml

YES, NO = "true", "false"


def options(channel: str) -> tuple[Option, ...]:
    """What a contact point of a channel may hold, required first."""
    known = CHANNELS.get(channel)
    own = known.options if known else ()
    return (*sorted(own, key=lambda option: not option.required), *COMMON)


def kind(option: Option) -> str:
    """How an option is asked for: `flag` by a tick, `many` by one item a line, else by a `line`."""
    return "flag" if option.check is checks.flag else "many" if option.many else "line"


def form(channel: str, stored: Mapping[str, Any]) -> dict[str, str]:
    """What the fields show of stored options."""
    found = {name: _text(value) for name, value in stored.items()}
    for option in options(channel):
        if kind(option) == "flag":
            found.setdefault(option.name, YES if option.usual else NO)
    return found


def sent(channel: str, fields: Mapping[str, str]) -> dict[str, str]:
    """What a form sent, with the ticks that were taken out."""
    given = {name: text.strip() for name, text in fields.items()}
    unticked = {one.name: NO for one in options(channel) if kind(one) == "flag"}
    return {**unticked, **given}


def read(channel: str, given: Mapping[str, str]) -> dict[str, Any]:
    """The options of a form. A value that is no plain text is written as in a campaign file."""
    found: dict[str, Any] = {}
    for option in options(channel):
        text = given.get(option.name, "")
        if kind(option) == "flag":
            if (text == YES) != option.usual:
                found[option.name] = text == YES
        elif text:
            found[option.name] = _value(option, text)
    return found


def _value(option: Option, text: str) -> Any:
    if option.many and not text.startswith("["):
        return [line.strip() for line in text.splitlines() if line.strip()]
    try:
        option.check(text)
    except (ValueError, TypeError, AttributeError):
        try:
            return tomllib.loads(f"value = {text}")["value"]
        except tomllib.TOMLDecodeError:
            return text  # the check says what is wrong with it
    return text


def _text(value: Any) -> str:
    if isinstance(value, list | tuple) and all(isinstance(item, str) for item in value):
        return "\n".join(value)
    return value if isinstance(value, str) else toml.inline(value)
