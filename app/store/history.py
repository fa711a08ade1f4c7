"""The history: every scan and action, moved here from the journals exactly once (app.store.folder).

`<data>/history.db` holds what is not sealed yet, the rollups, how far each journal was folded, and
the list of sealed days, which are Parquet files in `<data>/scans` (app.store.sealing).
Campaign, medium and placement are copied in when a row is folded, so that history stands still when
a code is re-labelled later. An empty `campaign` marks an orphan: a scan of no code we know.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from app.errors import Unavailable
from app.model import CLASSES
from app.store import tables, upgrade
from app.store.reader import Layers as Layers
from app.store.reader import Reader as Reader
from app.store.reader import Select as Select
from app.store.zones import DAY

CATALOG = "catalog.db"
SEALED = "scans"


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
    tables.PEOPLE,
)


def path(data: Path) -> Path:
    """Where the history of a data folder stands."""
    return data / "history.db"


def connect(data: Path) -> sqlite3.Connection:
    """Open the history for writing, making or migrating it first. Transactions are the caller's.

    `synchronous=FULL`: a journal is deleted once it is folded, so what is folded must be on disk.
    """
    data.mkdir(parents=True, exist_ok=True)
    upgrade.writable(path(data))
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


def version(data: Path) -> int:
    """How many steps made the tables of the history; 0: it has none yet."""
    if not path(data).is_file():
        return 0
    with closing(sqlite3.connect(_read_only(path(data)), uri=True, timeout=30)) as store:
        return int(store.execute("PRAGMA user_version").fetchone()[0])


def catalog(data: Path) -> sqlite3.Connection:
    """Open the catalog for reading, migrated first where it is older than this release.

    Raises Unavailable where there is none yet, or an old one that may not be written.
    """
    file = data / CATALOG
    if not file.is_file():
        raise Unavailable(f"there is no catalog in {data}", code="no-catalog")
    opened = sqlite3.connect(_read_only(file), uri=True, timeout=30, isolation_level=None)
    if not upgrade.current(opened):
        from app.store.catalog import Catalog  # which few readers need

        Catalog.create(data).close()
    return opened


def _read_only(file: Path) -> str:
    return f"{file.resolve().as_uri()}?mode=ro"


@contextmanager
def read(data: Path) -> Iterator[Reader]:
    """Open the history for reading, the catalog attached beside it, in one snapshot.

    Raises Unavailable where there is no catalog yet.
    """
    if version(data) != len(_STEPS):
        connect(data).close()
    catalog(data).close()
    store = sqlite3.connect(_read_only(path(data)), uri=True, timeout=30, isolation_level=None)
    with closing(Reader(store, data / SEALED)) as reader:
        store.execute("ATTACH ? AS cat", (_read_only(data / CATALOG),))
        store.execute("PRAGMA cache_size=-32000")
        store.execute("BEGIN")
        yield reader
