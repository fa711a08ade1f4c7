"""Where counts come from, and the one statement that splits any of it by any dimensions.

A source offers columns under the alias `s`, so one dimension serves all of them. The SQL is
portable: integers, CASE, no date function (see app.store.zones). `cat` is the catalog. What is
counted is in app.store.counting.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from app.store.dimensions import DIMENSIONS, JOINS, Dimension
from app.store.history import Select
from app.store.zones import DAY, days_of, local_sql, month_sql, shown

Key = tuple[Any, ...]
# These say something about a conversion only: no filter on scans, actions or print runs.
OF_CONVERSIONS = frozenset(["conversion", "evidence", "strength"])


class Scope(NamedTuple):
    """What is counted: a brand's local days `first` to `last`, both included.

    `start` and `end` are the same as instants, the end not included. `filters` hold the values a
    dimension may have; the empty text stands for "not known".
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


class Source(NamedTuple):
    """Where counts come from: SQL of a table called `s`, what it offers, and how it tells time.

    `within` keeps the rows of the scope's days, `placed` those of a code we know.
    """

    name: str
    table: str
    columns: frozenset[str]
    instant: str
    local: str
    within: str
    placed: str = "1 = 1"

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
) -> Select:
    """The statement for `measures` (SQL) by the scope's dimensions, then by `also` (SQL).

    `extra` is a further condition. A dimension that the source does not have is NULL, and a filter
    on one is left out: whether that would be a lie is for app.store.counting to know.
    """
    keys = [
        _sql(DIMENSIONS[name], scope, source) if source.answers([name]) else "NULL"
        for name in scope.by
    ] + ([also] if also else [])
    conditions = ["s.brand = ?", source.within, source.placed]
    values: list[Any] = [scope.brand]
    if extra:
        conditions.append(extra.sql)
        values += extra.values
    for name, wanted in scope.filters.items():
        if source.answers([name]):
            condition, more = _condition(DIMENSIONS[name], wanted, scope, source)
            conditions.append(condition)
            values += more
    used = [name for name in (*scope.by, *scope.filters) if source.answers([name])]
    joins = " ".join(
        JOINS[join]
        for join in dict.fromkeys(join for name in used for join in DIMENSIONS[name].joins)
    )
    places = ", ".join(str(number + 1) for number in range(len(keys)))
    group = f" GROUP BY {places}" if keys and grouped else ""
    return Select(
        f"SELECT {', '.join([*keys, measures])} FROM {source.table} AS s {joins} "  # noqa: S608
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
        month = month_sql(source.local, scope.zone, scope.start, scope.end)
    return dimension.sql.format(local=source.local, instant=source.instant, month=month)


def _condition(
    dimension: Dimension, wanted: tuple[str, ...], scope: Scope, source: Source
) -> tuple[str, list[Any]]:
    sql = _sql(dimension, scope, source)
    known = [dimension.write(value) for value in wanted if value]
    either = [f"{sql} IN ({', '.join('?' * len(known))})"] if known else []
    if len(known) < len(wanted):
        either.append(f"{sql} IS NULL")
    return f"({' OR '.join(either)})", known


def _instants(scope: Scope, at: str) -> dict[str, str]:
    """How a source whose rows hold an instant tells time."""
    return {
        "instant": at,
        "local": local_sql(at, scope.zone, scope.start, scope.end),
        "within": f"{at} >= {scope.start} AND {at} < {scope.end}",
    }


def _local_days(scope: Scope) -> dict[str, str]:
    """How a source whose rows hold a local day tells time."""
    first, last = days_of(scope.first) * DAY, days_of(scope.last) * DAY
    return {"instant": "s.day", "local": "s.day", "within": f"s.day BETWEEN {first} AND {last}"}


_PLACED = frozenset(["campaign", "medium", "placement"])


def scan_source(scope: Scope, table: str) -> Source:
    """Single scans."""
    return Source(
        "scans",
        table,
        _PLACED
        | {"code", "contact_point", "rule", "variant", "reason", "platform", "in_app"}
        | {"language", "country", "class", "date", "time"},
        **_instants(scope, "s.at"),
        placed="s.campaign <> ''",
    )


def rollup_sources(scope: Scope) -> tuple[Source, ...]:
    """Counts kept beside the history, the smallest table first."""
    hours = _instants(scope, "s.hour")
    return (
        Source(
            "medium_hour",
            "medium_hour",
            frozenset(["medium", "date", "time"]),
            **hours,
            placed="s.medium <> ''",
        ),
        Source(
            "placement_day",
            "placement_day",
            _PLACED | {"contact_point", "date"},
            **_local_days(scope),
            placed="s.campaign <> ''",
        ),
        Source("campaign_hour", "campaign_hour", frozenset(["campaign", "date", "time"]), **hours),
    )


def sketch_sources(scope: Scope) -> tuple[Source, ...]:
    """Sketches of visitors, by medium, by campaign or of all."""
    return tuple(
        Source(
            f"sketch by {dimension}",
            f"(SELECT brand, day, value AS {column}, visitors FROM sketch "  # noqa: S608
            f"WHERE dimension = '{dimension}')",
            frozenset(["date", column]),
            **_local_days(scope),
        )
        for dimension, column in (
            ("brand", "everything"),
            ("medium", "medium"),
            ("campaign", "campaign"),
        )
    )


def action_source(scope: Scope) -> Source:
    """What people did on pages of ours."""
    columns = _PLACED | {"code", "contact_point", "date", "time"}
    return Source("actions", "action", columns, **_instants(scope, "s.at"))


def credit_source(scope: Scope) -> Source:
    """Conversions, each once per code that has a share of it under the scope's model."""
    table = """(SELECT c.brand, c.at, c.contact_point, c.kind AS conversion, c.currency, c.evidence,
        c.strength, k.model, k.code, k.share, k.value_minor,
        CASE WHEN k.code = c.code THEN c.campaign ELSE x.campaign END AS campaign,
        CASE WHEN k.code = c.code THEN c.placement ELSE x.placement END AS placement,
        CASE WHEN k.code = c.code THEN c.medium ELSE y.medium END AS medium
        FROM cat.conversion AS c JOIN cat.credit AS k ON k.conversion = c.id
        LEFT JOIN cat.code AS x ON k.code <> c.code AND x.id = k.code
        LEFT JOIN cat.placement AS y ON y.brand = x.brand AND y.campaign = x.campaign
            AND y.key = x.placement)"""
    columns = _PLACED | {"code", "contact_point", "conversion", "evidence", "strength"}
    return Source("credits", table, columns | {"date", "time"}, **_instants(scope, "s.at"))


def run_source(scope: Scope, *, always: bool) -> Source:
    """Print runs of placements in market on any of the scope's days; `always`: all there are."""
    table = """(SELECT q.brand, q.campaign, q.key AS placement, q.medium, q.quantity, q.cost_minor,
        q.currency, COALESCE(q.starts, h.starts) AS starts, COALESCE(q.ends, h.ends) AS ends
        FROM cat.placement AS q JOIN cat.campaign AS h
        ON h.brand = q.brand AND h.slug = q.campaign)"""
    within = f"s.starts <= '{scope.last}' AND s.ends >= '{scope.first}'"
    return Source("print runs", table, _PLACED, "0", "0", "1" if always else within)
