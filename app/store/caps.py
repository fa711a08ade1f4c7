"""Click caps: how many units of each capped rule are given out, in one file for all processes.

A process takes a block of units before it lets people through and gives unused ones back. The file
is written before a unit is used, so a cap is never exceeded; units that a killed process held are
lost, at most a hundredth of what was left and never more than 50.
"""

import sqlite3
from collections.abc import Mapping
from pathlib import Path

FILE = "caps.db"
LARGEST_BLOCK = 50
_WAIT_SECONDS = 0.25  # the event loop waits this long at most; then the cap counts as used up

Key = tuple[str, str, str, str]


class CapStore:
    """One connection; brand, campaign, route and rule name a cap."""

    def __init__(self, data: Path) -> None:
        self._path = data / FILE
        self._db: sqlite3.Connection | None = None

    def lease(self, key: Key, cap: int) -> int:
        """Take some of the `cap` units of `key`; 0: none is left, or the file is away."""
        try:
            db = self._open()
            db.execute("BEGIN IMMEDIATE")
            try:
                row = db.execute(_TAKEN, key).fetchone()
                taken = int(row[0]) if row else 0
                free = max(0, cap - taken)
                units = min(free, max(1, min(LARGEST_BLOCK, free // 100)))
                db.execute(
                    "INSERT OR REPLACE INTO cap VALUES (?, ?, ?, ?, ?)", (*key, taken + units)
                )
            finally:
                db.execute("COMMIT")
        except (sqlite3.Error, OSError):
            self.close()
            return 0
        return units

    def give_back(self, held: Mapping[Key, int]) -> bool:
        """Return unused units; False where that failed: they stay lost."""
        try:
            db = self._open()
            db.execute("BEGIN IMMEDIATE")
            for key, units in held.items():
                db.execute(_BACK, (units, *key))
            db.execute("COMMIT")
        except (sqlite3.Error, OSError):
            self.close()
            return False
        return True

    def taken(self, key: Key) -> int:
        """Units given out so far."""
        row = self._open().execute(_TAKEN, key).fetchone()
        return int(row[0]) if row else 0

    def close(self) -> None:
        """Close the file."""
        if self._db is not None:
            self._db.close()
            self._db = None

    def _open(self) -> sqlite3.Connection:
        if self._db is None:
            db = sqlite3.connect(
                self._path, timeout=_WAIT_SECONDS, isolation_level=None, check_same_thread=False
            )
            self._db = db
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = FULL")
            db.execute(_TABLE)
        return self._db


_TAKEN = "SELECT taken FROM cap WHERE brand = ? AND campaign = ? AND route = ? AND rule = ?"
_BACK = (
    "UPDATE cap SET taken = taken - ? WHERE brand = ? AND campaign = ? AND route = ? AND rule = ?"
)
_TABLE = """
CREATE TABLE IF NOT EXISTS cap (
    brand TEXT, campaign TEXT, route TEXT, rule TEXT, taken INTEGER NOT NULL,
    PRIMARY KEY (brand, campaign, route, rule)
) STRICT, WITHOUT ROWID
"""
