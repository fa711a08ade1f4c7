"""What the API remembers between requests and processes: `api.db` in the data folder.

Requests counted by key and minute, and answers kept to be given again. Nothing here is worth a
disk flush: after a power cut a limit starts anew, and a request may be answered afresh.
"""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from app.web import context

FILE = "api.db"
KEEP = 24 * 3_600_000
_TABLES = """
CREATE TABLE IF NOT EXISTS used (key TEXT PRIMARY KEY, minute INTEGER NOT NULL,
    count INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS answered (key TEXT NOT NULL, name TEXT NOT NULL, asked TEXT NOT NULL,
    status INTEGER NOT NULL, headers TEXT NOT NULL, body BLOB NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (key, name)) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS answered_at ON answered (at);
"""


class Answered(NamedTuple):
    """A stored answer. `asked` is the digest of the request that it answered."""

    asked: str
    status: int
    headers: str
    body: bytes


def connect(data: Path) -> sqlite3.Connection:
    """Open api.db, made first where it is missing."""
    path = data / FILE
    fresh = not path.exists()
    connection = sqlite3.connect(path, timeout=10, isolation_level=None, check_same_thread=False)
    if fresh:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.executescript(_TABLES)
        path.chmod(0o600)
    connection.execute("PRAGMA synchronous = OFF")
    return connection


def _db() -> sqlite3.Connection:
    return context.keep(closing(connect(context.config().data)))


def count(key: str, minute: int) -> int:
    """Count a request of `key`; how many there were in this minute, this one included."""
    row = _db().execute(
        "INSERT INTO used VALUES (?, ?, 1) ON CONFLICT (key) DO UPDATE SET "
        "count = CASE WHEN minute = excluded.minute THEN count + 1 ELSE 1 END, "
        "minute = excluded.minute RETURNING count",
        [key, minute],
    )
    return int(row.fetchall()[0][0])


def recall(key: str, name: str, now: int) -> Answered | None:
    """The answer that `key` got under the idempotency key `name`."""
    row = _db().execute(
        "SELECT asked, status, headers, body FROM answered WHERE key = ? AND name = ? AND at > ?",
        [key, name, now - KEEP],
    )
    found = row.fetchone()
    return None if found is None else Answered(*found)


def keep(key: str, name: str, answer: Answered, now: int) -> None:
    """Keep an answer for a day; forget those that are older."""
    db = _db()
    db.execute("DELETE FROM answered WHERE at <= ?", [now - KEEP])
    db.execute(
        "INSERT OR REPLACE INTO answered VALUES (?, ?, ?, ?, ?, ?, ?)", [key, name, *answer, now]
    )
