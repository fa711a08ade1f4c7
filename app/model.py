"""The values that flow through Relais, in the words of the glossary (README). Frozen, no I/O.

Times are UTC epoch milliseconds unless a name says otherwise; money is integer minor units.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple

from app.hours import Hours

KINDS = ("qr", "messenger", "call", "url", "nfc")
CLASSES = ("human", "preview", "prefetch", "bot", "head", "test", "repeat", "orphan")
PLATFORMS = ("ios", "android", "harmonyos", "windows", "macos", "linux", "other")
PHASES = ("acquisition", "owned")
STRENGTHS = ("deterministic", "declared", "probabilistic", "none")
_NOTHING: Mapping[str, Any] = MappingProxyType({})


class Money(NamedTuple):
    """An exact amount: minor units (cents) and an ISO 4217 currency."""

    minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class Brand:
    """The tenant. `host` is the redirect host, lower case; the first language is the default.

    `logo` and `profile` (an ICC output profile) are files beside the campaign file; `style` is the
    look of its codes (see app.printing.style).
    """

    slug: str
    name: str
    host: str
    fallback: str
    languages: tuple[str, ...] = ("fr", "en")
    timezone: str = "Europe/Paris"
    colour: str = "#1a1a1a"
    byte_mode: bool = False
    logo: str | None = None
    profile: str | None = None
    style: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)


@dataclass(frozen=True, slots=True)
class Campaign:
    """What is printed together. `starts` and `ends` are local dates of the brand, both included."""

    brand: str
    slug: str
    name: str
    starts: date
    ends: date
    budget: Money | None = None
    phase: str = "acquisition"
    rewarded: bool = False


@dataclass(frozen=True, slots=True)
class ContactPoint:
    """A channel plus its target. `options` are the channel's own (see app.channels)."""

    key: str
    channel: str
    options: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of a route: if every condition given holds, go `to` a contact point.

    An empty condition always holds. `percent` takes a stable share of visitors; `nth` counts the
    visitor's visits of the day; `wait_over` is a call centre's queue wait in seconds; `cap` is the
    largest number of humans this rule may let through.
    """

    name: str
    to: str
    platform: frozenset[str] = frozenset()
    in_app: frozenset[str] = frozenset()
    language: frozenset[str] = frozenset()
    country: frozenset[str] = frozenset()
    hours: Hours | None = None
    starts: date | None = None
    ends: date | None = None
    medium: frozenset[str] = frozenset()
    placement: frozenset[str] = frozenset()
    nth: tuple[int, int] | None = None
    percent: int | None = None
    wait_over: int | None = None
    cap: int | None = None
    variant: str = ""


@dataclass(frozen=True, slots=True)
class Route:
    """Ordered rules; the first that matches wins and the last has no condition."""

    key: str
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class CodeSpec:
    """A code as the campaign file asks for it, before it has a token.

    `style` overrides the brand's, key by key.
    """

    key: str
    kind: str
    route: str
    call_to_action: Mapping[str, str]
    alias: str | None = None
    serials: int = 0
    style: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)


@dataclass(frozen=True, slots=True)
class Placement:
    """Where one print run of a medium stands. `cost` is that of the whole run.

    `language` is what is printed there; empty: the first of the brand's. `reach` is how many
    people it is said to reach.
    """

    key: str
    medium: str
    place: str
    city: str = ""
    latitude: float | None = None
    longitude: float | None = None
    quantity: int = 1
    cost: Money | None = None
    starts: date | None = None
    ends: date | None = None
    language: str = ""
    codes: tuple[CodeSpec, ...] = ()
    region: str = ""
    reach: int | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole campaign file, checked."""

    brand: Brand
    campaign: Campaign
    contact_points: Mapping[str, ContactPoint]
    routes: Mapping[str, Route]
    placements: tuple[Placement, ...]


@dataclass(frozen=True, slots=True)
class Code:
    """One printed pointer. `id` has 40 bits; `placement` is its key; `token` never changes."""

    id: int
    token: str
    reference: str
    brand: str
    campaign: str
    placement: str
    spec: CodeSpec
    withdrawn: bool = False


class Visit(NamedTuple):
    """What is kept of an HTTP request. `visitor` (63 bits) means nothing after the UTC day."""

    at: int
    brand: str
    code: int | None
    serial: int | None
    class_: str
    platform: str
    in_app: str
    language: str
    country: str
    visitor: int


class Decision(NamedTuple):
    """Where a visit goes, and why. `target` is an absolute URL or a path of ours under /c."""

    contact_point: str
    rule: str
    target: str
    reason: str = ""
    variant: str = ""


class Scan(NamedTuple):
    """The recorded row: one per request, whatever was decided."""

    visit: Visit
    contact_point: str
    rule: str
    reason: str
    variant: str


class Action(NamedTuple):
    """What a person did on a page of ours after a scan: `chose`, `call`, `consent`, `callback` …"""

    at: int
    brand: str
    code: int
    visitor: int
    kind: str
    contact_point: str


@dataclass(frozen=True, slots=True)
class Conversion:
    """Something of value that happened later. `ref` is a token, reference, number or coupon.

    Idempotent by (`source`, `external_id`); `reverses` names the external_id this row takes back.
    """

    source: str
    external_id: str
    kind: str
    ref: str
    at: int
    value_minor: int | None = None
    currency: str | None = None
    subject: str | None = None
    reverses: str | None = None
    contact_point: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """To which code a conversion belongs, on what evidence, how strong, and why."""

    code: int | None
    evidence: str
    strength: str
    reason: str
