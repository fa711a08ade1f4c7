"""Lists of the catalog page by page, in the order of a key that no edit moves.

A page starts after the key of the last row of the page before, so that rows which come or go
meanwhile are neither shown twice nor left out.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlite_utils import Database

from app.store.rows import Row

KEYS: Mapping[str, tuple[str, ...]] = {
    "campaign": ("slug",),
    "contact_point": ("campaign", "key"),
    "route": ("campaign", "key"),
    "placement": ("campaign", "key"),
    "code": ("id",),
    "conversion": ("id",),
    "webhook": ("id",),
    "delivery": ("id",),
    "alarm": ("id",),
}
"""Table -> what its rows of one brand are ordered by, which is unique there."""

Cursor = Sequence[str | int]


class Page(NamedTuple):
    """Some rows, and the key to go on after; None where there is no more."""

    rows: list[Row]
    after: tuple[str | int, ...] | None


def page(
    db: Database,
    table: str,
    brand: str,
    filters: Mapping[str, object],
    after: Cursor | None,
    limit: int,
) -> Page:
    """At most `limit` rows of a brand whose columns equal `filters`, after the key `after`.

    Raises ValueError for an `after` that is no key of the table.
    """
    key = KEYS[table]
    if after is not None and len(after) != len(key):
        raise ValueError(after)
    order, marks = ", ".join(key), ", ".join("?" for _ in key)
    # Not `IS ?` for all: equality is what an index of several columns is best used for.
    where = [f"{name} {'IS' if value is None else '='} ?" for name, value in filters.items()]
    where = ["brand = ?", *where]
    values: list[object] = [brand, *filters.values()]
    if after is not None:
        where.append(f"({order}) > ({marks})")
        values += after
    text = f"SELECT * FROM {table} WHERE {' AND '.join(where)} ORDER BY {order} LIMIT ?"  # noqa: S608
    rows = list(db.query(text, [*values, limit + 1]))
    last = tuple(rows[limit - 1][name] for name in key) if len(rows) > limit else None
    return Page(rows[:limit], last)


def one(db: Database, table: str, brand: str, **key: object) -> Row | None:
    """The row of a brand with these columns."""
    where = " AND ".join(f"{name} = ?" for name in ("brand", *key))
    text = f"SELECT * FROM {table} WHERE {where}"  # noqa: S608 - our own names
    return next(iter(db.query(text, [brand, *key.values()])), None)
