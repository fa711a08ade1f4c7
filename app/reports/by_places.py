"""A test whose versions stand at different places, or side by side, read once it is over."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.attribution.stats import enough, places
from app.attribution.stats.places import Size
from app.reports.arms import Arm, Experiment
from app.reports.versus import ERROR, RISE, Seen, Versus, seen
from app.store import learned
from app.store.history import Reader
from app.store.learned import Met
from app.store.scope import Scope

_LEAST = enough.DEFAULT.clusters


def read(
    reader: Reader, asked: Scope, experiment: Experiment, goal: str, today: date
) -> tuple[Seen, ...]:
    """The versions of a test, each held against the first; `today` (UTC) is not over."""
    error = ERROR / (len(experiment.arms) - 1)
    counted = []
    for arm in experiment.arms:
        by = asked._replace(by=("placement",) if experiment.printed else ("variant", "placement"))
        met = learned.met(reader, by, arm.codes)
        hits = learned.converted(reader, by, arm.codes, goal)
        if experiment.printed:  # its codes are its own, whatever variant a route gave
            met = {(arm.key, *key): found for key, found in met.items()}
            hits = {(arm.key, *key): count for key, count in hits.items()}
        counted.append((arm, met, hits, _sizes(arm, met, hits, printed=experiment.printed)))
    over = today > experiment.season.ends
    return tuple(
        seen(
            arm,
            met,
            hits,
            sum(arm.copies.values()) if experiment.printed else None,
            _compared(sizes, counted[0][3], error, over=over) if place else None,
        )
        for place, (arm, met, hits, sizes) in enumerate(counted)
    )


def _sizes(
    arm: Arm, met: Mapping[Any, Met], hits: Mapping[Any, int], *, printed: bool
) -> dict[str, Size]:
    if printed:
        return {
            place: Size(met.get((arm.key, place), Met(0, 0)).people, copies)
            for place, copies in arm.copies.items()
        }
    return {
        place: Size(hits.get((key, place), 0), found.people)
        for (key, place), found in met.items()
        if key == arm.key
    }


def _compared(
    sizes: Mapping[str, Size], first: Mapping[str, Size], error: float, *, over: bool
) -> Versus:
    found = places.compare(sizes, first, 1 - error)
    needed = max(places.wanted(found, RISE, error), _LEAST)
    low, high = found.interval
    few = min(sum(size.hits for size in arm.values()) for arm in (sizes, first))
    if found.error is None or found.places < _LEAST or few < enough.DEFAULT.hits:
        return Versus("not-enough", needed=_LEAST, have=found.places)
    decided = "better" if low > 0 else "worse" if high < 0 else "no-difference"
    state = decided if over else "running"
    return Versus(state, found.relative, low, high, needed, found.places)
