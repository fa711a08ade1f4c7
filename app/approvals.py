"""Who approved which file for printing, and when: a name stands for one sha256 and no other.

Kept in `approvals.db` in the data folder, apart from the catalog, and never deleted.
"""

import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from app.errors import Problem, Refused
from app.i18n import _

FILE = "approvals.db"
_SCHEMA = """CREATE TABLE IF NOT EXISTS approval (
    at INTEGER NOT NULL, person TEXT NOT NULL, file TEXT NOT NULL, sha256 TEXT NOT NULL
) STRICT"""


class Approval(NamedTuple):
    """One file approved: `at` in UTC epoch milliseconds, `person` by name, `file` as it was named
    in the manifest."""

    at: int
    person: str
    file: str
    sha256: str


def approve(data: Path, approvals: Iterable[Approval]) -> int:
    """Keep approvals, all or none; how many. Raises Refused for an approval without a name."""
    rows = [tuple(approval) for approval in approvals]
    if not all(str(person).strip() for _at, person, _file, _sum in rows):
        raise Refused([Problem("no-name", "--by", _("is empty."), _("Say who approves."))])
    data.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(data / FILE)) as db, db:
        db.execute(_SCHEMA)
        db.executemany("INSERT INTO approval VALUES (?, ?, ?, ?)", rows)
    return len(rows)


def approved(data: Path) -> Mapping[str, Approval]:
    """The latest approval of each sha256; empty where nobody approved anything yet."""
    if not (data / FILE).is_file():
        return {}
    with closing(sqlite3.connect(data / FILE)) as db:
        rows = db.execute("SELECT at, person, file, sha256 FROM approval ORDER BY rowid")
        return {row[3]: Approval(*row) for row in rows}
