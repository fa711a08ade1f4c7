"""The one shape of a channel: what a contact point of it must hold, and how it becomes a link."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple


class Source(NamedTuple):
    """What a link carries so that its result comes back to the code.

    `token` may end in a variant (`TOKEN-b`). `reference` is the short form a person can read.
    `origin` is the printed thing in plain words ("l'affiche Dijon Ville"), for editable texts.
    """

    token: str
    reference: str
    campaign: str
    medium: str
    placement: str
    origin: str = ""


class Device(NamedTuple):
    """What a link depends on: `platform` and `in_app` as in a Visit, `language` fr or en."""

    platform: str
    in_app: str = ""
    language: str = "fr"


@dataclass(frozen=True, slots=True)
class Option:
    """One key a contact point of this channel may hold.

    `check` returns the clean value or raises ValueError whose text says what would be right.
    """

    name: str
    help: str
    check: Callable[[Any], Any]
    required: bool = True


Options = Mapping[str, Any]
Link = Callable[[Options, Source, Device], str]


@dataclass(frozen=True, slots=True)
class Channel:
    """A way to reach the brand.

    `link` is pure: checked options, source and device in; an absolute URL out, or a path of ours
    `/c/{point}/{token}` (those two words in braces stand for the contact point's key and the token)
    where the person must first see a page. `tap` is the link behind that page's button.
    `measured` says how its results come back: deterministic, declared, or "scan only".
    """

    name: str
    label: Mapping[str, str]
    options: tuple[Option, ...]
    link: Link
    measured: str
    tap: Link | None = None
