"""The history: every scan and action, moved here from the journals exactly once (app.store.folder).

`<data>/history.db` holds what is not sealed yet, the rollups, how far each journal was folded, and
the list of sealed days, which are Parquet files in `<data>/scans` (app.store.sealing).
Campaign, medium and placement are copied in when a row is folded, so that history stands still when
a code is re-labelled later. An empty `campaign` marks an orphan: a scan of no code we know.
"""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from app.errors import Unavailable
from app.model import CLASSES
from app.store import tables
from app.store.zones import DAY

if TYPE_CHECKING:
    from app.store.sealed import Engine

CATALOG = "catalog.db"
SEALED = "scans"


class Select(NamedTuple):
    """A statement and its values."""

    sql: str
    values: list[Any]


class Layers(NamedTuple):
    """A statement over scans whose rows are put together by some of its columns.

    `sums` are SQL over its rows, by the name they get; they can be added up again.
    """

    rows: Select
    keys: Sequence[str]
    sums: Mapping[str, str]

    def over(self, table: str) -> str:
        """The statement that puts the rows of `table` (SQL) together."""
        return self._grouped(table, self.sums)

    def again(self, table: str) -> str:
        """The statement that adds up what was put together in several places."""
        return self._grouped(table, {name: f"SUM({name})" for name in self.sums})

    def _grouped(self, table: str, sums: Mapping[str, str]) -> str:
        columns = [*self.keys, *(f"{sql} AS {name}" for name, sql in sums.items())]
        group = f" GROUP BY {', '.join(self.keys)}" if self.keys else ""
        return f"SELECT {', '.join(columns)} FROM ({table}) AS t{group}"  # noqa: S608 - ours


_CLASS_COLUMNS = ", ".join(f"{name} INTEGER NOT NULL DEFAULT 0" for name in CLASSES)

# Each step is run once, in order; `user_version` counts those that were.
_STEPS = (
    f"""
    CREATE TABLE scan (
        id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, brand TEXT NOT NULL,
        code INTEGER,
        serial INTEGER, class INTEGER NOT NULL, platform INTEGER NOT NULL, in_app TEXT NOT NULL,
        language TEXT NOT NULL, country TEXT NOT NULL, visitor INTEGER NOT NULL,
        rule TEXT NOT NULL, contact_point TEXT NOT NULL, variant TEXT NOT NULL,
        reason TEXT NOT NULL,
        campaign TEXT NOT NULL, medium TEXT NOT NULL, placement TEXT NOT NULL
    ) STRICT;
    CREATE INDEX scan_visitor ON scan (visitor, at);
    CREATE TABLE action (
        id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, brand TEXT NOT NULL,
        code INTEGER NOT NULL,
        visitor INTEGER NOT NULL, kind TEXT NOT NULL, contact_point TEXT NOT NULL,
        campaign TEXT NOT NULL, medium TEXT NOT NULL, placement TEXT NOT NULL,
        scan INTEGER, wait INTEGER
    ) STRICT;
    CREATE INDEX action_visitor ON action (visitor);
    CREATE TABLE folded (
        journal TEXT PRIMARY KEY, scan_seq INTEGER NOT NULL, action_seq INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE trouble (journal TEXT PRIMARY KEY, what TEXT NOT NULL) STRICT;
    CREATE TABLE zone (brand TEXT PRIMARY KEY, name TEXT NOT NULL) STRICT;
    CREATE TABLE medium_hour (
        brand TEXT, hour INTEGER, medium TEXT, {_CLASS_COLUMNS},
        PRIMARY KEY (brand, hour, medium)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE campaign_hour (
        brand TEXT, campaign TEXT, hour INTEGER, {_CLASS_COLUMNS},
        PRIMARY KEY (brand, campaign, hour)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE placement_day (
        brand TEXT, day INTEGER, campaign TEXT, medium TEXT, placement TEXT, contact_point TEXT,
        {_CLASS_COLUMNS},
        PRIMARY KEY (brand, day, campaign, medium, placement, contact_point)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE sketch (
        brand TEXT, dimension TEXT, value TEXT, day INTEGER, visitors BLOB NOT NULL,
        PRIMARY KEY (brand, dimension, day, value)
    ) STRICT, WITHOUT ROWID;
    """,
    # Days are UTC, named by the instant they begin.
    f"""
    CREATE TABLE unsealed (day INTEGER PRIMARY KEY, scans INTEGER NOT NULL) STRICT;
    INSERT INTO unsealed SELECT at - at % {DAY}, COUNT(*) FROM scan GROUP BY 1;
    CREATE TABLE sealed (
        day INTEGER, part INTEGER, file TEXT NOT NULL UNIQUE, scans INTEGER NOT NULL,
        visitors INTEGER NOT NULL, bytes INTEGER NOT NULL,
        PRIMARY KEY (day, part)
    ) STRICT, WITHOUT ROWID;
    """,  # noqa: S608 - no input
    # A brand whose zone is not known to be the one it has is counted anew (app.store.recount).
    "UPDATE zone SET name = ''",
    f"""
    DROP TABLE IF EXISTS placement_day;
    CREATE TABLE IF NOT EXISTS line (
        id INTEGER PRIMARY KEY, brand TEXT NOT NULL, campaign TEXT NOT NULL, medium TEXT NOT NULL,
        placement TEXT NOT NULL, contact_point TEXT NOT NULL,
        UNIQUE (brand, campaign, medium, placement, contact_point)
    ) STRICT;
    CREATE TABLE IF NOT EXISTS line_day (
        line INTEGER NOT NULL, day INTEGER NOT NULL, {_CLASS_COLUMNS},
        PRIMARY KEY (line, day)
    ) STRICT, WITHOUT ROWID;
    UPDATE zone SET name = ''
    """,  # noqa: S608 - no input
    # A journal's position is that of its last entry: groups are folded whole.
    """
    DROP TABLE folded;
    CREATE TABLE folded (journal TEXT PRIMARY KEY, seq INTEGER NOT NULL) STRICT, WITHOUT ROWID
    """,
    tables.STANDING,
)


