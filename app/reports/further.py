"""What only some columns need: conversions by kind, how long they took, reach."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from app.reports.measures import HOURS, KIND_COLUMNS, REACH
from app.store import outcomes, reached, waited
from app.store.history import Reader
from app.store.scope import Key, Scope

Kinds = Mapping[str, int]
"""Kind of conversion -> credited conversions in millionths."""


class Further(NamedTuple):
    """By key: conversions by kind, the waits from scan to conversion that are known, in ms, and the
    people that print is said to reach.

    None: not asked for, or not to be known.
    """

    kinds: Mapping[Key, Kinds] | None = None
    waits: Mapping[Key, Sequence[int]] | None = None
    reach: Mapping[Key, int] | None = None

    def kinds_at(self, key: Key, *, none: bool) -> Kinds | None:
        """The kinds at a key; `none`: nothing there means that there was none."""
        if self.kinds is None:
            return None
        return self.kinds.get(key, {} if none else None)

    def waits_at(self, key: Key) -> Sequence[int] | None:
        """The waits at a key."""
        return None if self.waits is None else self.waits.get(key)


def further(
    reader: Reader, scope: Scope, measures: Iterable[str], *, always: bool = False
) -> Further:
    """What the columns asked for need; `always`: of print runs in market on any day."""
    kinds = _by_kind(reader, scope) if KIND_COLUMNS.keys() & set(measures) else None
    return Further(
        kinds,
        _waits(reader, scope) if HOURS in measures else None,
        reached.reach(reader, scope, always=always) if REACH in measures else None,
    )


def unattributed(reader: Reader, scope: Scope, measures: Iterable[str]) -> Kinds:
    """The conversions of no code by kind, in millionths, of the columns asked for."""
    wanted = {KIND_COLUMNS[name] for name in measures if name in KIND_COLUMNS}
    asked = scope.filters.get("conversion")
    return {
        kind: outcomes.unattributed(reader, _only(scope, kind)).millionths
        for kind in wanted
        if asked is None or kind in asked
    }


def _only(scope: Scope, kind: str) -> Scope:
    return scope._replace(filters={**scope.filters, "conversion": (kind,)})


def _by_kind(reader: Reader, scope: Scope) -> dict[Key, Kinds] | None:
    split = scope._replace(by=(*scope.by, "conversion"))
    credited = outcomes.conversions(reader, split)
    if credited is None:
        return None
    found: dict[Key, dict[str, int]] = {}
    for (*key, kind), part in credited.items():
        kinds = found.setdefault(tuple(key), {})
        kinds[str(kind)] = kinds.get(str(kind), 0) + part.millionths
    return dict(found)


def _waits(reader: Reader, scope: Scope) -> dict[Key, Sequence[int]]:
    found: dict[Key, list[int]] = {}
    for key, wait in waited.waits(reader, scope):
        found.setdefault(key, []).append(wait)
    return dict(found)
