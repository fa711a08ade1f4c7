"""Print runs as insertions: when each medium of a campaign came to each region, city or place."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from app.store import learned
from app.store.history import Reader
from app.store.learned import Started
from app.store.zones import days_of

PLACES = ("region", "city", "place")
"""What may be treated and held out; the first that reports know."""


class Run(NamedTuple):
    """A print run: a medium of a campaign, and the day (from 1970) it came to each cluster."""

    campaign: str
    medium: str
    starts: Mapping[str, int]
    first: int

    @property
    def key(self) -> str:
        """A name of its own within the brand."""
        return f"{self.campaign}/{self.medium}"


def runs(reader: Reader, brand: str, by: str) -> list[Run]:
    """The print runs of a brand, the latest campaign first."""
    found: dict[tuple[str, str], dict[str, int]] = {}
    firsts: dict[tuple[str, str], int] = {}
    for started in learned.runs(reader, brand):
        run = (started.campaign, started.medium)
        day = days_of(date.fromisoformat(started.starts))
        firsts[run] = min(day, firsts.get(run, day))
        cluster = _cluster(started, by)
        if cluster:
            starts = found.setdefault(run, {})
            starts[cluster] = min(day, starts.get(cluster, day))
    return [Run(*run, found.get(run, {}), first) for run, first in firsts.items()]


def _cluster(started: Started, by: str) -> str:
    return str(getattr(started, by, ""))
