"""The one shape of a channel: what a contact point of it must hold, and how it becomes a link."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

# Paths of ours; `{point}` and `{token}` stand for the contact point's key and the token.
PAGE = "/c/{point}/{token}"
FILE = "/c/{point}/{token}/file"


class Source(NamedTuple):
    """What a link carries so that its result comes back to the code.

    `token` may end in a variant (`TOKEN-b`). `reference` is the short form a person can read.
    `origin` is the printed thing in plain words ("l'affiche Dijon Ville"), for editable texts.
    `position` is where it stands, in degrees (latitude, longitude). `person` is the number of who
    agreed to being recognised; it goes to the brand's own pages only.
    """

    token: str
    reference: str
    campaign: str
    medium: str
    placement: str
    origin: str = ""
    position: tuple[float, float] | None = None
    person: str = ""


class Personal(NamedTuple):
    """What of a contact point's page is not the same for everybody who reads its language.

    `number` is the one its placement dials; `near` is where shops are wanted (degrees). `known`:
    the person agreed to being recognised; `first` is the contact point they chose last.
    """

    number: str = ""
    near: tuple[float, float] | None = None
    known: bool = False
    first: str = ""


class Device(NamedTuple):
    """What a link depends on: `platform` and `in_app` as in a Visit, `language` fr or en."""

    platform: str
    in_app: str = ""
    language: str = "fr"


class File(NamedTuple):
    """A file that a contact point hands over: its name, media type and bytes."""

    name: str
    media_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Option:
    """One key a contact point of this channel may hold.

    `check` returns the clean value, made of plain JSON types, and leaves a clean value as it is; or
    it raises ValueError whose text, in the current language, says what would be right. `help` is an
    English message id. `many` is a list of texts; `usual` what a flag is where nothing is said.
    """

    name: str
    help: str
    check: Callable[[Any], Any]
    required: bool = True
    many: bool = False
    usual: bool = False


class Fault(NamedTuple):
    """What is wrong with options that are right one by one: at which, a stable code, what would be
    right (in the current language)."""

    option: str
    code: str
    right: str


Options = Mapping[str, Any]
Link = Callable[[Options, Source, Device], str]
Facts = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Channel:
    """A way to reach the brand.

    `link` is pure: checked options, source and device in; an absolute https URL out, or PAGE or
    FILE where the person must first see a page of ours or is handed a file. `tap` is the link
    behind the page's button, of any scheme; `verb` is that button's text. `shows` gives lines to
    print on the page, (English message id, value); a value may hold `{token}` and `{reference}`.
    `file` makes what FILE answers. `together` finds what is wrong between options. `measured` is
    the strongest evidence by which its results can come back: deterministic, declared, or "scan
    only".
    """

    name: str
    label: Mapping[str, str]
    options: tuple[Option, ...]
    link: Link
    measured: str
    tap: Link | None = None
    verb: Mapping[str, str] | None = None
    shows: Callable[[Options], Facts] | None = None
    file: Callable[[Options, Source, Device], File] | None = None
    together: Callable[[Options], Fault | None] | None = None


def page(_options: Options, _source: Source, _device: Device) -> str:
    """The `link` of a channel whose contact points are reached from a page of ours."""
    return PAGE


def say(fr: str, en: str) -> Mapping[str, str]:
    """A short text in both languages."""
    return {"fr": fr, "en": en}
