"""Reports that are sent by themselves: what, to whom, when next. Times are UTC epoch ms."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlite_utils import Database

from app.errors import Missing
from app.i18n import _

TABLE = """CREATE TABLE schedule (
    id INTEGER PRIMARY KEY AUTOINCREMENT, brand TEXT NOT NULL REFERENCES brand, name TEXT NOT NULL,
    asked TEXT NOT NULL, span TEXT NOT NULL, least INTEGER NOT NULL, by TEXT NOT NULL,
    every TEXT NOT NULL, day INTEGER NOT NULL, hour INTEGER NOT NULL, language TEXT NOT NULL,
    format TEXT NOT NULL, recipients TEXT NOT NULL, webhooks INTEGER NOT NULL,
    created INTEGER NOT NULL, due INTEGER NOT NULL, tries INTEGER NOT NULL DEFAULT 0,
    paused INTEGER NOT NULL DEFAULT 0, sent INTEGER, failed TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX schedule_brand ON schedule (brand, id);
CREATE INDEX schedule_due ON schedule (due) WHERE paused = 0"""
_KEPT = (
    "brand, name, asked, span, least, by, every, day, hour, language, format, recipients, "
    "webhooks, created, due"
)
_COLUMNS = f"id, {_KEPT}, tries, paused, sent, failed"
_DUE = "due <= ? AND paused = 0"
WAITS = tuple(minutes * 60_000 for minutes in (5, 30, 120, 360, 720))
"""How long after each failure the next try is, ms; after the last the next one in turn is waited
for."""
_LONGEST = 300  # characters of what went wrong
_BUSY = 10 * 60_000  # a claimed schedule is not sent by another process meanwhile


class Schedule(NamedTuple):
    """A report that is sent `every` day, week or month, at an `hour` of the brand.

    `day`: 1 (Monday) to 7 of a week, 1 to 28 of a month, 0 for each day. `recipients` are e-mail
    addresses; `webhooks`: also an event for those that ask for it. `due` is when next, `tries` how
    often that failed; `sent` is when last, `failed` why not.
    """

    id: int
    brand: str
    name: str
    asked: Mapping[str, str]
    span: str
    least: int
    by: str
    every: str
    day: int
    hour: int
    language: str
    format: str
    recipients: tuple[str, ...]
    webhooks: bool
    created: int
    due: int
    tries: int = 0
    paused: bool = False
    sent: int | None = None
    failed: str = ""


def add(db: Database, one: Schedule) -> Schedule:
    """Keep a schedule; its id is given here."""
    values = {
        **one._asdict(),
        "asked": json.dumps(dict(one.asked)),
        "recipients": " ".join(one.recipients),
    }
    names = _KEPT.split(", ")
    marks = ", ".join("?" * len(names))
    with db.conn:
        made = db.execute(
            f"INSERT INTO schedule ({_KEPT}) VALUES ({marks})",  # noqa: S608 - ours
            [values[name] for name in names],
        )
    return one._replace(id=int(made.lastrowid or 0))


def listed(db: Database, brand: str) -> list[Schedule]:
    """The schedules of a brand, newest first."""
    return _read(db, "brand = ? ORDER BY id DESC", brand)


def pause(db: Database, brand: str, id: int, due: int, *, paused: bool) -> Schedule:
    """Stop sending, or go on at `due`. Raises Missing."""
    with db.conn:
        db.execute(
            "UPDATE schedule SET paused = ?, due = ?, tries = 0, failed = '' "
            "WHERE brand = ? AND id = ?",
            [int(paused), due, brand, id],
        )
    return _one(db, brand, id)


def remove(db: Database, brand: str, id: int) -> Schedule:
    """Take a schedule away. Raises Missing."""
    found = _one(db, brand, id)
    with db.conn:
        db.execute("DELETE FROM schedule WHERE id = ?", [id])
    return found


def is_due(db: Database, now: int) -> bool:
    """Whether something is to be sent."""
    return db.execute(f"SELECT 1 FROM schedule WHERE {_DUE}", [now]).fetchone() is not None  # noqa: S608


def claim(db: Database, now: int) -> list[Schedule]:
    """What is due, taken so that no other process sends it meanwhile."""
    if not is_due(db, now):
        return []
    with db.conn:
        db.execute("BEGIN IMMEDIATE")
        found = _read(db, f"{_DUE} ORDER BY due, id LIMIT 20", now)
        for one in found:
            db.execute("UPDATE schedule SET due = ? WHERE id = ?", [now + _BUSY, one.id])
    return found


def sent(db: Database, one: Schedule, now: int, then: int, refused: str = "") -> None:
    """Write down that it was sent, to all but the addresses `refused`; next at `then`."""
    with db.conn:
        db.execute(
            "UPDATE schedule SET due = ?, tries = 0, failed = ?, sent = ? WHERE id = ?",
            [then, refused[:_LONGEST], now, one.id],
        )


def failed(db: Database, one: Schedule, now: int, then: int, why: str) -> None:
    """Write down why it was not sent. It is tried again a few times, as long as that is before
    `then`, when the next one is due."""
    again = one.tries < len(WAITS) and now + WAITS[one.tries] < then
    due, tries = (now + WAITS[one.tries], one.tries + 1) if again else (then, 0)
    with db.conn:
        db.execute(
            "UPDATE schedule SET due = ?, tries = ?, failed = ? WHERE id = ?",
            [due, tries, why[:_LONGEST], one.id],
        )


def _one(db: Database, brand: str, id: int) -> Schedule:
    found = _read(db, "brand = ? AND id = ?", brand, id)
    if not found:
        raise Missing(_("There is no such schedule."))
    return found[0]


def _read(db: Database, where: str, *values: Any) -> list[Schedule]:
    rows = db.execute(f"SELECT {_COLUMNS} FROM schedule WHERE {where}", list(values))  # noqa: S608
    return [_schedule(Schedule(*row)) for row in rows]


def _schedule(row: Schedule) -> Schedule:
    return row._replace(
        asked=json.loads(str(row.asked)),
        recipients=tuple(str(row.recipients).split()) if row.recipients else (),
        webhooks=bool(row.webhooks),
        paused=bool(row.paused),
    )
