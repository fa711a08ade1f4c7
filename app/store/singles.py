"""Single rows behind a report: its scans, the people it brought, and what they did afterwards."""

from collections.abc import Iterator
from typing import Any

from app.model import CLASSES
from app.store.history import Reader, Select
from app.store.scope import Key, Scope, key_of, select
from app.store.sources import credit_source, scan_source
from app.store.zones import DAY, local_sql

JOINING = ("install", "open")
"""The kinds of conversion by which somebody joins."""


def scans(reader: Reader, scope: Scope, limit: int) -> list[tuple[int, Key]]:
    """The latest scans of a scope, newest first: the instant, and the values it is split by."""
    numbers = ", ".join(str(CLASSES.index(name)) for name in scope.classes)
    chosen = Select(f"s.class IN ({numbers})", [])
    found = select(scope, scan_source(scope, "scan"), "s.at", chosen, grouped=False)
    latest = found._replace(sql=f"{found.sql} ORDER BY s.at DESC LIMIT {int(limit)}")
    rows = list(reader.scans(latest, scope.start, scope.end))
    rows.sort(key=lambda row: row[-1], reverse=True)
    return [(row[-1], key_of(scope, row)) for row in rows[:limit]]


def joined(reader: Reader, scope: Scope) -> Iterator[tuple[str, int, Key]]:
    """Who joined in the scope's days by a code: subject, local day (from 1970), where from."""
    marks = ", ".join("?" * len(JOINING))
    source = credit_source(scope)
    condition = Select(
        f"s.model = 'last' AND s.subject IS NOT NULL AND s.reverses IS NULL AND s.share > 0 "
        f"AND s.conversion IN ({marks})",
        list(JOINING),
    )
    measures = f"s.subject, ({source.clock.local} - {source.clock.local} % {DAY}) / {DAY}"
    for row in reader.all(select(scope, source, measures, condition, grouped=False)):
        yield row[-2], row[-1], key_of(scope, row)


def uses(reader: Reader, scope: Scope, before: int) -> Iterator[tuple[Any, ...]]:
    """What known people of a brand did until an instant: subject, kind, local day, value."""
    local = local_sql("c.at", scope.zone, scope.start, max(before, scope.end))
    yield from reader.all(
        Select(
            f"SELECT c.subject, c.kind, ({local} - {local} % {DAY}) / {DAY}, "  # noqa: S608
            "CASE WHEN c.currency IS NULL THEN c.value_minor END FROM cat.conversion AS c "
            "WHERE c.brand = ? AND c.subject IS NOT NULL AND c.reverses IS NULL "
            "AND c.at >= ? AND c.at < ?",
            [scope.brand, scope.start, before],
        )
    )
