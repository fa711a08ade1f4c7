"""From the touches and conversions of one subject to the path before each conversion.

A touch counts where it lies in `(conversion - window, conversion]`: at the very moment of the
conversion it still counts (clocks often tick in seconds), exactly one window earlier it no longer
does. Touches stand oldest first; two of the same moment stand in the order of their ids.
"""

from collections.abc import Hashable, Iterable, Sequence
from typing import NamedTuple

from app.attribution.kinds import window


class Touch(NamedTuple):
    """One contact of a subject with a code. `id` is unique and orders touches of one moment.

    `direct`: the person came without following anything (last non-direct skips it).
    """

    at: int
    id: int
    code: int
    medium: str = ""
    direct: bool = False


class Event(NamedTuple):
    """A conversion of the subject, as far as paths are concerned."""

    at: int
    id: int
    kind: str


class Path(NamedTuple):
    """The touches that may be credited for a conversion at `at`, oldest first; may be empty.

    `lead` is the index of the touch that brought the lead, where there was one.
    """

    at: int
    touches: tuple[Touch, ...]
    lead: int | None = None


class Trail(NamedTuple):
    """How often the same channels were met in the same order, with and without a conversion.

    A channel is whatever a report credits: a code id, a medium, a campaign.
    """

    channels: tuple[Hashable, ...]
    conversions: int
    nulls: int = 0


def path(kind: str, at: int, touches: Iterable[Touch], lead_at: int | None = None) -> Path:
    """The path before a conversion of `kind` at `at`, from touches of its subject in any order.

    `lead_at` is when the subject became a lead: the last touch until then brought it.
    """
    within = sorted(touch for touch in touches if 0 <= at - touch.at < window(kind, touch.medium))
    lead = None
    if lead_at is not None:
        before = [index for index, touch in enumerate(within) if touch.at <= lead_at]
        lead = before[-1] if before else None
    return Path(at, tuple(within), lead)


def paths(events: Iterable[Event], touches: Iterable[Touch]) -> list[tuple[Event, Path]]:
    """Each conversion of one subject with its path, oldest first.

    A touch may stand in the paths of several conversions: an install and, later, an order.
    """
    known = sorted(set(touches))
    ordered = sorted(set(events))
    leads = [event.at for event in ordered if event.kind == "lead"]
    return [(event, path(event.kind, event.at, known, _lead(leads, event))) for event in ordered]


def rest(events: Iterable[Event], touches: Iterable[Touch]) -> tuple[Touch, ...]:
    """The touches of one subject that stand in no path: what it met without converting."""
    known = set(touches)
    used = {touch for _event, found in paths(events, known) for touch in found.touches}
    return tuple(sorted(known - used))


def trails(seen: Iterable[tuple[Sequence[Hashable], bool]]) -> list[Trail]:
    """Count equal sequences of channels, given with whether they ended in a conversion.

    Empty sequences are left out: they are unattributed, and no model has a say on them.
    """
    counts: dict[tuple[Hashable, ...], list[int]] = {}
    for channels, converted in seen:
        if channels:
            counts.setdefault(tuple(channels), [0, 0])[not converted] += 1
    return [Trail(channels, yes, no) for channels, (yes, no) in counts.items()]


def _lead(leads: list[int], event: Event) -> int | None:
    before = [at for at in leads if at <= event.at]
    return before[-1] if before else None
