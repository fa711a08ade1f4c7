"""What the API gives, as values. Keys that this version does not know are left out."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, TypeVar

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign, without what it holds. `budget` reads `12000.00 EUR`; empty: none."""

    slug: str
    name: str
    starts: date
    ends: date
    budget: str = ""
    phase: str = "acquisition"
    rewarded: bool = False


@dataclass(frozen=True, slots=True)
class Code:
    """A printed code. `url` is what its symbol holds."""

    token: str
    url: str
    reference: str
    campaign: str
    placement: str
    key: str
    kind: str
    route: str
    call_to_action: Mapping[str, str]
    alias: str | None
    serials: int
    style: Mapping[str, Any]
    withdrawn: bool


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that was wrong in a request."""

    code: str
    where: str
    what: str
    instead: str


@dataclass(frozen=True, slots=True)
class Saved:
    """What a change did. `waiting`: a second person must agree; tokens by what became of them."""

    waiting: bool
    campaign: str
    placements: int
    added: tuple[str, ...]
    updated: tuple[str, ...]
    unchanged: tuple[str, ...]
    kept: tuple[str, ...]
    etag: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one conversion: `new`, `replay`, `conflict`; `token` of the code credited."""

    status: str
    id: int
    source: str
    external_id: str
    token: str | None
    evidence: str
    strength: str
    reason: str


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a batch: what was stored, and what was not and why."""

    outcomes: tuple[Outcome, ...]
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Making:
    """The files of a campaign. `state` is none, running, done or failed; `digest` names exactly
    these `files` (names); `approved` is None where nobody spoke; `stale`: edited since."""

    state: str
    done: int
    all: int
    digest: str
    stale: bool
    files: tuple[str, ...]
    approved: bool | None
    person: str
    remark: str
    problems: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something that somebody should look at. Times are RFC 3339; `closed` None: it rings."""

    id: int
    kind: str
    token: str | None
    what: str
    count: int
    first: str
    last: str
    closed: str | None


def value_of(kind: type[Value], given: Mapping[str, Any]) -> Value:
    """A value from an object of the API."""
    known = {one.name for one in fields(kind)}  # type: ignore[arg-type]
    return kind(**{name: item for name, item in given.items() if name in known})


def campaign(given: Mapping[str, Any]) -> Campaign:
    """A campaign, its dates as dates."""
    dates = {name: date.fromisoformat(given[name]) for name in ("starts", "ends")}
    return value_of(Campaign, {**given, **dates})


def saved(given: Mapping[str, Any], etag: str) -> Saved:
    """The answer to a change."""
    tokens = {name: tuple(found) for name, found in given["codes"].items()}
    waiting = given["status"] == "waiting"
    return value_of(Saved, {**given, **tokens, "waiting": waiting, "etag": etag})


def making(given: Mapping[str, Any]) -> Making:
    """The state of a campaign's files."""
    verdict = given["verdict"] or {}
    return value_of(
        Making,
        {
            **given,
            "digest": given["digest"] or "",
            "files": tuple(one["name"] for one in given["files"]),
            "approved": verdict.get("approved"),
            "person": verdict.get("person", ""),
            "remark": verdict.get("remark", ""),
            "problems": tuple(value_of(Fault, one) for one in given["problems"]),
        },
    )


def outcome(given: Mapping[str, Any]) -> Outcome:
    """One row of the answer to conversions."""
    return value_of(Outcome, {**given["match"], **given})
