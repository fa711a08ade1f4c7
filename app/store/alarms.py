"""Alarms: what somebody should look at, one row each for as long as it goes on.

A finding opens an alarm or adds to the open one of its brand, kind, code and text. Networks are
never named: which one it was is known to no file.
"""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from app.store import history, webhooks
from app.store.catalog import Catalog
from app.store.zones import DAY

KINDS = {
    "bad-signatures": "Many scans with a bad signature: a forged sticker, or somebody who guesses.",
    "orphans": "Many scans of addresses that are no code: a misprint, or somebody who guesses.",
    "abroad": "Most scans come from another country than the brand's: a leaked code.",
    "out-of-dates": "Many scans outside the dates in market: leaked early, or still on the wall.",
    "too-many": "More scans than the printed quantity explains: a leaked code.",
    "cloned": "One numbered copy is scanned by many visitors: a cloned pack.",
    "target": "A target stopped answering: its codes lead people to nothing.",
}
QUIET = 30 * DAY
"""For so long a person's "closed" silences the same finding of the history."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something seen between two instants. `adds`: `count` is new; else it is the whole."""

    brand: str
    kind: str
    code: int | None
    what: str
    first: int
    last: int
    count: int
    adds: bool = False


@dataclass(frozen=True, slots=True)
class Alarm:
    """A row. `what` tells apart the alarms of one kind: a country, a copy number, `network` …"""

    id: int
    brand: str
    kind: str
    code: int | None
    what: str
    first: int
    last: int
    count: int
    closed: int | None


def note(data: Path, findings: Iterable[Finding], now: int) -> int:
    """Open alarms or add to them; how many were opened. Each of these is told to webhooks."""
    opened = 0
    with closing(Catalog(data)) as catalog:
        for finding in findings:
            if _note(catalog, finding, now):
                opened += 1
    return opened


def open_alarms(data: Path, brand: str | None = None, *, closed: bool = False) -> list[Alarm]:
    """The open alarms of a brand or of all, newest first; with `closed`, all there ever were."""
    wanted = "WHERE (? IS NULL OR brand = ?) AND (? OR closed IS NULL) ORDER BY last DESC, id DESC"
    with closing(history.catalog(data)) as db:
        rows = db.execute(f"{_ROWS} alarm {wanted}", (brand, brand, closed)).fetchall()
    return [Alarm(*row) for row in rows]


def during(reader: history.Reader, brand: str, start: int, end: int) -> list[Alarm]:
    """The alarms of a brand, closed or not, that went on between two instants, as they began."""
    wanted = "WHERE brand = ? AND last >= ? AND first < ? ORDER BY first, id"
    select = history.Select(f"{_ROWS} cat.alarm {wanted}", [brand, start, end])
    return [Alarm(*row) for row in reader.all(select)]


def close(data: Path, id: int, now: int, brand: str | None = None) -> bool:
    """Close an alarm, of one brand where it is given; False where none is open by this id."""
    with closing(Catalog(data)) as catalog, catalog.db.conn:
        done = catalog.db.execute(
            "UPDATE alarm SET closed = ? WHERE id = ? AND closed IS NULL "
            "AND (? IS NULL OR brand = ?)",
            [now, id, brand, brand],
        )
    return done.rowcount == 1


def reopen(data: Path, id: int, brand: str) -> bool:
    """Put a closed alarm of a brand back; False where it is none, or rings again already."""
    with closing(Catalog(data)) as catalog, catalog.db.conn:
        try:
            done = catalog.db.execute(
                "UPDATE alarm SET closed = NULL WHERE id = ? AND brand = ? AND closed IS NOT NULL",
                [id, brand],
            )
        except sqlite3.IntegrityError:
            return False
    return done.rowcount == 1


def count(db: Database, brand: str) -> int:
    """How many alarms of a brand are open."""
    sql = "SELECT count(*) FROM alarm WHERE brand = ? AND closed IS NULL"
    return int(db.execute(sql, [brand]).fetchone()[0])


def _note(catalog: Catalog, finding: Finding, now: int) -> bool:
    """Whether an alarm was opened."""
    db, code, count = catalog.db, finding.code, finding.count
    key = [finding.brand, finding.kind, code, finding.what]
    with db.conn:
        grown = db.execute(_GROW, [finding.last, finding.adds, count, count, *key])
        if grown.rowcount:
            return False
        if not finding.adds and db.execute(_SILENCED, [*key, now - QUIET]).fetchone():
            return False
        try:
            made = db.execute(_OPEN, [*key, finding.first, finding.last, count])
        except sqlite3.IntegrityError:  # another process was quicker
            return False
    said: dict[str, Any] = {"id": made.lastrowid, "kind": finding.kind, "what": finding.what}
    said["count"] = count
    if code is not None:
        row = db.execute("SELECT token FROM code WHERE id = ?", [code]).fetchone()
        said["token"] = row[0] if row else None
    webhooks.raise_event(db, finding.brand, "alarm.raised", said, now)
    return True


_ROWS = "SELECT id, brand, kind, code, what, first, last, count, closed FROM"
_SAME = "brand = ? AND kind = ? AND code IS ? AND what = ?"
_GROW = f"""UPDATE alarm SET last = max(last, ?),
    count = iif(?, count + ?, max(count, ?)) WHERE closed IS NULL AND {_SAME}"""  # noqa: S608
_SILENCED = f"SELECT 1 FROM alarm WHERE {_SAME} AND closed > ?"  # noqa: S608 - our own text
_OPEN = """INSERT INTO alarm (brand, kind, code, what, first, last, count)
    VALUES (?, ?, ?, ?, ?, ?, ?)"""
