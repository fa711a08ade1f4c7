"""What print brought that nobody scanned: scans, calls and orders elsewhere, around the day a print
run came into market.

Scans and conversions of the run's own codes are left out: they are credited already. Where some
regions (or cities) had the run and others had not, the change of the first is held against that of
the others; the whole brand is also held against its own weeks before.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from math import isfinite
from typing import NamedTuple

import numpy as np

from app.attribution.stats import enough
from app.attribution.stats.baseline import insertion
from app.attribution.stats.lift import Cluster, around, lift
from app.reports.goals import SCANS
from app.reports.insertions import Run, runs
from app.reports.query import Query, scope
from app.store import counting, learned, outcomes, titles
from app.store.history import Reader
from app.store.scope import Scope
from app.store.zones import days_of

LEAST_PLACEBOS = 39
"""Fewer earlier dates than that bound no 95 % interval."""
SEED = 20_270_301
Series = Mapping[str, Mapping[int, int]]


class Lifted(NamedTuple):
    """What followed a run, by one method: `hold-out` or `before`.

    `state`: more, less, no-difference, too-early (no whole week is over, or none lies before),
    few-places (too few with or without the run), few-weeks (too few to know how much weeks stray).
    `before` and `after` are counts of `span` days each, of the clusters that had the run or of the
    whole brand. `relative` 0.1 is a tenth more than without the run; `extra` is that in counts.
    """

    run: Run
    method: str
    state: str
    span: int = 0
    got: int = 0
    held: int = 0
    before: int = 0
    after: int = 0
    relative: float | None = None
    low: float | None = None
    high: float | None = None
    extra: float | None = None


class Data(NamedTuple):
    """Counts of one outcome by local day: by cluster, campaign and medium, and of all conversions
    whether or not a code brought them. `first` and `last` are the whole days there are."""

    by_run: Mapping[tuple[str | None, str, str], Mapping[int, int]]
    first: int
    last: int


def read(
    reader: Reader, query: Query, today: date, outcome: str, by: str, weeks: int = 2
) -> list[Lifted]:
    """What followed every run of a query's campaigns; `today` (the brand's) is not over.

    `outcome` is SCANS or a kind of conversion, `by` a name of PLACES.
    """
    asked, data = _asked(reader, query), daily(reader, query, today, outcome, by)
    every = runs(reader, query.brand, by)
    wanted = query.filters.get("campaign")
    found = []
    for run in every:
        if wanted is None or run.campaign in wanted:
            span = _span(run, data, weeks)
            found.append(_held_out(run, data, span))
            whole = _whole(reader, asked, data, run, outcome)
            found.append(_before(run, data, whole, span, [r for r in every if r.key != run.key]))
    return found


def daily(reader: Reader, query: Query, today: date, outcome: str, by: str) -> Data:
    """The daily counts that lift is read from."""
    asked = _asked(reader, query)
    last = min(days_of(today) - 1, days_of(asked.last))
    return Data(counts(reader, asked, outcome, by), days_of(asked.first), last)


def _asked(reader: Reader, query: Query) -> Scope:
    """All the days of a brand."""
    bounds = counting.bounds(reader, query.brand)
    asked = scope(Query(query.brand, by=()), titles.zone(reader, query.brand), bounds)
    return asked._replace(visitors=False)


def counts(
    reader: Reader, asked: Scope, outcome: str, by: str
) -> Mapping[tuple[str | None, str, str], Mapping[int, int]]:
    """Daily counts of an outcome by cluster, campaign and medium."""
    split = asked._replace(by=(by, "campaign", "medium", "day"))
    found: dict[tuple[str | None, str, str], dict[int, int]] = {}
    if outcome == SCANS:
        rows = counting.scans(reader, split, False).rows
        numbers: Iterable[tuple[tuple[object, ...], int]] = (
            (key, row.chosen) for key, row in rows.items()
        )
    else:
        only = split._replace(filters={"conversion": (outcome,)})
        credited = outcomes.conversions(reader, only) or {}
        numbers = ((key, row.millionths // 1_000_000) for key, row in credited.items())
    for (cluster, campaign, medium, day), count in numbers:
        series = found.setdefault((cluster, str(campaign), str(medium)), {})  # type: ignore[arg-type]
        number = days_of(date.fromisoformat(str(day)))
        series[number] = series.get(number, 0) + count
    return found


def without(data: Data, run: Run) -> Series:
    """The counts of each cluster but for what the run's own codes brought."""
    found: dict[str, dict[int, int]] = {}
    for (cluster, campaign, medium), series in data.by_run.items():
        if cluster is not None and (campaign, medium) != (run.campaign, run.medium):
            into = found.setdefault(cluster, {})
            for day, count in series.items():
                into[day] = into.get(day, 0) + count
    return found


