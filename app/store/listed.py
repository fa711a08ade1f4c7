"""The codes of a brand as people look at them: searched, a page at a time, or one for each design.

A brand may have millions: nothing here reads more rows than it gives, but for a search, which stops
at a full page.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlite_utils import Database

from app.model import Code
from app.store import rows

_JOIN = """FROM code JOIN placement ON placement.brand = code.brand
    AND placement.campaign = code.campaign AND placement.key = code.placement
    WHERE code.brand = ?"""
_WORD = """ AND (code.token LIKE :w ESCAPE '~' OR code.reference LIKE :w ESCAPE '~'
    OR code.alias LIKE :w ESCAPE '~' OR placement.place LIKE :w ESCAPE '~'
    OR placement.city LIKE :w ESCAPE '~')"""
_GIVEN = "(SELECT value FROM json_each(?))"
_ORDER = "code.campaign, code.placement, code.key"


class Listed(NamedTuple):
    """A code and where it stands."""

    code: Code
    medium: str
    place: str
    city: str

    @property
    def position(self) -> tuple[str, str, str]:
        """Where a list goes on after it."""
        return (self.code.campaign, self.code.placement, self.code.spec.key)


class Look(NamedTuple):
    """Codes that look the same: their medium, the first of them, how `many` there are."""

    medium: str
    sample: Code
    many: int


def listed(
    db: Database, brand: str, words: Sequence[str], after: Sequence[str] | None, limit: int
) -> list[Listed]:
    """At most `limit` codes after a position. Every word must stand in token, reference, address,
    place or city."""
    text, values = f"SELECT code.*, medium, place, city {_JOIN}", [brand]
    for word in words:
        escaped = "".join(f"~{char}" if char in "~%_" else char for char in word)
        text += _WORD.replace(":w", "?")
        values += [f"%{escaped}%"] * 5
    if after:
        text += f" AND ({_ORDER}) > (?, ?, ?)"
        values += after
    found = db.query(f"{text} ORDER BY {_ORDER} LIMIT {int(limit)}", values)
    return [Listed(rows.read_code(row), row["medium"], row["place"], row["city"]) for row in found]


def count(db: Database, brand: str) -> int:
    """How many codes a brand has."""
    found: Any = db.execute("SELECT count(*) FROM code WHERE brand = ?", [brand]).fetchone()
    return int(found[0])


def by_token(db: Database, brand: str, token: str) -> Code | None:
    """A code of a brand by its token."""
    found = db.query("SELECT * FROM code WHERE token = ? AND brand = ?", [token, brand])
    return next(map(rows.read_code, found), None)


def by_ids(db: Database, brand: str, ids: Iterable[int]) -> dict[int, Listed]:
    """Codes of a brand by their ids, those that are there."""
    found = db.query(
        f"SELECT code.*, medium, place, city {_JOIN} AND code.id IN {_GIVEN}",
        [brand, json.dumps(sorted(set(ids)))],
    )
    return {
        row["id"]: Listed(rows.read_code(row), row["medium"], row["place"], row["city"])
        for row in found
    }


def tokens(db: Database, ids: Iterable[int]) -> dict[int, str]:
    """The tokens of codes as they were printed, whatever secret signs today."""
    wanted = json.dumps(sorted(set(ids)))
    found = db.execute(
        f"SELECT id, token FROM code WHERE id IN {_GIVEN}",  # noqa: S608 - our own text
        [wanted],
    )
    return dict(found)


def looks(db: Database, brand: str, campaign: str) -> list[Look]:
    """One for each medium and code key of a campaign, in the order of its placements."""
    # Bare columns beside a single min() come from the row that has it (SQLite, SELECT, 2.5).
    found = db.query(
        f"SELECT code.*, medium, min(placement.rowid) AS first, count(*) AS many {_JOIN} "
        "AND code.campaign = ? GROUP BY medium, code.key, code.kind ORDER BY first, code.key",
        [brand, campaign],
    )
    return [Look(row["medium"], rows.read_code(row), row["many"]) for row in found]
