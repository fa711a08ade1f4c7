"""Sealing: each finished UTC day leaves SQLite for a Parquet file that never changes again.

A day is written beside, read back and compared, put in place, and only then taken out of SQLite in
the transaction that lists the file: a kill at any point leaves the day in exactly one place. The
visitors' hashes are replaced by numbers that mean nothing beyond their file.
"""

import logging
import os
import secrets
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from app.errors import RelaisError
from app.model import CLASSES
from app.store import duck, history
from app.store.zones import DAY, HOUR, date_of

_CHUNK = 50_000
# How long after its end a day is still waited for: journals are folded within seconds.
GRACE_MS = HOUR
_log = logging.getLogger("relais.seal")

# Sorted so that equal texts stand together, which halves the file; in several groups, so that a
# question about one campaign reads those that hold it.
_WRITE = """COPY (
    SELECT * REPLACE (CAST({numbers} + DENSE_RANK() OVER (ORDER BY visitor) AS UINTEGER) AS visitor)
    FROM staged AS s ORDER BY brand, campaign, placement, code, s.at, id
) TO {file} (FORMAT parquet, PARQUET_VERSION v2, COMPRESSION zstd, ROW_GROUP_SIZE 40960)"""
PEOPLE = f"""SELECT brand, COUNT(DISTINCT visitor) FROM staged
    WHERE class = {CLASSES.index("human")} AND campaign <> '' GROUP BY brand"""  # noqa: S608 - ours
_CHECK = """SELECT COUNT(*), COUNT(DISTINCT visitor), MAX(id), SUM(id), SUM(s.at), SUM(code)
    FROM {source} AS s"""


class _Day(NamedTuple):
    """What was written of a day: its scans up to the id `last`, and how many visitors they have.

    `people` are brands and the human visitors of each.
    """

    scans: int
    visitors: int
    last: int
    people: tuple[tuple[str, int], ...]


def seal(data: Path, now: int) -> int:
    """Seal every day that ended an hour or more before `now` (UTC epoch ms); the scans sealed."""
    if not history.path(data).is_file():
        return 0
    _clear(data / history.SEALED, now - DAY)
    with closing(history.connect(data)) as store:
        days = store.execute(
            "SELECT day FROM unsealed WHERE day <= ? ORDER BY day", (now - DAY - GRACE_MS,)
        ).fetchall()
        return sum(_seal_day(store, data, day) for (day,) in days)


def _seal_day(store: sqlite3.Connection, data: Path, day: int) -> int:
    folder = data / history.SEALED
    folder.mkdir(exist_ok=True)
    parts, numbers = store.execute(
        "SELECT COUNT(*), COALESCE(SUM(visitors), 0) FROM sealed WHERE day = ?", (day,)
    ).fetchone()
    # A later part holds what came after the day was sealed, say from a journal found again.
    file = folder / f"{date_of(day).isoformat()}.{parts + 1}.parquet"
    beside = folder / f".{file.name}.{secrets.token_hex(4)}"
    try:
        written = _write(store, day, numbers, beside)
        _sync(beside)
        size = beside.stat().st_size
        with history.transaction(store):
            if not _still(store, day, written, parts):
                return 0
            beside.replace(file)
            _sync(folder)
            _swap(store, day, written, (day, parts + 1, file.name, *written[:2], size))
    finally:
        beside.unlink(missing_ok=True)
    _log.info(
        "sealed %s: %d scans, %.1f bytes each", file.name, written.scans, size / written.scans
    )
    return written.scans


def _write(store: sqlite3.Connection, day: int, numbers: int, file: Path) -> _Day:
    """Write the scans of a day and read them back."""
    found = store.execute(
        f"SELECT {', '.join(duck.SCAN)} FROM scan WHERE at >= ? AND at < ?",  # noqa: S608 - ours
        (day, day + DAY),
    )
    with closing(duck.engine()) as engine:
        into = "CREATE"
        while rows := found.fetchmany(_CHUNK):
            duck.load(engine, "staged", duck.SCAN, rows, into)
            into = "INSERT"
        engine.execute(_WRITE.format(numbers=numbers, file=duck.quoted(file)))
        read_back = f"read_parquet({duck.quoted(file)})"
        before = engine.execute(_CHECK.format(source="staged")).fetchone()
        after = engine.execute(_CHECK.format(source=read_back)).fetchone()
        people = engine.execute(PEOPLE).fetchall()
    if before != after or before is None:
        raise RelaisError(f"{file.name} does not hold what was written: {before}, {after}")
    scans, visitors, last, *_sums = before
    return _Day(scans, visitors, last, tuple(people))


def _still(store: sqlite3.Connection, day: int, written: _Day, parts: int) -> bool:
    """Whether SQLite holds what was written and nobody else has sealed it meanwhile."""
    there, sealed = store.execute(
        "SELECT (SELECT COUNT(*) FROM scan WHERE at >= ? AND at < ? AND id <= ?),"
        " (SELECT COUNT(*) FROM sealed WHERE day = ?)",
        (day, day + DAY, written.last, day),
    ).fetchone()
    return bool(there == written.scans and sealed == parts)


def _swap(
    store: sqlite3.Connection, day: int, written: _Day, row: tuple[int, int, str, int, int, int]
) -> None:
    """List the file and take its scans out of SQLite, inside the caller's transaction."""
    store.execute("INSERT INTO sealed VALUES (?, ?, ?, ?, ?, ?)", row)
    # A purged day that gets a late scan has its first file again.
    store.execute("DELETE FROM sealed_people WHERE file = ?", (row[2],))
    store.executemany(
        "INSERT INTO sealed_people VALUES (?, ?, ?)",
        ((row[2], *people) for people in written.people),
    )
    store.execute(
        "DELETE FROM scan WHERE at >= ? AND at < ? AND id <= ?", (day, day + DAY, written.last)
    )
    store.execute("UPDATE unsealed SET scans = scans - ? WHERE day = ?", (written.scans, day))
    store.execute("DELETE FROM unsealed WHERE scans = 0")


def _clear(folder: Path, before: int) -> None:
    """Remove what a killed process left half written."""
    for file in folder.glob(".*.parquet.*"):
        if file.stat().st_mtime_ns < before * 1_000_000:
            file.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
