"""The journeys of people in the catalog: conversions that share a subject, as paths of touches.

A touch is a conversion that names one code by itself: an open, an install, a conversation. It comes
at once with the conversion that tells of it, so several of one code within half an hour, with no
other code between, are one contact.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from app.attribution import journeys
from app.attribution.journeys import Path, Touch

LONGEST = 100
"""Touches of a path at most, the latest; more are a robot's and would only slow things down."""
SAME_CONTACT = 30 * 60 * 1000
# These follow from an earlier contact and are none themselves.
NO_CONTACT = ("uninstall", "crash", "opt_out", "satisfaction", "qualified_call")
_OTHERS = f"""SELECT at, code, medium, strength FROM conversion
    WHERE brand = ? AND subject = ? AND at <= ? AND id <> ? AND reverses IS NULL
    AND code IS NOT NULL AND likely = '' AND kind NOT IN ({", ".join("?" * len(NO_CONTACT))})
    ORDER BY at DESC, source DESC, external_id DESC LIMIT {LONGEST}"""  # noqa: S608
_WEAKEST = ("none", "probabilistic", "declared", "deterministic")


Ask = Callable[[str, Sequence[Any]], list[tuple[Any, ...]]]
"""A statement and its values -> rows, from the catalog or from a report's snapshot."""


class Member(NamedTuple):
    """A conversion of a subject, as its path is concerned; `code` None: it names none itself."""

    id: int
    subject: str
    kind: str
    at: int
    code: int | None
    medium: str
    strength: str


class Journey(NamedTuple):
    """The path before a conversion, and the weakest evidence of its touches."""

    path: Path
    strength: str


def before(ask: Ask, brand: str, member: Member) -> Journey:
    """The journey that led to a conversion; its own touch, if it has one, comes last.

    Touches of one moment stand in the order of source and external id, so that the order of arrival
    changes nothing.
    """
    found = ask(_OTHERS, [brand, member.subject, member.at, member.id, *NO_CONTACT])
    found.reverse()
    if member.code is not None:
        found.append((member.at, member.code, member.medium, member.strength))
    touches = contacts(
        Touch(at, place, code, medium or "") for place, (at, code, medium, _) in enumerate(found)
    )
    lead = ask(
        "SELECT max(at) FROM conversion WHERE brand = ? AND subject = ? AND kind = 'lead' "
        "AND reverses IS NULL AND at <= ?",
        [brand, member.subject, member.at],
    )[0][0]
    path = journeys.path(member.kind, member.at, touches, lead)
    strengths = [found[touch.id][3] for touch in path.touches]
    return Journey(path, min(strengths, key=_WEAKEST.index, default="none"))


def contacts(touches: Iterable[Touch]) -> Sequence[Touch]:
    """The touches, oldest first, without those that tell of the contact before them again."""
    kept: list[Touch] = []
    for touch in touches:
        again = kept and kept[-1].code == touch.code and touch.at - kept[-1].at <= SAME_CONTACT
        if not again:
            kept.append(touch)
    return kept


def later(ask: Ask, brand: str, subject: str, since: int) -> list[int]:
    """The conversions of a subject at or after `since`: what a new touch may change."""
    found = ask(
        "SELECT id FROM conversion WHERE brand = ? AND subject = ? AND at >= ? "
        "AND reverses IS NULL",
        [brand, subject, since],
    )
    return [row[0] for row in found]
