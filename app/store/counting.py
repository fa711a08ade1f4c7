"""What is counted, by any split: scans, visitors, actions, conversions, print runs, and the rest.

Each function asks the cheapest source that can answer, and answers None rather than a number that
would be wrong: a print run has no days, a conversion no platform.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from app.model import CLASSES
from app.store import rollups
from app.store.history import Reader, Select
from app.store.sources import (
    Key,
    Scope,
    Source,
    action_source,
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
# These say something about a conversion only: no filter on scans, actions or print runs.
_OF_CONVERSIONS = frozenset(["conversion", "evidence", "strength"])
Sums = Mapping[str, int]


class Scans(NamedTuple):
    """`chosen`: scans of the scope's classes; `every`: of all; `visitors` None: unknown."""

    chosen: int
    every: int
    visitors: float | None


class Counted(NamedTuple):
    """Scans by key, and how visitors were counted: `exact`, `sketch` or `none`."""

    rows: Mapping[Key, Scans]
    visitors: str


class Credited(NamedTuple):
    """Conversions in millionths, and their value by currency in minor units."""

    millionths: int
    value: Sums


class Runs(NamedTuple):
    """Copies printed, their cost by currency in minor units, and the runs whose cost is unknown."""

    printed: int
    cost: Sums
    unknown: int


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
    wanted = [*scope.by, *(name for name in scope.filters if name not in _OF_CONVERSIONS)]
    wanted = [name for name in wanted if name not in _OF_CONVERSIONS]
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
    if not _can_filter(scope, source):
        return None
    found = reader.all(select(scope, source, "COUNT(*)"))
    return {key_of(scope, row): row[-1] for row in found if row[-1]}


def conversions(reader: Reader, scope: Scope) -> dict[Key, Credited] | None:
    """Credited conversions; None where a filter cannot be asked of them."""
    source = credit_source(scope)
    if not _can_filter(scope, source):
        return None
    found = reader.all(
        select(
            scope,
            source,
            "SUM(s.share), SUM(s.value_minor)",
            Select("s.model = ?", [scope.model]),
            also="s.currency",
        )
    )
    return _by_key(scope, found)


def _by_key(scope: Scope, found: Iterable[Sequence[Any]]) -> dict[Key, Credited]:
    rows: dict[Key, Credited] = {}
    for *keys, currency, share, value in found:
        if share is None:
            continue
        key = key_of(scope, keys)
        before = rows.get(key, Credited(0, {}))
        rows[key] = Credited(before.millionths + share, _plus(before.value, currency, value))
    return rows


def _plus(sums: Sums, currency: str | None, value: int | None) -> Sums:
    if currency is None or value is None:
        return sums
    return {**sums, currency: sums.get(currency, 0) + value}


def unattributed(reader: Reader, scope: Scope) -> Credited:
    """Conversions of the brand that no code is credited with under the scope's model.

    Filters on campaigns and the like do not touch them; those on conversions do. A reversal counts
    minus one where nothing is left of what it reverses.
    """
    kept = {name: wanted for name, wanted in scope.filters.items() if name in _OF_CONVERSIONS}
    table = """(SELECT c.id, c.brand, c.at, c.kind AS conversion, c.currency, c.evidence,
        c.strength,
        c.value_minor, CASE WHEN c.reverses IS NULL THEN 1 WHEN b.remains = 0 THEN -1 ELSE 0 END
        AS whole FROM cat.conversion AS c LEFT JOIN (
            SELECT r.id, COALESCE(o.value_minor, 0) + SUM(COALESCE(r.value_minor, 0))
                OVER (PARTITION BY r.brand, r.source, r.reverses ORDER BY r.id) AS remains
            FROM cat.conversion AS r JOIN cat.conversion AS o ON o.brand = r.brand
                AND o.source = r.source AND o.external_id = r.reverses
            WHERE r.reverses IS NOT NULL AND r.evidence <> 'reversal') AS b ON b.id = c.id)"""
    alone = "NOT EXISTS (SELECT 1 FROM cat.credit AS k WHERE k.conversion = s.id AND k.model = ?)"
    source = credit_source(scope)._replace(table=table)
    whole = scope._replace(by=(), filters=kept)
    found = reader.all(
        select(
            whole,
            source,
            "SUM(s.whole) * 1000000, SUM(s.value_minor)",
            Select(alone, [scope.model]),
            also="s.currency",
        )
    )
    return _by_key(whole, found).get((), Credited(0, {}))


def print_runs(reader: Reader, scope: Scope, *, always: bool) -> dict[Key, Runs] | None:
    """Print runs; None where they cannot be split or filtered so."""
    source = run_source(scope, always=always)
    split = [name for name in scope.by if name not in _OF_CONVERSIONS]
    if not source.answers(split) or not _can_filter(scope, source):
        return None
    measures = "SUM(s.quantity), SUM(s.cost_minor), SUM(s.cost_minor IS NULL)"
    rows: dict[Key, Runs] = {}
    for *keys, currency, printed, cost, unknown in reader.all(
        select(scope, source, measures, also="s.currency")
    ):
        if printed is not None:
            key = key_of(scope, keys)
            before = rows.get(key, Runs(0, {}, 0))
            rows[key] = Runs(
                before.printed + printed,
                _plus(before.cost, currency, cost),
                before.unknown + unknown,
            )
    return rows


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


def _can_filter(scope: Scope, source: Source) -> bool:
    return source.answers([name for name in scope.filters if name not in _OF_CONVERSIONS])
