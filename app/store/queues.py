"""How long callers wait at the brand's call centres, as their telephone systems report it."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from app.errors import Missing
from app.store import history

LONGEST = 86_400
"""The longest wait that is believed, seconds."""
FRESH_MS = 5 * 60_000
"""Of a telephone system that went silent nothing is known after this."""


class Wait(NamedTuple):
    """What was last reported of a contact point: the wait in seconds, and when (ms)."""

    seconds: int
    at: int


def report(data: Path, brand: str, point: str, seconds: int, now: int) -> None:
    """Keep the wait of a contact point; redirects know it within a second.

    Raises Missing for a contact point that no campaign of the brand has, and ValueError for
    seconds beyond 0 to LONGEST. A report that is older than the last one changes nothing.
    """
    if not 0 <= seconds <= LONGEST:
        raise ValueError(f"0 to {LONGEST} seconds")
    with closing(_connect(data)) as db:
        if not db.execute(_KNOWN, (brand, point)).fetchone():
            raise Missing(f"{brand} has no contact point {point}", code="no-contact-point")
        db.execute(_KEEP, (brand, point, seconds, now))


def waits(data: Path) -> Mapping[tuple[str, str], Wait]:
    """The last report of each contact point, by brand and key, however old it is."""
    with closing(history.catalog(data)) as db:
        rows = db.execute("SELECT brand, point, seconds, at FROM queue").fetchall()
    return {(brand, point): Wait(seconds, at) for brand, point, seconds, at in rows}


def _connect(data: Path) -> sqlite3.Connection:
    history.catalog(data).close()  # says so where there is none
    return sqlite3.connect(data / history.CATALOG, timeout=30, isolation_level=None)


_KNOWN = "SELECT 1 FROM contact_point WHERE brand = ? AND key = ?"
_KEEP = """INSERT INTO queue (brand, point, seconds, at) VALUES (?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET seconds = excluded.seconds, at = excluded.at
    WHERE excluded.at >= at"""
