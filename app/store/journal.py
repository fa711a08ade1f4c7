"""The journal of one redirect process: an append-only SQLite file, on disk before the answer.

A file is `<utc>-<pid>-<random>.db` in the journals' folder; `<same>.lock` beside it is flock'ed
while its owner lives. The folder process moves the rows into the history and deletes closed files.
Not thread-safe: one thread at a time calls it.

What is written together is one row of JSON: one statement, and the interpreter lock changes hands
once, not once a scan (docs/decisions/0031-group-commit.md). For people with `sqlite3` the file has
views `scan` and `action` with a line each.
"""

import fcntl
import os
import secrets
import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from app.model import CLASSES, PLATFORMS, Action, Scan

FOLDER = "journals"
SCAN = """at, brand, code, serial, class, platform, in_app, language, country, visitor, rule,
          contact_point, variant, reason"""
ACTION = "at, brand, code, visitor, kind, contact_point"
ROTATE_ROWS = 500_000  # some 50 MB
ROTATE_SECONDS = 3600.0
_CHECKPOINT_PAGES = 4000  # 16 MB; one commit of the many before waits some 20 ms for it
_CLASS = {name: number for number, name in enumerate(CLASSES)}
_PLATFORM = {name: number for number, name in enumerate(PLATFORMS)}
_SYNCHRONOUS = {"fsync": "FULL", "os": "NORMAL"}
ScanRow = tuple[int, str, int | None, int | None, int, int, str, str, str, int, str, str, str, str]


def scan_row(scan: Scan) -> ScanRow:
    """A scan as it is stored."""
    visit = scan.visit
    return (
        visit.at,
        visit.brand,
        visit.code,
        visit.serial,
        _CLASS[visit.class_],
        _PLATFORM[visit.platform],
        visit.in_app,
        visit.language,
        visit.country,
        visit.visitor,
        scan.rule,
        scan.contact_point,
        scan.variant,
        scan.reason,
    )


_ENTRY = "INSERT INTO entry (scans, actions) VALUES (?, ?)"
_encode = msgspec.json.Encoder().encode


class Journal:
    """Writes scans and actions in groups; each `append` is one transaction, durable on return.

    `durability`: `fsync` survives a power cut, `os` survives the end of the process.
    """

    def __init__(
        self,
        folder: Path,
        *,
        durability: str = "fsync",
        rotate_rows: int = ROTATE_ROWS,
        rotate_seconds: float = ROTATE_SECONDS,
    ) -> None:
        self.folder = folder
        self._synchronous = _SYNCHRONOUS[durability]
        self._rotate_rows = rotate_rows
        self._rows = 0
        self._rotate_seconds = rotate_seconds
        self._db: sqlite3.Connection | None = None
        self._lock: int | None = None
        self._opened_at = 0
        self.path: Path | None = None

    def append(self, scans: Sequence[ScanRow], actions: Sequence[Action] = ()) -> None:
        """Write a group and wait until it is durable.

        Raises sqlite3.Error or OSError with nothing of the group written; the next call then
        starts a new file, for the old one may be damaged.
        """
        if not scans and not actions:
            return
        newest = scans[-1][0] if scans else actions[-1].at
        db = self._ready(newest)
        try:
            db.execute(_ENTRY, (_encode(scans), _encode(actions)))
            self._rows += len(scans) + len(actions)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Leave the current file, closed, to the folder process. Never raises."""
        if self._db is not None:
            with suppress(sqlite3.Error):
                self._db.close()
            self._db = None
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def _ready(self, now: int) -> sqlite3.Connection:
        if self._db is not None and self._full(now):
            self.close()
        if self._db is None:
            self._open(now)
        assert self._db is not None  # noqa: S101 - for the type checker
        return self._db

    def _full(self, now: int) -> bool:
        old = now - self._opened_at > self._rotate_seconds * 1000
        # Rows written to a file that somebody deleted would be lost.
        return old or self._rows >= self._rotate_rows or self.path is None or not self.path.exists()

    def _open(self, now: int) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        started = datetime.fromtimestamp(now / 1000, UTC).strftime("%Y%m%dT%H%M%S")
        name = f"{started}-{os.getpid()}-{secrets.token_hex(4)}"
        # The lock comes first: a file without one is a dead owner's.
        lock = os.open(self.folder / f"{name}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._lock = lock
        self.path = self.folder / f"{name}.db"
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            db = sqlite3.connect(
                self.path, isolation_level=None, check_same_thread=False, timeout=1.0
            )
            self._db = db
            db.execute("PRAGMA page_size = 4096")
            db.execute("PRAGMA journal_mode = WAL")
            db.execute(f"PRAGMA synchronous = {self._synchronous}")
            db.execute(f"PRAGMA wal_autocheckpoint = {_CHECKPOINT_PAGES}")
            db.executescript(_TABLES)
            directory = os.open(self.folder, os.O_RDONLY)
            os.fsync(directory)
            os.close(directory)
        except BaseException:
            self.close()
            for leftover in self.folder.glob(f"{name}.*"):
                leftover.unlink(missing_ok=True)
            raise
        self._opened_at = now
        self._rows = 0


def _view(name: str, columns: str) -> str:
    """A line a scan or action; `seq` tells the groups apart and the places in them."""
    names = [column.strip() for column in columns.split(",")]
    values = ", ".join(f"line.value ->> {place} AS {name}" for place, name in enumerate(names))
    return f"""CREATE VIEW {name} AS SELECT (entry.seq << 20) + line.key AS seq, {values}
        FROM entry, json_each(CAST({name}s AS TEXT)) AS line"""  # noqa: S608 - our own names


_TABLES = f"""
BEGIN;
CREATE TABLE entry (
    seq INTEGER PRIMARY KEY, scans BLOB NOT NULL, actions BLOB NOT NULL
) STRICT;
{_view("scan", SCAN)};
{_view("action", ACTION)};
COMMIT;
"""
