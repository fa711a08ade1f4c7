"""How many people print runs are said to reach. Only reads."""

from app.store.history import Reader
from app.store.scope import Key, Scope, can_filter, key_of, select
from app.store.sources import run_source


def reach(reader: Reader, scope: Scope, *, always: bool) -> dict[Key, int]:
    """How many people the print runs of a scope are said to reach, where anybody said so."""
    source = run_source(scope, always=always)
    table = source.table.replace("q.quantity", "q.quantity, q.reach")
    if not source.answers(scope.by) or not can_filter(scope, source):
        return {}
    found = reader.all(select(scope, source._replace(table=table), "SUM(s.reach)"))
    return {key_of(scope, row): row[-1] for row in found if row[-1] is not None}
