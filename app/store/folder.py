"""The folder: moves scans and actions from the journals into the history, exactly once.

One pass reads every journal in batches. A batch, how far its journal has come and the rollups are
written in one transaction of one file, so a kill at any point leaves all of it or none. A journal
whose owner is dead is deleted once nothing is left in it. A damaged one is set aside.
"""

import json
import logging
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

from app.store import history, intake, recount, rollups
from app.store.journal import ACTION, FOLDER, SCAN
from app.store.ties import tie
from app.store.zones import DAY

BATCH = 20_000
_COPIED = "campaign, medium, placement"
_NOWHERE = ("", "", "")
Row = tuple[Any, ...]
_log = logging.getLogger("relais.fold")


class _Pass(NamedTuple):
    """What one pass works with."""

    store: sqlite3.Connection
    catalog: sqlite3.Connection
    zones: Mapping[str, str]
    limit: int


def fold(data: Path, limit: int = BATCH) -> int:
    """One pass over all journals of a data folder; the number of scans and actions moved.

    Two folds at once are safe: the position is read inside the transaction that advances it.
    Raises Unavailable where there is no catalog to copy campaigns from.
    """
    with closing(history.catalog(data)) as catalog, closing(history.connect(data)) as store:
        zones = recount.zones(catalog)
        recount.follow(store, data, zones)
        work = _Pass(store, catalog, zones, limit)
        return sum(_fold_journal(work, path) for path in sorted((data / FOLDER).glob("*.db")))


def troubles(data: Path) -> dict[str, str]:
    """The journals that could not be folded whole, and why."""
    if not history.path(data).is_file():
        return {}
    with closing(history.connect(data)) as store:
        return dict(store.execute("SELECT journal, what FROM trouble ORDER BY journal"))


def _fold_journal(work: _Pass, journal: Path) -> int:
    with intake.dead_owner(journal) as dead:
        moved, damage = _drain(work, journal)
        if damage:
            _report(work.store, journal, damage)
        if dead and damage:
            intake.set_aside(journal)
        elif dead and damage is not None:
            intake.delete(journal)
    return moved


def _drain(work: _Pass, journal: Path) -> tuple[int, str | None]:
    """Fold all that can be read: rows moved, and the damage; None: not done, try again later."""
    moved = 0
    try:
        with closing(intake.connect(journal)) as source:
            if intake.is_empty(source):
                return 0, ""
            while True:
                batch = _move(work, journal.name, source)
                moved += batch.rows
                if batch.damage or batch.rows < work.limit:
                    return moved, batch.damage
    except intake.Later as error:
        _log.warning("%s cannot be read now: %s", journal.name, error)
        return moved, None
    except (intake.Damaged, sqlite3.IntegrityError) as error:
        return moved, str(error)


def _move(work: _Pass, name: str, source: sqlite3.Connection) -> intake.Batch:
    """Move one batch in one transaction."""
    store = work.store
    with history.transaction(store):
        found = store.execute("SELECT seq FROM folded WHERE journal = ?", (name,)).fetchone()
        batch = intake.read(source, found[0] if found else 0, work.limit)
        if batch.rows:
            _insert(work, batch)
            store.execute("INSERT OR REPLACE INTO folded VALUES (?, ?)", (name, batch.last))
    return batch


def _insert(work: _Pass, batch: intake.Batch) -> None:
    store = work.store
    after_scan, after_action = _last_id(store, "scan"), _last_id(store, "action")
    arrived: tuple[tuple[str, str, Sequence[Row]], ...] = (
        ("scan", SCAN, batch.scans),
        ("action", ACTION, batch.actions),
    )
    # Brand and code are the second and third column of both.
    places = _places(work.catalog, {row[2] for _table, _columns, rows in arrived for row in rows})
    for table, columns, rows in arrived:
        marks = ", ".join("?" * (len(columns.split(",")) + 3))
        store.executemany(
            f"INSERT INTO {table} ({columns}, {_COPIED}) VALUES ({marks})",  # noqa: S608
            ((*row, *places.get((row[1], row[2]), _NOWHERE)) for row in rows),
        )
    for span in rollups.spans(store.execute, "id > ?", (after_scan,), work.zones):
        rollups.add(store, span, store.execute, "id > ?", (after_scan,))
    store.execute(
        f"INSERT INTO unsealed SELECT at - at % {DAY}, COUNT(*) FROM scan "  # noqa: S608 - ours
        "WHERE id > ? GROUP BY 1 ON CONFLICT DO UPDATE SET scans = scans + excluded.scans",
        (after_scan,),
    )
    tie(store, after_scan, after_action)


def _places(
    catalog: sqlite3.Connection, codes: Iterable[int | None]
) -> dict[tuple[str, int], tuple[Any, ...]]:
    """Campaign, medium and placement of codes, by brand and code."""
    found = catalog.execute(
        "SELECT code.brand, code.id, code.campaign, medium, code.placement "
        "FROM code JOIN placement ON placement.brand = code.brand "
        "AND placement.campaign = code.campaign AND placement.key = code.placement "
        "WHERE code.id IN (SELECT value FROM json_each(?))",
        (json.dumps([code for code in codes if code is not None]),),
    )
    return {(row[0], row[1]): row[2:] for row in found}


def _last_id(store: sqlite3.Connection, table: str) -> int:
    """The last id ever given, also where its row is gone (sealed, erased)."""
    found = store.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)).fetchone()
    return int(found[0]) if found else 0


def _report(store: sqlite3.Connection, journal: Path, what: str) -> None:
    known = store.execute("SELECT what FROM trouble WHERE journal = ?", (journal.name,)).fetchone()
    if known != (what,):
        _log.error("%s is damaged, what could be read is kept: %s", journal.name, what)
        store.execute("INSERT OR REPLACE INTO trouble VALUES (?, ?)", (journal.name, what))
