"""The one statement that splits any source of counts by any dimensions.

A source offers columns under the alias `s`, so one dimension serves all of them (see
app.store.sources for which there are). The SQL is portable: integers, CASE, no date function (see
app.store.zones). `cat` is the catalog.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple

from app.store.dimensions import DIMENSIONS, JOINS, Dimension
from app.store.history import Select
from app.store.zones import month_sql, shown

Key = tuple[Any, ...]
NOTHING: Mapping[str, Any] = MappingProxyType({})
# These say something about a conversion only: no filter on scans, actions or print runs.
OF_CONVERSIONS = frozenset(["conversion", "evidence", "strength"])


class Scope(NamedTuple):
    """What is counted: a brand's local days `first` to `last`, both included.

    `start` and `end` are the same as instants, the end not included. `filters` hold the values a
    dimension may have; the empty text stands for "not known". `others`: count the scans of the
    other classes too. `visitors`: count them, which is most of the work.
    """

    brand: str
    zone: str
    first: date
    last: date
    start: int
    end: int
    by: tuple[str, ...]
    filters: Mapping[str, tuple[str, ...]]
    classes: tuple[str, ...] = ("human",)
    model: str = "last"
    others: bool = False
    visitors: bool = True


class Clock(NamedTuple):
    """How a source tells time, as SQL: the instant and the local number of a row, and whether the
    row is `within` the scope's days."""

    instant: str = "0"
    local: str = "0"
    within: str = "1 = 1"


class Source(NamedTuple):
    """Where counts come from: SQL of a table called `s`, what it offers, and how it tells time.

    `placed` keeps the rows of a code we know. `values` are those of the table's own placeholders.
    """

    name: str
    table: str
    columns: frozenset[str]
    clock: Clock
    placed: str = "1 = 1"
    values: tuple[Any, ...] = ()

    def answers(self, dimensions: Sequence[str]) -> bool:
        """Whether every one of these dimensions can be asked of this source."""
        return all(DIMENSIONS[name].needs <= self.columns for name in dimensions)


def select(
    scope: Scope,
    source: Source,
    measures: str,
    extra: Select | None = None,
    also: str = "",
    *,
    grouped: bool = True,
    instead: Mapping[str, str] = NOTHING,
) -> Select:
    """The statement for `measures` (SQL) by the scope's dimensions, then by `also` (SQL): k0, k1 …

    `extra` is a further condition. A dimension that the source does not have is NULL, and a filter
    on one is left out: whether that would be a lie is for app.store.counting to know. `instead` is
    SQL that stands for a dimension of the split one to one, and needs no join.
    """
    keys = [
        instead.get(name) or _sql(DIMENSIONS[name], scope, source)
        if source.answers([name])
        else "NULL"
        for name in scope.by
    ] + ([also] if also else [])
    conditions = ["s.brand = ?", source.clock.within, source.placed]
    values: list[Any] = [*source.values, scope.brand]
    if extra:
        conditions.append(extra.sql)
        values += extra.values
    for name, wanted in scope.filters.items():
        if source.answers([name]):
            condition, more = _condition(DIMENSIONS[name], wanted, scope, source)
            conditions.append(condition)
            values += more
    split = (name for name in scope.by if name not in instead)
    used = [name for name in (*split, *scope.filters) if source.answers([name])]
    joins = " ".join(
        JOINS[join]
        for join in dict.fromkeys(join for name in used for join in DIMENSIONS[name].joins)
    )
    named = [f"{key} AS k{number}" for number, key in enumerate(keys)]
    places = ", ".join(str(number + 1) for number in range(len(keys)))
    group = f" GROUP BY {places}" if keys and grouped else ""
    return Select(
        f"SELECT {', '.join([*named, measures])} FROM {source.table} AS s {joins} "  # noqa: S608
        f"WHERE {' AND '.join(conditions)}{group}",
        values,
    )


def can_filter(scope: Scope, source: Source) -> bool:
    """Whether every filter of the scope can be asked of a source, or does not concern it."""
    return source.answers([name for name in scope.filters if name not in OF_CONVERSIONS])


def key_of(scope: Scope, row: Sequence[Any]) -> Key:
    """The shown values of the dimensions a row begins with; None: not known."""
    return tuple(
        None if value is None else _shown(DIMENSIONS[name], value, scope.zone)
        for name, value in zip(scope.by, row, strict=False)
    )


def _shown(dimension: Dimension, value: Any, zone: str) -> Any:
    if dimension.kind == "hour":
        # An hour is an instant: when the clock is put back, two hours have one name.
        return shown(zone, value).isoformat(timespec="minutes")
    return dimension.read(value)


def _sql(dimension: Dimension, scope: Scope, source: Source) -> str:
    if "{" not in dimension.sql:
        return dimension.sql
    month = ""
    if "{month}" in dimension.sql:
        month = month_sql(source.clock.local, scope.zone, scope.start, scope.end)
    return dimension.sql.format(local=source.clock.local, instant=source.clock.instant, month=month)


def _condition(
    dimension: Dimension, wanted: tuple[str, ...], scope: Scope, source: Source
) -> tuple[str, list[Any]]:
    sql = _sql(dimension, scope, source)
    known = [dimension.write(value) for value in wanted if value]
    marks = ", ".join("?" * len(known))
    either = [f"{dimension.column or sql} IN ({marks})"] if known else []
    if len(known) < len(wanted):
        either.append(f"{sql} IS NULL")
    return f"({' OR '.join(either)})", known
