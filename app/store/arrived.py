"""Conversions in the order they arrived, newest first, a page at a time."""

from collections.abc import Mapping
from typing import NamedTuple

from sqlite_utils import Database

FILTERS: Mapping[str, str] = {
    "code": "code.token",
    "campaign": "conversion.campaign",
    "placement": "conversion.placement",
    "medium": "conversion.medium",
    "conversion": "conversion.kind",
    "strength": "conversion.strength",
}
"""What a list may be narrowed to, by the name a report has for it."""
_LIST = """SELECT conversion.id, conversion.at, conversion.kind, source, external_id, value_minor,
    conversion.currency, reverses, strength, coalesce(token, ''), coalesce(placement.place, ''),
    coalesce(conversion.medium, '')
    FROM conversion LEFT JOIN code ON code.id = conversion.code
    LEFT JOIN placement ON placement.brand = code.brand AND placement.campaign = code.campaign
    AND placement.key = code.placement
    WHERE conversion.brand = ?"""


class Arrived(NamedTuple):
    """A line of the list; `token`, `place` and `medium` are those of its code, if it has one."""

    id: int
    at: int
    kind: str
    source: str
    external_id: str
    value_minor: int | None
    currency: str | None
    reverses: str | None
    strength: str
    token: str
    place: str
    medium: str


def arrived(
    db: Database, brand: str, filters: Mapping[str, str], before: int | None, limit: int
) -> list[Arrived]:
    """At most `limit` conversions of a brand whose id is lower than `before`."""
    where = [f" AND {FILTERS[name]} = ?" for name in filters]
    values: list[object] = [brand, *filters.values()]
    if before is not None:
        where.append(" AND conversion.id < ?")
        values.append(before)
    text = f"{_LIST}{''.join(where)} ORDER BY conversion.id DESC LIMIT ?"
    return [Arrived(*row) for row in db.execute(text, [*values, limit])]


def belongs(db: Database, brand: str, id: int) -> bool:
    """Whether a conversion is one of a brand's."""
    sql = "SELECT 1 FROM conversion WHERE brand = ? AND id = ?"
    return db.execute(sql, [brand, id]).fetchone() is not None
