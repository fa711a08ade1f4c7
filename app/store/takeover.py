"""Clicks of another shortener become scans of the codes that took its links over, once each.

How many clicks of a link and day were taken is kept; a larger export adds what is new. The scans
go into a journal whose name follows from what it holds, so a journal written twice by a crash is
folded once: the folder remembers how far each name has come.
"""

import fcntl
import os
import tempfile
from collections import defaultdict
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from sqlite_utils import Database

from app.store.journal import FOLDER, Journal, ScanRow
from app.store.zones import DAY

_TAKEN = "SELECT clicks FROM taken_over WHERE brand = ? AND source = ? AND code = ? AND day = ?"
Key = tuple[int, int]


def take(db: Database, data: Path, brand: str, source: str, rows: Iterable[ScanRow]) -> int:
    """Take over the clicks of a brand's codes from `source`; how many of them are new."""
    groups: dict[Key, list[ScanRow]] = defaultdict(list)
    for row in rows:
        groups[row[2] or 0, row[0] - row[0] % DAY].append(row)
    counts: dict[Key, int] = {}
    fresh: list[ScanRow] = []
    with db.conn:
        db.execute("BEGIN IMMEDIATE")
        for key in sorted(groups):
            found = db.execute(_TAKEN, [brand, source, *key]).fetchone()
            before = found[0] if found else 0
            if len(groups[key]) > before:
                counts[key] = len(groups[key])
                fresh += sorted(groups[key])[before:]
        if fresh:
            # On disk first: a crash before the commit leads to the same journal again.
            _write(data / FOLDER, f"import-{_digest(brand, source, fresh)}", fresh)
        for key, count in counts.items():
            db.execute(
                "INSERT OR REPLACE INTO taken_over (brand, source, code, day, clicks) "
                "VALUES (?, ?, ?, ?, ?)",
                [brand, source, *key, count],
            )
    return len(fresh)


def _digest(brand: str, source: str, rows: list[ScanRow]) -> str:
    return sha256(repr((brand, source, rows)).encode()).hexdigest()[:32]


def _write(folder: Path, name: str, rows: list[ScanRow]) -> None:
    """A closed journal under a name of ours, put there whole while nobody folds that name."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as beside:
        journal = Journal(Path(beside), rotate_rows=len(rows) + 1)
        journal.append(rows)
        made = journal.path
        journal.close()
        if made is None:
            return
        lock = os.open(folder / f"{name}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            made.replace(folder / f"{name}.db")
        finally:
            os.close(lock)
