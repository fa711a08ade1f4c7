"""The tables of people.db. Secrets are stored as digests, but for those of second factors.

A one-time password is computed from its secret, so that has to be there; the file has mode 0600.
"""

import sqlite3
from pathlib import Path
from types import TracebackType
from typing import Self

FILE = "people.db"
_STEPS = (
    """
CREATE TABLE person (
    id INTEGER PRIMARY KEY, email TEXT NOT NULL UNIQUE COLLATE NOCASE, name TEXT NOT NULL,
    password TEXT NOT NULL, steward INTEGER NOT NULL DEFAULT 0, created INTEGER NOT NULL
) STRICT;
CREATE TABLE member (
    person INTEGER NOT NULL REFERENCES person ON DELETE CASCADE, brand TEXT NOT NULL,
    role TEXT NOT NULL, PRIMARY KEY (person, brand)
) STRICT, WITHOUT ROWID;
CREATE TABLE session (
    digest BLOB PRIMARY KEY, person INTEGER NOT NULL REFERENCES person ON DELETE CASCADE,
    created INTEGER NOT NULL, seen INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE link (
    digest BLOB PRIMARY KEY, email TEXT NOT NULL, brand TEXT NOT NULL, role TEXT NOT NULL,
    expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE attempt (who TEXT NOT NULL, at INTEGER NOT NULL) STRICT;
CREATE INDEX attempt_who ON attempt (who, at);
CREATE TABLE verdict (
    id INTEGER PRIMARY KEY, at INTEGER NOT NULL, brand TEXT NOT NULL, campaign TEXT NOT NULL,
    digest TEXT NOT NULL, person TEXT NOT NULL, approved INTEGER NOT NULL, remark TEXT NOT NULL
) STRICT;
CREATE INDEX verdict_campaign ON verdict (brand, campaign, id);
CREATE TABLE change (
    id INTEGER PRIMARY KEY, at INTEGER NOT NULL, brand TEXT NOT NULL, campaign TEXT NOT NULL,
    proposer INTEGER NOT NULL, text TEXT NOT NULL, what TEXT NOT NULL, base TEXT NOT NULL
) STRICT;
CREATE INDEX change_campaign ON change (brand, campaign, id);
CREATE TABLE audit (
    id INTEGER PRIMARY KEY, at INTEGER NOT NULL, brand TEXT NOT NULL, person TEXT NOT NULL,
    what TEXT NOT NULL, subject TEXT NOT NULL
) STRICT;
CREATE INDEX audit_brand ON audit (brand, id);
""",
    """
CREATE TABLE second (
    person INTEGER PRIMARY KEY REFERENCES person ON DELETE CASCADE, secret BLOB NOT NULL,
    confirmed INTEGER NOT NULL, step INTEGER NOT NULL
) STRICT;
CREATE TABLE recovery (
    person INTEGER NOT NULL REFERENCES person ON DELETE CASCADE, digest BLOB NOT NULL,
    PRIMARY KEY (person, digest)
) STRICT, WITHOUT ROWID;
ALTER TABLE session ADD COLUMN half INTEGER NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN agent TEXT NOT NULL DEFAULT '';
""",
    """
CREATE TABLE passkey (
    id BLOB PRIMARY KEY, person INTEGER NOT NULL REFERENCES person ON DELETE CASCADE,
    key BLOB NOT NULL, count INTEGER NOT NULL, name TEXT NOT NULL, created INTEGER NOT NULL,
    used INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX passkey_person ON passkey (person);
CREATE TABLE challenge (
    challenge BLOB PRIMARY KEY, person INTEGER NOT NULL, expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
ALTER TABLE person ADD COLUMN handle BLOB;
""",
)


def connect(data: Path) -> sqlite3.Connection:
    """Open people.db, made or brought up to date first; several processes may do so at once."""
    data.mkdir(parents=True, exist_ok=True)
    path = data / FILE
    connection = sqlite3.connect(path, timeout=10, isolation_level=None, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA journal_mode = WAL")
    if _version(connection) < len(_STEPS):
        path.chmod(0o600)
        connection.execute("BEGIN IMMEDIATE")
        for step in _STEPS[_version(connection) :]:
            for statement in step.split(";\n"):
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(_STEPS)}")
        connection.execute("COMMIT")
    return connection


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


class Opened:
    """One connection to people.db, closed at the end of a `with` block."""

    def __init__(self, data: Path) -> None:
        self._db = connect(data)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._db.close()
