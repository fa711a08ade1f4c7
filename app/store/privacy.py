"""What is held of people, and how it goes: export, erasure, and the purge after fixed times.

A person is a `subject`: a keyed hash, an app's install id, a customer id. Erasing takes the person
out of the rows and leaves the rows: counts and credits stay as they are, so reports reconcile. The
purge deletes old rows whole. Rollups hold counts of nobody and stay.
"""

import calendar
import secrets
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from sqlite_utils import Database

from app.store import history
from app.store.zones import DAY, days_of

EVENT_MONTHS = 25
CONSENT_MONTHS = 13
_HELD = """SELECT id, source, external_id, kind, ref, at, received, value_minor, currency, subject,
    reverses, contact_point, campaign, placement, medium, variant, evidence, strength, reason
    FROM conversion WHERE """
_OF = "brand = ? AND subject IN ({marks})"
_CREDITS = """SELECT model, code.token, share, credit.value_minor FROM credit
    LEFT JOIN code ON code.id = credit.code WHERE conversion = ? ORDER BY model, code.token"""


class Erased(NamedTuple):
    """How many conversions no longer know whose they are, and how many consents are gone."""

    conversions: int
    consents: int


class Purged(NamedTuple):
    """How many rows were deleted; `forgotten` conversions only lost their person."""

    conversions: int
    actions: int
    scans: int
    consents: int
    forgotten: int


def give_consent(db: Database, brand: str, subject: str, code: int, at: int, text: str) -> None:
    """Keep the proof of a consent: who, when, after which code, to which version of the text."""
    with db.conn:
        db.execute(
            "INSERT INTO consent (brand, subject, code, at, text) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT (brand, subject) DO UPDATE SET at = excluded.at, text = excluded.text",
            [brand, subject, code, at, text],
        )


def consented(db: Database, brand: str, subject: str) -> int | None:
    """When a person agreed, in ms; None where there is no proof of it (any more)."""
    found = db.execute(
        "SELECT at FROM consent WHERE brand = ? AND subject = ?", [brand, subject]
    ).fetchone()
    return None if found is None else int(found[0])


def agreed(db: Database, brand: str, first: str, last: str, before: int) -> str | None:
    """Who agreed by `before` ms, among the subjects from `first` to `last`; None: nobody."""
    found = db.execute(
        "SELECT subject FROM consent WHERE brand = ? AND subject BETWEEN ? AND ? AND at <= ?",
        [brand, first, last, before],
    ).fetchone()
    return None if found is None else str(found[0])


def subjects_of(db: Database, brand: str, source: str, external_id: str) -> list[str]:
    """The subject of one conversion; empty where there is none."""
    found = db.execute(
        "SELECT subject FROM conversion WHERE brand = ? AND source = ? AND external_id = ? "
        "AND subject IS NOT NULL",
        [brand, source, external_id],
    )
    return [row[0] for row in found]


def held(db: Database, brand: str, subjects: Sequence[str]) -> dict[str, Any]:
    """All that is held of a person: conversions with their credits, refunds of them, consents."""
    where = _OF.format(marks=_marks(subjects))
    rows = list(db.query(f"{_HELD}{where} ORDER BY at, id", [brand, *subjects]))
    for row in rows:
        row["credits"] = list(db.query(_CREDITS, [row["id"]]))
        row["taken_back_by"] = list(
            db.query(
                f"{_HELD}brand = ? AND source = ? AND reverses = ? ORDER BY +at, id",
                [brand, row["source"], row["external_id"]],
            )
        )
    consents = db.query(
        f"SELECT subject, at, text, token FROM consent LEFT JOIN code ON code.id = consent.code "  # noqa: S608
        f"WHERE consent.brand = ? AND subject IN ({_marks(subjects)})",
        [brand, *subjects],
    )
    return {"subjects": list(subjects), "conversions": rows, "consents": list(consents)}


def erase(db: Database, brand: str, subjects: Sequence[str]) -> Erased:
    """Take a person out of all rows, in one transaction.

    Their credits are frozen, since they cannot be worked out again. A source that sends an erased
    conversion again is told that it is known, and brings nobody back.
    """
    with db.conn:
        db.execute("BEGIN IMMEDIATE")
        conversions = sum(_forget(db, brand, subject) for subject in subjects)
        consents = db.execute(
            f"DELETE FROM consent WHERE brand = ? AND subject IN ({_marks(subjects)})",  # noqa: S608
            [brand, *subjects],
        ).rowcount
    return Erased(conversions, consents)


