"""Which printed thing a called number belongs to: the inputs of matching for calls.

A number of its own (`numbers` of a call contact point) names a placement or a medium; the common
number is shared, and only a tap shortly before the call can say more.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from app.channels import call
from app.model import Code, ContactPoint, Plan


class Line(NamedTuple):
    """A number that is answered: its contact point, and the placement or medium that has it alone
    (empty: shared by all)."""

    dial: str
    contact_point: str
    owner: str


def lines(points: Iterable[ContactPoint]) -> tuple[Line, ...]:
    """Every number of the call contact points, own numbers first."""
    calls = [point for point in points if point.channel == "call"]
    own = [
        Line(dial, point.key, owner)
        for point in calls
        for dial, owner in call.tracked(point.options).items()
    ]
    return (*own, *(Line(str(point.options["number"]), point.key, "") for point in calls))


def tracked(plan: Plan, codes: Iterable[Code]) -> Mapping[str, tuple[int, ...]]:
    """Number -> the codes that print it alone: `call` codes of its placement or medium, or all of
    them where it has none. Several codes (a medium's number) share a call equally."""
    mediums = {placement.key: placement.medium for placement in plan.placements}
    known = list(codes)
    found: dict[str, tuple[int, ...]] = {}
    for line in lines(plan.contact_points.values()):
        owners = [
            code
            for code in known
            if line.owner and line.owner in (code.placement, mediums.get(code.placement))
        ]
        printed = [code for code in owners if code.spec.kind == "call"] or owners
        if printed:
            found[line.dial] = tuple(sorted(code.id for code in printed))
    return found


def shared(points: Iterable[ContactPoint]) -> Mapping[str, frozenset[str]]:
    """Shared number -> keys of the contact points whose taps may have led to a call on it."""
    found: dict[str, frozenset[str]] = {}
    for line in lines(points):
        if not line.owner:
            found[line.dial] = found.get(line.dial, frozenset()) | {line.contact_point}
    return found
