"""Counts kept beside the history as sources: scans, visitors and credits, the quickest first.

Where a split asks for no day, whole months are read (`Cover`) and single days only at the edges.
"""

from collections.abc import Sequence
from datetime import date

from app.model import CLASSES
from app.store import newer, shares
from app.store.history import Reader, Select
from app.store.months import Cover, cover
from app.store.scope import OF_CONVERSIONS, Clock, Scope, Source
from app.store.zones import DAY, date_of, days_of, local_sql

_LINE = ("campaign", "medium", "placement", "contact_point")
_AMOUNTS = ("model", "n", "share", "value")
_PAID = (*OF_CONVERSIONS, "currency", *_AMOUNTS)
_SCAN_DAYS = "SELECT MIN(day), MAX(day) FROM medium_day WHERE brand = ?"
_CREDIT_DAYS = """SELECT MIN((SELECT MIN(day) FROM credit_day WHERE line = l.id)),
    MAX((SELECT MAX(day) FROM credit_day WHERE line = l.id))
    FROM credit_line AS l WHERE brand = ? AND grain = 0"""


def instants(scope: Scope, at: str) -> Clock:
    """How a source whose rows hold an instant tells time."""
    local = local_sql(at, scope.zone, scope.start, scope.end)
    return Clock(at, local, f"{at} >= {scope.start} AND {at} < {scope.end}")


def scan_sources(reader: Reader, scope: Scope) -> tuple[Source, ...]:
    """Scans, a column per class."""
    over = _cover(reader, scope, _SCAN_DAYS)
    hours, days = instants(scope, "s.hour"), _local_days(scope)
    by_hour = frozenset(["date", "time"])
    lines = "line AS l CROSS JOIN line_{time} AS t ON t.line = l.id WHERE l.brand = ?"
    columns = (*_LINE, *(CLASSES if scope.others else scope.classes))
    placed = "s.campaign <> ''"
    return (
        Source("medium_day", "medium_day", frozenset(["date", "medium"]), days, "s.medium <> ''"),
        Source("campaign_day", "campaign_day", frozenset(["date", "campaign"]), days),
        _source(scope, "lines", [_selects(lines, columns, over)], _LINE, placed=placed),
        _source(scope, "lines", [_daily(scope, lines, columns)], (*_LINE, "date"), placed=placed),
        Source("medium_hour", "medium_hour", by_hour | {"medium"}, hours, "s.medium <> ''"),
        Source("campaign_hour", "campaign_hour", by_hour | {"campaign"}, hours),
    )


def sketch_sources(reader: Reader, scope: Scope) -> tuple[Source, ...]:
    """Sketches of visitors, of all, by medium or by campaign."""
    over = _cover(reader, scope, _SCAN_DAYS)
    found = []
    for dimension in ("brand", "medium", "campaign"):
        tables = f"sketch{{time}} WHERE brand = ? AND dimension = '{dimension}'"
        column = "value AS everything" if dimension == "brand" else f"value AS {dimension}"
        days, months = (tables.format(time=time) for time in ("", "_month"))
        undated = [
            *(_select(months, (column, "visitors"), "month", span) for span in over.months),
            *(_select(days, (column, "visitors"), "day", span) for span in over.days),
        ]
        dated = [_select(days, (column, "visitors", "day"), "day", _span(scope))]
        found.append(_source(scope, "sketch", [undated], (dimension,)))
        found.append(_source(scope, "sketch", [dated], (dimension, "date")))
    return tuple(found)