def purge(db: Database, data: Path, now: int) -> Purged:
    """Delete what is past its time at `now` (UTC ms): events after 25 months, consents after 13.

    A conversion stays as long as a refund of it is younger: a report never shows half of a story.
    """
    events, consents = before(now, EVENT_MONTHS), before(now, CONSENT_MONTHS)
    with db.conn:
        db.execute("BEGIN IMMEDIATE")
        ended = db.execute("SELECT brand, subject FROM consent WHERE at < ?", [consents]).fetchall()
        forgotten = sum(_forget(db, brand, subject) for brand, subject in ended)
        db.execute("DELETE FROM consent WHERE at < ?", [consents])
        old = [row[0] for row in db.execute(_OLD, [events, events])]
        db.conn.executemany("DELETE FROM credit WHERE conversion = ?", [(id,) for id in old])
        db.conn.executemany("DELETE FROM conversion WHERE id = ?", [(id,) for id in old])
    actions, scans = _purge_history(data, events)
    return Purged(len(old), actions, scans, len(ended), forgotten)


def before(now: int, months: int) -> int:
    """The begin, in ms, of the UTC day that lies `months` calendar months before `now`."""
    today = datetime.fromtimestamp(now / 1000, UTC).date()
    year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return days_of(date(year, month + 1, min(today.day, last))) * DAY


_OLD = """SELECT id FROM conversion AS c WHERE at < ? AND NOT EXISTS (
    SELECT 1 FROM conversion AS d WHERE d.brand = c.brand AND d.source = c.source AND d.at >= ?
    AND (d.reverses = c.external_id OR d.reverses = c.reverses))"""


# What webhooks are still to be told, and were told in the last 30 days.
_TOLD = """UPDATE event SET data = json_set(data, '$.external_id', ?)
    WHERE brand = ? AND kind = 'conversion.recorded' AND json_extract(data, '$.id') = ?"""
_TOLD_BACK = """UPDATE event SET data = json_set(data, '$.reverses', ?)
    WHERE brand = ? AND kind = 'conversion.recorded' AND json_extract(data, '$.source') = ?
    AND json_extract(data, '$.reverses') = ?"""


def _forget(db: Database, brand: str, subject: str) -> int:
    """Take one subject out of its conversions; how many."""
    # The ids of some sources hold the person: those get another, the same in what reverses them.
    named = db.execute(
        "SELECT id, source, external_id FROM conversion WHERE brand = ? AND subject = ? "
        "AND instr(external_id, subject) > 0",
        [brand, subject],
    ).fetchall()
    for id, source, external_id in named:
        fresh = f"erased:{secrets.token_hex(8)}"
        db.execute("UPDATE conversion SET external_id = ? WHERE id = ?", [fresh, id])
        db.execute(
            "UPDATE conversion SET reverses = ? WHERE brand = ? AND source = ? AND reverses = ?",
            [fresh, brand, source, external_id],
        )
        db.execute(_TOLD, [fresh, brand, id])
        db.execute(_TOLD_BACK, [fresh, brand, source, external_id])
    # A ref that led nowhere may be anything, also a person's own words.
    return db.execute(
        "UPDATE conversion SET subject = NULL, frozen = 1, body = x'', "
        "ref = CASE WHEN code IS NULL THEN '' ELSE ref END WHERE brand = ? AND subject = ?",
        [brand, subject],
    ).rowcount


def _purge_history(data: Path, end: int) -> tuple[int, int]:
    """Delete the actions and scans before `end`, the begin of a UTC day, sealed or not."""
    if not history.path(data).is_file():
        return 0, 0
    with closing(history.connect(data)) as store:
        with history.transaction(store):
            actions = store.execute("DELETE FROM action WHERE at < ?", [end]).rowcount
            scans = store.execute("DELETE FROM scan WHERE at < ?", [end]).rowcount
            store.execute("DELETE FROM unsealed WHERE day < ?", [end])
            files = _sealed(store, end)
            store.execute("DELETE FROM sealed WHERE day < ?", [end])
        # A file that outlives a crash here is listed nowhere and read by nobody.
        for name in files:
            (data / history.SEALED / name).unlink(missing_ok=True)
    return actions, scans + sum(files.values())


def _sealed(store: sqlite3.Connection, end: int) -> Mapping[str, int]:
    return dict(store.execute("SELECT file, scans FROM sealed WHERE day < ?", [end]))


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))
