"""What is said of one version of a test held against the first, and what was counted of it."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from app.attribution.stats.proportions import Count
from app.reports.arms import Arm, Experiment
from app.reports.rate import Rate, rate
from app.store.learned import Met

ERROR, RISE = 0.05, 0.2
"""The error a test allows, shared between its comparisons, and the smallest rise worth knowing."""
STATES = {
    "better": "Brings more",
    "worse": "Brings less",
    "no-difference": "No difference shown",
    "running": "Still running",
    "not-enough": "Not enough data",
    "broken": "Do not read: people were not split as planned",
    "more-hits": "Do not read: more conversions than people",
    "unlike": "Do not read: the versions are not seen by the same people",
}
"""Every state, with its English message id."""


class Versus(NamedTuple):
    """A version held against the first: `relative` 0.1 is a tenth more, with its interval.

    `state` is a key of STATES. `needed`: people of each version,
    or places of each; `have`: how many there are of the version with fewer. `decided`: the day
    that decided; `until`: when the number needed is reached at the pace of the last days.
    """

    state: str
    relative: float | None = None
    low: float | None = None
    high: float | None = None
    needed: int | None = None
    have: int = 0
    decided: date | None = None
    until: date | None = None


class Seen(NamedTuple):
    """A version and what was counted of it; `people` are visitors of a UTC day."""

    arm: Arm
    printed: int | None
    scans: int
    people: int
    converted: int
    rate: Rate
    versus: Versus | None

    @property
    def per_thousand(self) -> float | None:
        """People per 1,000 copies."""
        return self.people * 1000 / self.printed if self.printed else None


class Result(NamedTuple):
    """A test and what it shows. `known`: conversions that say which version, of all there are."""

    experiment: Experiment
    goal: str
    seen: tuple[Seen, ...]
    known: Count


def seen(
    arm: Arm,
    met: Mapping[Any, Met],
    hits: Mapping[Any, int],
    printed: int | None,
    versus: Versus | None,
) -> Seen:
    """What was counted of an arm, from counts whose keys begin with the arm's."""
    own = [found for key, found in met.items() if key[0] == arm.key]
    people = sum(found.people for found in own)
    converted = sum(count for key, count in hits.items() if key[0] == arm.key)
    scans = sum(found.scans for found in own)
    return Seen(arm, printed, scans, people, converted, rate(converted, people), versus)