def path(data: Path) -> Path:
    """Where the history of a data folder stands."""
    return data / "history.db"


def connect(data: Path) -> sqlite3.Connection:
    """Open the history for writing, making or migrating it first. Transactions are the caller's.

    `synchronous=FULL`: a journal is deleted once it is folded, so what is folded must be on disk.
    """
    data.mkdir(parents=True, exist_ok=True)
    store = sqlite3.connect(path(data), timeout=30, isolation_level=None)
    store.execute("PRAGMA journal_mode=WAL")
    store.execute("PRAGMA synchronous=FULL")
    _migrate(store)
    return store


def _migrate(store: sqlite3.Connection) -> None:
    if store.execute("PRAGMA user_version").fetchone()[0] == len(_STEPS):
        return
    with transaction(store):
        done = store.execute("PRAGMA user_version").fetchone()[0]
        for step in _STEPS[done:]:
            for statement in step.split(";"):
                store.execute(statement)
        store.execute(f"PRAGMA user_version={len(_STEPS)}")


@contextmanager
def transaction(store: sqlite3.Connection) -> Iterator[None]:
    """All that is written inside the block, or nothing of it."""
    store.execute("BEGIN IMMEDIATE")
    try:
        yield
        store.execute("COMMIT")
    except BaseException:
        store.execute("ROLLBACK")
        raise


class Reader:
    """The history and the catalog as they are at one moment, for reading."""

    def __init__(self, store: sqlite3.Connection, folder: Path) -> None:
        self._store = store
        self._folder = folder
        self._engine: Engine | None = None

    def all(self, select: Select) -> list[tuple[Any, ...]]:
        """The rows of a statement over the rollups, the actions and the catalog (`cat`)."""
        return self._store.execute(select.sql, select.values).fetchall()

    def scans(self, select: Select, start: int, end: int) -> Iterator[tuple[Any, ...]]:
        """The rows of a statement over the single scans (`scan`) between two instants.

        It is asked of every place they are kept in. A place holds whole UTC days, or scans that
        came late, so counts and visitors of the places add up.
        """
        files = self._files(start, end)
        if files:
            yield from self._sealed().rows(select, files)
        yield from self._store.execute(select.sql, select.values)

    def counts(
        self, question: Layers, start: int, end: int, narrow: bool
    ) -> Iterator[tuple[Any, ...]]:
        """The same for what is put together in each place; `narrow`: of few of the scans."""
        files = self._files(start, end)
        if files:
            yield from self._sealed().counts(question, files, narrow)
        rows = question.rows
        yield from self._store.execute(question.over(rows.sql), rows.values)

    def _files(self, start: int, end: int) -> list[Path]:
        found = self._store.execute(
            "SELECT file FROM sealed WHERE day > ? AND day < ? ORDER BY day, part",
            (start - DAY, end),
        )
        return [self._folder / name for (name,) in found]

    def fill(self, table: str, rows: Sequence[Sequence[Any]]) -> None:
        """Put rows into a temporary table of this snapshot."""
        if rows:
            marks = ", ".join("?" * len(rows[0]))
            self._store.executemany(f"INSERT INTO temp.{table} VALUES ({marks})", rows)  # noqa: S608

    def size(self) -> int:
        """How many single scans there are."""
        return int(
            self._store.execute(
                "SELECT (SELECT COALESCE(SUM(scans), 0) FROM sealed)"
                " + (SELECT COALESCE(SUM(scans), 0) FROM unsealed)"
            ).fetchone()[0]
        )

    def close(self) -> None:
        """End the snapshot."""
        if self._engine is not None:
            self._engine.close()
        self._store.close()

    def _sealed(self) -> "Engine":
        if self._engine is None:
            from app.store.sealed import Engine  # DuckDB: 200 ms, and only with sealed days

            self._engine = Engine(self._store)
        return self._engine


def catalog(data: Path) -> sqlite3.Connection:
    """Open the catalog for reading. Raises Unavailable where there is none yet."""
    file = data / CATALOG
    if not file.is_file():
        raise Unavailable(f"there is no catalog in {data}", code="no-catalog")
    return sqlite3.connect(_read_only(file), uri=True, timeout=30, isolation_level=None)


def _read_only(file: Path) -> str:
    return f"{file.resolve().as_uri()}?mode=ro"


@contextmanager
def read(data: Path) -> Iterator[Reader]:
    """Open the history for reading, the catalog attached beside it, in one snapshot.

    Raises Unavailable where there is no catalog yet.
    """
    if not path(data).is_file():
        connect(data).close()
    catalog(data).close()
    store = sqlite3.connect(_read_only(path(data)), uri=True, timeout=30, isolation_level=None)
    with closing(Reader(store, data / SEALED)) as reader:
        store.execute("ATTACH ? AS cat", (_read_only(data / CATALOG),))
        store.execute("PRAGMA cache_size=-32000")
        store.execute("BEGIN")
        yield reader
