"""The telephone numbers that a brand holds to print: free, or of a placement, or at rest.

Which placement a number has stands in its campaign alone (`numbers` of a call contact point); kept
here is only what no campaign knows: that the brand has the number, and when it was given back.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sqlite_utils import Database

STATEMENTS = (
    """CREATE TABLE IF NOT EXISTS pooled (
    brand TEXT NOT NULL REFERENCES brand, number TEXT NOT NULL, note TEXT NOT NULL,
    freed INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (brand, number)
) STRICT, WITHOUT ROWID""",
)
REST = 60 * 86_400_000
"""How long a number rests once it is given back, ms: what is printed is called for weeks."""
COUNTED = 90 * 86_400_000
"""How far back calls to a number are counted, ms."""
_CALLS = """SELECT ref, count(*) FROM conversion WHERE brand = ? AND at >= ? AND reverses IS NULL
    AND kind IN ('call', 'missed_call', 'abandoned_call') AND ref LIKE '+%' GROUP BY ref"""


class Pooled(NamedTuple):
    """A number (E.164), whose it is in the brand's words, when it was given back (ms; 0: never)."""

    number: str
    note: str
    freed: int


def numbers(db: Database, brand: str) -> list[Pooled]:
    """Every number of a brand's pool, in order."""
    found = db.execute(
        "SELECT number, note, freed FROM pooled WHERE brand = ? ORDER BY number", [brand]
    )
    return [Pooled(*row) for row in found]


def add(db: Database, brand: str, found: Iterable[str], note: str) -> int:
    """Put numbers into the pool; how many are new."""
    with db.conn:
        return sum(
            db.execute(
                "INSERT OR IGNORE INTO pooled (brand, number, note) VALUES (?, ?, ?)",
                [brand, number, note],
            ).rowcount
            for number in found
        )


def free(db: Database, brand: str, number: str, now: int) -> None:
    """Note that a number was given back at `now`; it rests from then on."""
    with db.conn:
        db.execute(
            "UPDATE pooled SET freed = ? WHERE brand = ? AND number = ?", [now, brand, number]
        )


def remove(db: Database, brand: str, number: str) -> None:
    """Take a number out of the pool: the brand has it no more."""
    with db.conn:
        db.execute("DELETE FROM pooled WHERE brand = ? AND number = ?", [brand, number])


def calls(db: Database, brand: str, now: int) -> Mapping[str, int]:
    """How often each number was called in the last 90 days, also those that nobody answered."""
    return dict(db.execute(_CALLS, [brand, now - COUNTED]).fetchall())