def credit_sources(reader: Reader, scope: Scope) -> tuple[Source, ...]:
    """What conversions add under a stored model (app.store.shares); the last knows codes and hours.

    What the rollups have not followed yet is in them (app.store.newer).
    """
    over = _cover(reader, scope, _CREDIT_DAYS)
    lines = "credit_line AS l CROSS JOIN credit_{time} AS t ON t.line = l.id"
    fresh = newer.is_there(reader)
    found = []
    for grain, keys in enumerate((("medium",), ("campaign",), (*_LINE, "variant"))):
        where = f"{lines} WHERE l.brand = ? AND l.grain = {grain}"
        columns = (*keys, *_PAID)
        late = _late(scope, columns) if fresh else []
        late_by_day = _late(scope, (*columns, "day")) if fresh else []
        undated = [_selects(where, columns, over), late]
        dated = [_daily(scope, where, columns), late_by_day]
        known = (*keys, *OF_CONVERSIONS)
        found.append(_source(scope, "credits", undated, known))
        found.append(_source(scope, "credits", dated, (*known, "date")))
    # Undated or of a medium or campaign alone is quick; days of lines come last.
    return (*found, _single(scope, fresh))


def _single(scope: Scope, fresh: bool) -> Source:
    """Each conversion by itself."""
    columns = (*_LINE, "variant", *_PAID, "at", "code")
    where = (
        "credit_line AS l CROSS JOIN credited AS t ON t.line = l.id "
        "WHERE l.brand = ? AND l.grain = 2"
    )
    names = ", ".join(columns)
    parts = [
        f"SELECT brand, {names} FROM {where} "  # noqa: S608 - our own names
        f"AND t.at >= {scope.start} AND t.at < {scope.end}"
    ]
    if fresh:
        parts.append(f"SELECT brand, {', '.join(columns)} FROM {newer.TABLE} WHERE brand = ?")  # noqa: S608
    known = (*_LINE, "variant", *OF_CONVERSIONS, "code", "date", "time")
    return _source(scope, "credits", [parts], known)._replace(clock=instants(scope, "s.at"))


def of_model(model: str) -> Select:
    """The condition for the rows of a stored model, or of `shares.NOBODY`."""
    models = {model, "last"} - ({"last"} if model == shares.NOBODY else set())
    return Select(f"s.model IN ({', '.join('?' * len(models))})", sorted(models))


def _source(
    scope: Scope,
    name: str,
    parts: Sequence[Sequence[str]],
    columns: Sequence[str],
    placed: str = "1 = 1",
) -> Source:
    """Selects put together; each has a placeholder for the brand."""
    selects = [select for some in parts for select in some]
    clock = Clock("s.day", "s.day") if "date" in columns else Clock()
    table = f"({' UNION ALL '.join(selects)})"
    return Source(name, table, frozenset(columns), clock, placed, (scope.brand,) * len(selects))


def _selects(tables: str, columns: Sequence[str], over: Cover) -> list[str]:
    return [
        _select(tables.format(time=time), columns, time, span)
        for time, spans in (("month", over.months), ("day", over.days))
        for span in spans
    ]


def _daily(scope: Scope, tables: str, columns: Sequence[str]) -> list[str]:
    return [_select(tables.format(time="day"), (*columns, "day"), "day", _span(scope))]


def _late(scope: Scope, columns: Sequence[str]) -> list[str]:
    return [_select(f"{newer.TABLE} WHERE brand = ?", columns, "day", _span(scope))]


def _select(tables: str, columns: Sequence[str], time: str, span: tuple[int, int]) -> str:
    return (
        f"SELECT brand, {', '.join(columns)} FROM {tables} "  # noqa: S608 - our own names
        f"AND {time} BETWEEN {span[0]} AND {span[1]}"
    )


def _cover(reader: Reader, scope: Scope, sql: str) -> Cover:
    low, high = reader.once(Select(sql, [scope.brand]))[0]
    bounds: tuple[date, date] = (
        (scope.first, scope.last) if low is None else (date_of(low), date_of(high))
    )
    return cover(scope.first, scope.last, *bounds)


def _span(scope: Scope) -> tuple[int, int]:
    return days_of(scope.first) * DAY, days_of(scope.last) * DAY


def _local_days(scope: Scope) -> Clock:
    """How a source whose rows hold a local day tells time."""
    first, last = _span(scope)
    return Clock("s.day", "s.day", f"s.day BETWEEN {first} AND {last}")
