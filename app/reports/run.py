"""Query -> counts -> report."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from app.config import Config
from app.reports import paths
from app.reports.coverage import coverage
from app.reports.further import Kinds, further, unattributed
from app.reports.measures import KIND_COLUMNS, MEASURES, REACH, Facts
from app.reports.query import Query, previous, scope
from app.reports.report import Column, Report, Row
from app.store import alarms, counting, history, outcomes, titles
from app.store.counting import Scans
from app.store.dimensions import DIMENSIONS
from app.store.history import Reader
from app.store.outcomes import Credited
from app.store.scope import Key, Scope

_NO_SCANS = Scans(0, 0, 0.0)
_NO_CREDIT = Credited(0, {})


def run(query: Query, config: Config) -> Report:
    """The report that answers a query, from one snapshot.

    Raises Missing for a brand that is not there, Unavailable where there is no catalog.
    """
    with history.read(config.data) as reader:
        return build(query, reader)


def build(query: Query, reader: Reader) -> Report:
    """The same, from a snapshot that is open already."""
    zone = titles.zone(reader, query.brand)
    bounds = counting.bounds(reader, query.brand)
    asked = scope(query, zone, bounds)
    facts, method = _facts(reader, asked, query)
    total = _total(reader, asked, query, facts, method)
    rest = outcomes.unattributed(reader, asked)
    loose = unattributed(reader, asked, query.measures)
    rang = alarms.during(reader, query.brand, asked.start, asked.end)
    if query.compare:
        earlier = previous(asked, bounds)
        before, how = _facts(reader, earlier, query)
        facts = _beside(asked, facts, before)
        total = total._replace(before=_total(reader, earlier, query, before, how))
    rows = [_row(asked.by, query.measures, key, facts[key]) for key in _sorted(asked, facts)]
    return Report(
        query=query,
        columns=_columns(asked.by, query.measures),
        rows=tuple(rows),
        unattributed=_cells(
            ("conversions", "value", *_counted(query.measures)), Facts(credited=rest, kinds=loose)
        ),
        orphans=_orphans(counting.orphans(reader, asked)),
        totals=_totals(query.measures, total, rest, loose),
        coverage=coverage(asked, query, method, total, rest, _why_not(reader, asked, facts), rang),
        titles=titles.titles(reader, query.brand, query.by),
    )


def _why_not(reader: Reader, scope: Scope, facts: Mapping[Key, Facts]) -> list[str]:
    known = any(found.credited is not None for found in facts.values())
    return [] if known else paths.why_not(reader, scope)


def _facts(reader: Reader, scope: Scope, query: Query) -> tuple[dict[Key, Facts], str]:
    """Everything counted, put together by key; and how visitors were counted."""
    scans = counting.scans(reader, scope, query.exact)
    actions = counting.actions(reader, scope) if "actions" in query.measures else None
    credited = outcomes.conversions(reader, scope)
    runs = outcomes.print_runs(reader, scope, always=_is_open(query))
    keys: set[Key] = {*scans.rows, *(actions or ()), *(credited or ()), *(runs or ())}
    more = further(reader, scope, query.measures, always=_is_open(query))
    knows = counting.splits(scope)
    # Where some conversions do not say which row they belong to, no row can say it had none, and
    # none has a rate.
    vague = outcomes.is_vague(scope, credited)

    def facts_of(key: Key) -> Facts:
        # A source that knows every dimension and has nothing at a key: nothing; else unknown.
        credit = (credited or {}).get(key)
        if credit is None and credited is not None and knows["credits"] and not vague:
            credit = _NO_CREDIT
        return Facts(
            runs=(runs or {}).get(key),
            scans=scans.rows.get(key, _NO_SCANS if knows["scans"] else None),
            actions=(actions or {}).get(key, None if actions is None else 0),
            credited=credit,
            vague=vague,
            kinds=more.kinds_at(key, none=credit is _NO_CREDIT),
            waits=more.waits_at(key),
            reach=(more.reach or {}).get(key),
        )

    return {key: facts_of(key) for key in keys or ([()] if not scope.by else [])}, scans.visitors


def _is_open(query: Query) -> bool:
    return query.start is None and query.end is None


def _total(
    reader: Reader, scope: Scope, query: Query, facts: Mapping[Key, Facts], method: str
) -> Facts:
    """All rows together. What adds up is added up; visitors and print runs are counted anew."""
    if not scope.by:
        return facts.get((), Facts())
    scans = [found.scans for found in facts.values() if found.scans is not None]
    credited = [found.credited for found in facts.values() if found.credited is not None]
    actions = [found.actions for found in facts.values() if found.actions is not None]
    wanted = "visitors" in query.measures
    runs = outcomes.print_runs(reader, scope._replace(by=()), always=_is_open(query))
    return Facts(
        runs=(runs or {}).get(()),
        scans=Scans(
            sum(found.chosen for found in scans),
            sum(found.others or 0 for found in scans),
            counting.visitors(reader, scope, method) if wanted else None,
        ),
        actions=sum(actions) if actions else None,
        credited=_credited(reader, scope, credited),
        kinds=_kinds(found.kinds for found in facts.values()),
        waits=[wait for found in facts.values() for wait in found.waits or ()],
        reach=_reach(reader, scope, query),
    )


def _reach(reader: Reader, scope: Scope, query: Query) -> int | None:
    whole = further(
        reader, scope._replace(by=()), {REACH} & {*query.measures}, always=_is_open(query)
    )
    return (whole.reach or {}).get(())


def _kinds(parts: Iterable[Kinds | None]) -> Kinds | None:
    """The parts together; None where no part knows its kinds."""
    known = [part for part in parts if part is not None]
    kinds = {kind for part in known for kind in part}
    return {kind: sum(part.get(kind, 0) for part in known) for kind in kinds} if known else None


def _counted(measures: Iterable[str]) -> list[str]:
    """The columns that count one kind of conversion."""
    return [name for name in measures if name in KIND_COLUMNS and MEASURES[name].kind == "number"]


def _credited(reader: Reader, scope: Scope, parts: Sequence[Credited]) -> Credited | None:
    """The parts together; without any, what is known of the whole."""
    if parts:
        return outcomes.together(parts)
    found = outcomes.conversions(reader, scope._replace(by=()))
    return None if found is None else found.get((), _NO_CREDIT)


def _beside(scope: Scope, now: dict[Key, Facts], before: dict[Key, Facts]) -> dict[Key, Facts]:
    """Each row with its counterpart of the period before; weeks and months have none."""
    if {"hour", "week", "month"} & set(scope.by):
        return now
    days = (scope.last - scope.first).days + 1
    shifted = {_later(scope, key, days): facts for key, facts in before.items()}
    return {
        key: now.get(key, _nothing(shifted[key]) if key in shifted else Facts())._replace(
            before=shifted.get(key)
        )
        for key in {**now, **shifted}
    }


def _nothing(facts: Facts) -> Facts:
    """The facts of a row of which only the period before had something."""
    return Facts(
        scans=facts.scans and _NO_SCANS,
        actions=None if facts.actions is None else 0,
        credited=facts.credited and _NO_CREDIT,
    )


def _later(scope: Scope, key: Key, days: int) -> Key:
    return tuple(
        (date.fromisoformat(value) + timedelta(days=days)).isoformat()
        if name == "day" and value
        else value
        for name, value in zip(scope.by, key, strict=True)
    )


def _sorted(scope: Scope, facts: Mapping[Key, Facts]) -> list[Key]:
    """In the order of time, then the most scanned first; what is not known comes last."""
    times = [number for number, name in enumerate(scope.by) if DIMENSIONS[name].is_time]

    def order(key: Key) -> tuple[Any, ...]:
        found = facts[key]
        scans = found.scans.chosen if found.scans else 0
        credited = found.credited.millionths if found.credited else 0
        ranks = [(key[number] is None, key[number] or 0) for number in times]
        unknown = sum(value is None for value in key)
        return (ranks, unknown, -scans, -credited, tuple(map(str, key)))

    return sorted(facts, key=order)


def _columns(by: tuple[str, ...], measures: Iterable[str]) -> tuple[Column, ...]:
    return (
        *(Column(name, DIMENSIONS[name].label, DIMENSIONS[name].kind, True) for name in by),
        *(Column(name, MEASURES[name].label, MEASURES[name].kind) for name in measures),
    )


def _cells(measures: Iterable[str], facts: Facts) -> dict[str, Any]:
    return {name: MEASURES[name].cell(facts) for name in measures}


def _row(by: tuple[str, ...], measures: Iterable[str], key: Key, facts: Facts) -> Row:
    return {**dict(zip(by, key, strict=True)), **_cells(measures, facts)}


def _orphans(classes: Mapping[str, int]) -> Row:
    return {
        "scans": sum(classes.values()),
        "classes": {name: count for name, count in classes.items() if count},
    }


def _totals(measures: Iterable[str], whole: Facts, rest: Credited, loose: Kinds) -> Row:
    """Conversions and value of the rows and the unattributed together; rates of the rows alone."""
    cells = _cells(measures, whole)
    if whole.credited is None:
        return cells
    currencies = {**whole.credited.value, **rest.value}
    value = {
        name: whole.credited.value.get(name, 0) + rest.value.get(name, 0) for name in currencies
    }
    every = Facts(
        credited=Credited(whole.credited.millionths + rest.millionths, value),
        kinds=_kinds([whole.kinds, loose]) if whole.kinds is not None else None,
    )
    summed = {"conversions", "value", *_counted(cells)} & set(cells)
    return {**cells, **_cells(summed, every)}
