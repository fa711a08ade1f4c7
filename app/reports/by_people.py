"""A test whose versions people were given by lot, read at the end of each UTC day."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import accumulate
from math import ceil
from typing import Any

from app.attribution.stats import looks
from app.attribution.stats.proportions import Count
from app.reports.arms import Arm, Experiment
from app.reports.versus import ERROR, RISE, Seen, Versus, seen
from app.store import learned
from app.store.history import Reader
from app.store.learned import Met
from app.store.scope import Scope

PACE_DAYS = 14


def read(
    reader: Reader, asked: Scope, experiment: Experiment, goal: str, today: date
) -> tuple[Seen, ...]:
    """The versions of a test, each held against the first; `today` (UTC) is not over."""
    daily, codes = asked._replace(by=("variant", "day")), experiment.arms[0].codes
    met = learned.met(reader, daily, codes)
    hits = learned.converted(reader, daily, codes, goal)
    days = _days(asked, today)
    course = [_course(arm, met, hits, days) for arm in experiment.arms]
    error = ERROR / (len(course) - 1)
    first = experiment.arms[0]

    def held(place: int) -> Versus:
        arm, pairs = experiment.arms[place], list(zip(course[place], course[0], strict=True))
        if experiment.unlike:
            return Versus("unlike")
        found = looks.read(pairs, (arm.share, first.share), RISE, error)
        return _said(found, days, today, pairs)

    return tuple(
        seen(arm, met, hits, None, held(place) if place else None)
        for place, arm in enumerate(experiment.arms)
    )


def _days(asked: Scope, today: date) -> list[str]:
    """The scope's days that are over."""
    over = min(asked.last, today - timedelta(days=1))
    return [
        (asked.first + timedelta(days=day)).isoformat()
        for day in range((over - asked.first).days + 1)
    ]


def _course(
    arm: Arm, met: Mapping[Any, Met], hits: Mapping[Any, int], days: Sequence[str]
) -> list[Count]:
    """An arm's counts up to the end of each day."""
    people = accumulate(met.get((arm.key, day), Met(0, 0)).people for day in days)
    converted = accumulate(hits.get((arm.key, day), 0) for day in days)
    return [Count(*pair) for pair in zip(converted, people, strict=True)]


def _said(
    found: looks.Reading, days: Sequence[str], today: date, pairs: Sequence[tuple[Count, Count]]
) -> Versus:
    base = found.second.rate
    have = min(count.total for count in pairs[-1]) if pairs else 0
    state = {"first": "better", "second": "worse"}.get(found.state, found.state)
    said = Versus(state, needed=found.needed, have=have)
    if found.needed is None or not base:
        return said
    return said._replace(
        relative=found.first.rate / base - 1,
        low=found.interval.low / base,
        high=found.interval.high / base,
        decided=date.fromisoformat(days[found.look]) if found.look is not None else None,
        until=_until(pairs, found.needed, have, today) if state == "running" else None,
    )


def _until(
    pairs: Sequence[tuple[Count, Count]], needed: int | None, have: int, today: date
) -> date | None:
    """When enough people will be there, should they go on coming as in the last days."""
    if needed is None or not pairs:
        return None
    then = pairs[-PACE_DAYS - 1] if len(pairs) > PACE_DAYS else (Count(0, 0), Count(0, 0))
    pace = (have - min(count.total for count in then)) / min(len(pairs), PACE_DAYS)
    days = ceil(max(needed - have, 0) / pace) if pace > 0 else None
    return today + timedelta(days=days) if days is not None and days < 3660 else None
