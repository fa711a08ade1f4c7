"""What came of the scans, by any split: conversions, those of no code, and what print cost.

None stands where a number would be wrong: a print run has no days, a conversion no platform.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from app.store import asked, credits, kept, naming, solved
from app.store.dimensions import DIMENSIONS
from app.store.history import Reader, Select
from app.store.scope import OF_CONVERSIONS, Key, Scope, can_filter, key_of, select
from app.store.shares import NOBODY
from app.store.sources import credit_source, run_source

Sums = Mapping[str, int]


class Credited(NamedTuple):
    """Conversions in millionths, and their value by currency in minor units."""

    millionths: int
    value: Sums


class Runs(NamedTuple):
    """Copies printed, their cost by currency in minor units, and the runs whose cost is unknown."""

    printed: int
    cost: Sums
    unknown: int


def conversions(reader: Reader, scope: Scope) -> dict[Key, Credited] | None:
    """Credited conversions; None where a filter cannot be asked of them, or the model not answer.

    A model of all paths has none by days and the like, nor where there is not enough data.
    """
    if solved.is_solved(scope.model):
        if not solved.channels_of(scope):
            return conversions(reader, scope._replace(model="last"))  # the whole is no model's
        rows = solved.solve(reader, scope).rows if solved.can_split(scope) else None
        return None if rows is None else {key: Credited(*part) for key, part in rows.items()}
    if not can_filter(scope, credit_source(scope)):
        return None
    if scope.model in credits.STORED:
        return _kept(reader, scope, scope.model)
    table = asked.table(reader, scope.brand, scope.model)
    found = reader.all(
        select(
            scope,
            credit_source(scope, table),
            "COUNT(*), SUM(s.share), SUM(s.value_minor)",
            _of_model(scope.model, table),
            also="s.currency",
        )
    )
    return _by_key(scope, found)


def _kept(reader: Reader, scope: Scope, model: str) -> dict[Key, Credited]:
    """Credits of a stored model, or of nobody, from the quickest rollup that can tell them."""
    whole = credit_source(scope)
    wanted = [name for name in (*scope.by, *scope.filters) if whole.answers([name])]
    sources = kept.credit_sources(reader, scope)
    source = next(source for source in sources if source.answers(wanted))
    these = naming.codes(reader, scope)
    found = reader.all(
        select(
            naming.without_codes(scope, these),
            source,
            "SUM(s.n), SUM(s.share), SUM(s.value)",
            naming.both(kept.of_model(model), these),
            also="NULLIF(s.currency, '')",
            instead=naming.BY_NUMBER,
        )
    )
    named = naming.tokens(reader, scope)
    return _by_key(scope, map(named, found))


def _of_model(model: str, table: str) -> Select:
    """The condition for the credits of a model that stand in a table of their own.

    A conversion whose path knows one code has credits of last touch only: all models agree on it.
    """
    own = f"SELECT 1 FROM {table} AS m WHERE m.conversion = s.id AND m.model = ?"  # noqa: S608
    return Select(f"(s.model = ? OR s.model = 'last' AND NOT EXISTS ({own}))", [model, model])


def _by_key(scope: Scope, found: Iterable[Sequence[Any]]) -> dict[Key, Credited]:
    rows: dict[Key, Credited] = {}
    for *keys, currency, count, share, value in found:
        if not count:
            continue
        key = key_of(scope, keys)
        before = rows.get(key, Credited(0, {}))
        rows[key] = Credited(before.millionths + share, _plus(before.value, currency, value))
    return rows


def together(parts: Iterable[Credited]) -> Credited:
    """Several credits as one."""
    whole = Credited(0, {})
    for part in parts:
        value = whole.value
        for currency, minor in part.value.items():
            value = _plus(value, currency, minor)
        whole = Credited(whole.millionths + part.millionths, value)
    return whole


def _plus(sums: Sums, currency: str | None, value: int | None) -> Sums:
    if currency is None or value is None:
        return sums
    return {**sums, currency: sums.get(currency, 0) + value}


def unattributed(reader: Reader, scope: Scope) -> Credited:
    """Conversions of the brand that no code is credited with, under any model.

    Filters on campaigns and the like do not touch them; those on conversions do. A reversal counts
    minus one where nothing is left of what it reverses.
    """
    kept_filters = {
        name: wanted for name, wanted in scope.filters.items() if name in OF_CONVERSIONS
    }
    whole = scope._replace(by=(), filters=kept_filters)
    return _kept(reader, whole, NOBODY).get((), Credited(0, {}))


def print_runs(reader: Reader, scope: Scope, *, always: bool) -> dict[Key, Runs] | None:
    """Print runs; None where they cannot be split or filtered so."""
    source = run_source(scope, always=always)
    split = [name for name in scope.by if name not in OF_CONVERSIONS]
    if not source.answers(split) or not can_filter(scope, source):
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


def is_vague(scope: Scope, credited: Mapping[Key, Credited] | None) -> bool:
    """Whether some conversions do not say to which row they belong, though the scans do.

    A conversion without a contact point had one all the same; a place without a city has none.
    """
    source = credit_source(scope)
    unsure = [
        number
        for number, name in enumerate(scope.by)
        if not source.answers([name]) or "contact_point" in DIMENSIONS[name].needs
    ]
    return any(key[number] is None for key in credited or () for number in unsure)
