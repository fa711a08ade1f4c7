"""Codes are told apart by number while they are counted, which is quicker, and named at the end."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from app.store.history import Reader, Select
from app.store.scope import Scope

BY_NUMBER: Mapping[str, str] = {"code": "s.code"}
"""What `scope.select` takes instead of the token."""


def codes(reader: Reader, scope: Scope) -> Select | None:
    """The filter on codes as a condition that also says where they stand: rows are sorted by that.

    None where there is no such filter, or one for codes that are not known.
    """
    wanted = scope.filters.get("code", ())
    if not wanted or "" in wanted:
        return None
    found = reader.all(
        Select(
            "SELECT id, campaign, placement FROM cat.code WHERE brand = ? "
            "AND token IN (SELECT value FROM json_each(?))",
            [scope.brand, json.dumps(wanted)],
        )
    )
    if not found:
        return Select("1 = 0", [])
    columns = [sorted(set(column)) for column in zip(*found, strict=True)]
    conditions = (
        f"s.{name} IN ({', '.join('?' * len(values))})"
        for name, values in zip(("code", "campaign", "placement"), columns, strict=True)
    )
    return Select(" AND ".join(conditions), [value for values in columns for value in values])


def without_codes(scope: Scope, found: Select | None) -> Scope:
    """The scope without the filter that `codes` has made a condition of."""
    if found is None:
        return scope
    return scope._replace(
        filters={name: wanted for name, wanted in scope.filters.items() if name != "code"}
    )


def both(one: Select, other: Select | None) -> Select:
    """Two conditions as one."""
    if other is None:
        return one
    return Select(f"{one.sql} AND {other.sql}", [*one.values, *other.values])


def tokens(reader: Reader, scope: Scope) -> Callable[[Sequence[Any]], Sequence[Any]]:
    """Puts the token of a code in the place of its number, in rows split by the scope."""
    if "code" not in scope.by:
        return lambda row: row
    place = scope.by.index("code")
    select = Select("SELECT id, token FROM cat.code WHERE brand = ?", [scope.brand])
    known = dict(reader.all(select))
    return lambda row: [*row[:place], known.get(row[place]), *row[place + 1 :]]
