"""Scans, visitors, actions and orphans, by any split: from rollups where they can answer.

What came of the scans is in app.store.outcomes.
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from app.model import CLASSES
from app.store import rollups
from app.store.history import Reader, Select
from app.store.sources import (
    OF_CONVERSIONS,
    Key,
    Scope,
    Source,
    action_source,
    can_filter,
    credit_source,
    key_of,
    rollup_sources,
    run_source,
    scan_source,
    select,
    sketch_sources,
)
from app.store.zones import whole_hours

# Up to this many scans every question is answered from the single scans, exactly.
EXACT_BELOW = 100_000


class Scans(NamedTuple):
    """`chosen`: scans of the scope's classes; `every`: of all; `visitors` None: unknown."""

    chosen: int
    every: int
    visitors: float | None


class Counted(NamedTuple):
    """Scans by key, and how visitors were counted: `exact`, `sketch` or `none`."""

    rows: Mapping[Key, Scans]
    visitors: str


def scans(reader: Reader, scope: Scope, exact: bool | None = None) -> Counted:
    """Scans and visitors. `exact` False: from the rollups where they can; None: by size."""
    source = _rollup(scope)
    if exact is None:
        exact = source is None or reader.size() <= EXACT_BELOW
    if exact or source is None:
        return Counted(_single_scans(reader, scope), "exact")
    chosen = " + ".join(f"s.{name}" for name in scope.classes)
    every = " + ".join(f"s.{name}" for name in CLASSES)
    found = reader.all(select(scope, source, f"SUM({chosen}), SUM({every})"))
    people = _sketched(reader, scope)
    split = len(scope.by)
    rows = {
        key: Scans(row[split] or 0, row[split + 1] or 0, people.get(key, 0.0) if people else None)
        for row in found
        for key in [key_of(scope, row)]
    }
    return Counted(rows, "none" if people is None else "sketch")


def _rollup(scope: Scope) -> Source | None:
    """The smallest rollup that holds every dimension asked for."""
    wanted = [*scope.by, *(name for name in scope.filters if name not in OF_CONVERSIONS)]
    wanted = [name for name in wanted if name not in OF_CONVERSIONS]
    hours = whole_hours(scope.zone, scope.start, scope.end)
    for source in rollup_sources(scope):
        if source.answers(wanted) and (hours or "time" not in source.columns):
            return source
    return None


def _single_scans(reader: Reader, scope: Scope) -> dict[Key, Scans]:
    numbers = ", ".join(str(CLASSES.index(name)) for name in scope.classes)
    chosen = f"CASE WHEN s.class IN ({numbers}) THEN"
    statement = select(
        scope,
        scan_source(scope, "scan"),
        f"SUM({chosen} 1 ELSE 0 END), COUNT(*), COUNT(DISTINCT {chosen} s.visitor END)",
    )
    rows: dict[Key, Scans] = {}
    split = len(scope.by)
    # No visitor outlasts a UTC day, and no day is in two places: all three numbers add up.
    for row in reader.scans(statement, scope.start, scope.end):
        key = key_of(scope, row)
        before = rows.get(key, Scans(0, 0, 0.0))
        rows[key] = Scans(
            before.chosen + (row[split] or 0),
            before.every + row[split + 1],
            (before.visitors or 0.0) + row[split + 2],
        )
    return {key: found for key, found in rows.items() if key or found.every}


def _sketched(reader: Reader, scope: Scope) -> dict[Key, float] | None:
    """Estimated human visitors, where a sketch is kept of what is asked."""
    wanted = [*scope.by, *scope.filters]
    for source in sketch_sources(scope):
        if scope.classes == ("human",) and source.answers(wanted):
            blobs: dict[Key, list[bytes]] = defaultdict(list)
            ungrouped = select(scope, source, "s.visitors", grouped=False)
            for row in reader.all(ungrouped):
                blobs[key_of(scope, row)].append(row[-1])
            return {key: rollups.estimate(found) for key, found in blobs.items()}
    return None


def actions(reader: Reader, scope: Scope) -> dict[Key, int] | None:
    """What people did on pages of ours; None where a filter cannot be asked of it."""
    source = action_source(scope)
    if not can_filter(scope, source):
        return None
    found = reader.all(select(scope, source, "COUNT(*)"))
    return {key_of(scope, row): row[-1] for row in found if row[-1]}


def orphans(reader: Reader, scope: Scope) -> dict[str, int]:
    """Scans of no code we know, by class. No filter but the days touches them."""
    source = next(item for item in rollup_sources(scope) if item.name == "placement_day")
    sums = ", ".join(f"SUM(s.{name})" for name in CLASSES)
    whole = scope._replace(by=(), filters={})
    row = reader.all(select(whole, source._replace(placed="s.campaign = ''"), sums))[0]
    return {name: count or 0 for name, count in zip(CLASSES, row, strict=True)}


def splits(scope: Scope) -> dict[str, bool]:
    """Whether scans, actions, credits and print runs know every dimension of the scope."""
    sources = {
        "scans": scan_source(scope, "scan"),
        "actions": action_source(scope),
        "credits": credit_source(scope),
        "runs": run_source(scope, always=True),
    }
    return {name: source.answers(scope.by) for name, source in sources.items()}


def bounds(reader: Reader, brand: str) -> tuple[int, int] | None:
    """The first and last instant at which something happened to a brand; None: nothing yet."""
    found = reader.all(
        Select(
            """SELECT MIN(low), MAX(high) FROM (
                SELECT MIN(hour) AS low, MAX(hour) + 3599999 AS high FROM medium_hour
                WHERE brand = ?
                UNION ALL SELECT MIN(at), MAX(at) FROM cat.conversion WHERE brand = ?)""",
            [brand, brand],
        )
    )[0]
    return None if found[0] is None else (found[0], found[1])