def around_start(run: Run, data: Data, days: Iterable[int], *, treated: bool) -> dict[int, int]:
    """What the clusters with (or without) a run counted so many days after its start (or before).

    Each is counted from its own start, those without the run from the first of all.
    """
    series = [
        (counts, run.starts.get(cluster, run.first))
        for cluster, counts in without(data, run).items()
        if (cluster in run.starts) is treated
    ]
    return {day: sum(counts.get(start + day, 0) for counts, start in series) for day in days}


def _whole(reader: Reader, asked: Scope, data: Data, run: Run, outcome: str) -> Mapping[int, int]:
    if outcome != SCANS:
        return learned.daily(reader, asked, outcome, run.campaign, run.medium)
    found: dict[int, int] = {}
    for (_cluster, campaign, medium), series in data.by_run.items():
        if (campaign, medium) != (run.campaign, run.medium):
            for day, count in series.items():
                found[day] = found.get(day, 0) + count
    return found


def _span(run: Run, data: Data, weeks: int) -> int:
    """Whole weeks, as many as lie before the run and are over after its last start."""
    starts = [*run.starts.values(), run.first]
    room = min(data.last + 1 - max(starts), min(starts) - data.first)
    return max(0, min(weeks, room // 7)) * 7


def _held_out(run: Run, data: Data, span: int) -> Lifted:
    if not span:
        return Lifted(run, "hold-out", "too-early")
    clusters = [
        cluster
        for cluster in around(without(data, run), run.starts, run.first, span)
        if cluster.before or cluster.after
    ]
    got = [cluster for cluster in clusters if cluster.treated]
    counted = Lifted(
        run, "hold-out", "few-places", span, len(got), len(clusters) - len(got), *_sums(got)
    )
    if not enough.clusters([cluster.treated for cluster in clusters]):
        return counted
    found = lift(clusters, np.random.default_rng(SEED))
    return _judged(counted, found.relative, *found.interval, found.extra)


def _sums(clusters: Sequence[Cluster]) -> tuple[int, int]:
    return sum(one.before for one in clusters), sum(one.after for one in clusters)


def _before(
    run: Run, data: Data, whole: Mapping[int, int], span: int, others: Iterable[Run]
) -> Lifted:
    if not span:
        return Lifted(run, "before", "too-early")
    span = 7  # the shortest of whole weeks has the most earlier ones to stray against
    days = {day: count for day, count in whole.items() if data.first <= day <= data.last}
    days.setdefault(data.first, 0)
    busy = {
        other.first + step for other in others for step in range(span) if other.first < run.first
    }
    after = sum(days.get(run.first + step, 0) for step in range(span))
    before = sum(days.get(run.first - step, 0) for step in range(1, span + 1))
    counted = Lifted(run, "before", "few-weeks", span, before=before, after=after)
    try:
        found = insertion(days, run.first, span, busy=busy)
    except ValueError:
        return counted
    if found.placebos < LEAST_PLACEBOS:
        return counted._replace(relative=found.relative, extra=found.extra)
    return _judged(counted, found.relative, *found.interval, found.extra)


def _judged(counted: Lifted, relative: float, low: float, high: float, extra: float) -> Lifted:
    state = "more" if low > 0 else "less" if high < 0 else "no-difference"
    bound = high if isfinite(high) else None
    return counted._replace(state=state, relative=relative, low=low, high=bound, extra=extra)


def day_of(number: int) -> date:
    """The date of a number of days from 1970."""
    return date(1970, 1, 1) + timedelta(days=number)
