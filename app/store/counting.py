"""Scans, visitors, actions and orphans, by any split: from rollups where they can answer.

What came of the scans is in app.store.outcomes.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import NamedTuple

from app.model import CLASSES
from app.store import kept, naming, sketches
from app.store.history import Layers, Reader, Select
from app.store.scope import OF_CONVERSIONS, Key, Scope, Source, can_filter, key_of, select
from app.store.sources import action_source, credit_source, run_source, scan_source
from app.store.zones import HOUR, whole_hours

# Up to this many scans every question is answered from the single scans, exactly.
EXACT_BELOW = 100_000


class Scans(NamedTuple):
    """`chosen`: of the scope's classes; `others`: of all others, where asked for; `visitors`.

    None: not known.
    """

    chosen: int
    others: int | None
    visitors: float | None


class Counted(NamedTuple):
    """Scans by key, and how visitors were counted: `exact`, `sketch` or `none`."""

    rows: Mapping[Key, Scans]
    visitors: str


def scans(reader: Reader, scope: Scope, exact: bool | None = None) -> Counted:
    """Scans and visitors. `exact` False: from the rollups where they can; None: by size."""
    source = _rollup(reader, scope)
    if exact is None:
        exact = scope.visitors and reader.size() <= EXACT_BELOW
    if exact or source is None:
        return Counted(_single_scans(reader, scope), "exact")
    found = reader.all(select(scope, source, _sums(scope)))
    people = _sketched(reader, scope) if scope.visitors else None
    rows = {
        key_of(scope, row): Scans(row[-2] or 0, row[-1], None if people is None else 0.0)
        for row in found
    }
    for key, number in (people or {}).items():
        if key in rows:
            rows[key] = rows[key]._replace(visitors=number)
    return Counted(rows, "none" if people is None else "sketch")


def visitors(reader: Reader, scope: Scope, method: str) -> float | None:
    """All visitors of a scope together, counted as its rows were."""
    whole = scope._replace(by=())
    if method == "exact":
        plain = scope.classes == ("human",) and not scope.filters
        known = reader.people(scope.brand, scope.start, scope.end) if plain else {}
        found = _single_scans(reader, whole, known).get(())
        return sum(known.values()) + ((found.visitors or 0.0) if found else 0.0)
    people = _sketched(reader, whole)
    return None if people is None else people.get((), 0.0)


def _sums(scope: Scope) -> str:
    """SQL of the scans of the scope's classes and of the others, over a column per class."""
    chosen = " + ".join(f"s.{name}" for name in scope.classes)
    rest = [name for name in CLASSES if name not in scope.classes]
    others = " + ".join(f"s.{name}" for name in rest) or "0"
    return f"SUM({chosen}), {f'SUM({others})' if scope.others else 'NULL'}"


def _rollup(reader: Reader, scope: Scope) -> Source | None:
    """The smallest rollup that holds every dimension asked for."""
    wanted = [*scope.by, *(name for name in scope.filters if name not in OF_CONVERSIONS)]
    wanted = [name for name in wanted if name not in OF_CONVERSIONS]
    hours = whole_hours(scope.zone, scope.start, scope.end)
    for source in kept.scan_sources(reader, scope):
        if source.answers(wanted) and (hours or "time" not in source.columns):
            return source
    return None


def _single_scans(reader: Reader, scope: Scope, but: Collection[str] = ()) -> dict[Key, Scans]:
    """Scans one by one, `but` those of some files.

    First each visitor's at a key are put together, then the visitors. No visitor outlasts a UTC
    day, and no day is in two places: all three numbers add up.
    """
    numbers = ", ".join(str(CLASSES.index(name)) for name in scope.classes)
    visitor = "s.visitor" if scope.visitors else "1"
    every = set(scope.classes) == set(CLASSES)
    chosen = visitor if every else f"CASE WHEN s.class IN ({numbers}) THEN {visitor} END"
    found_codes = naming.codes(reader, scope)
    single = select(
        naming.without_codes(scope, found_codes),
        scan_source(scope, "scan"),
        "COUNT(*) AS n",
        found_codes,
        also=chosen,
        instead=naming.BY_NUMBER,
    )
    keys = [f"k{number}" for number in range(len(scope.by))]
    last = f"k{len(keys)}"
    question = Layers(
        single,
        keys,
        {
            "every": "SUM(n)",
            "here": f"SUM(CASE WHEN {last} IS NOT NULL THEN n ELSE 0 END)",
            "seen": f"COUNT({last})" if scope.visitors else "0",
        },
    )
    rows: dict[Key, Scans] = {}
    narrow = bool(scope.filters)
    named = naming.tokens(reader, scope)
    for *found, every, here, seen in reader.counts(question, scope.start, scope.end, narrow, but):
        if every:
            key = key_of(scope, named(found))
            before = rows.get(key, Scans(0, 0, 0.0))
            rows[key] = Scans(
                before.chosen + here,
                (before.others or 0) + every - here,
                (before.visitors or 0.0) + seen,
            )
    return rows


def _sketched(reader: Reader, scope: Scope) -> dict[Key, float] | None:
    """Estimated human visitors, where a sketch is kept of what is asked."""
    wanted = [*scope.by, *scope.filters]
    for source in kept.sketch_sources(reader, scope):
        if scope.classes == ("human",) and source.answers(wanted):
            blobs: dict[Key, list[bytes]] = defaultdict(list)
            ungrouped = select(scope, source, "s.visitors", grouped=False)
            for row in reader.all(ungrouped):
                blobs[key_of(scope, row)].append(row[-1])
            return {key: sketches.estimate(found) for key, found in blobs.items()}
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
    source = kept.scan_sources(reader, scope)[0]
    source = source._replace(placed=source.placed.replace("<>", "="))
    sums = ", ".join(f"SUM(s.{name})" for name in CLASSES)
    row = reader.all(select(scope._replace(by=(), filters={}), source, sums))[0]
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
    hours = f"FROM medium_hour WHERE brand = ?1), (SELECT MAX(hour) + {HOUR - 1}"
    low, high, first, last = reader.all(
        Select(
            f"""SELECT (SELECT MIN(hour) {hours} FROM medium_hour WHERE brand = ?1),
            (SELECT MIN(at) FROM cat.conversion WHERE brand = ?1),
            (SELECT MAX(at) FROM cat.conversion WHERE brand = ?1)""",  # noqa: S608 - no input
            [brand],
        )
    )[0]
    lows, highs = ([at for at in pair if at is not None] for pair in ((low, first), (high, last)))
    return (min(lows), max(highs)) if lows else None
