"""The credit rows of the catalog: worked out from conversions, so they can be worked out again.

A conversion whose path knows one code has rows of the model `last` only: every model agrees, and
reports read those. One with several codes has rows of every model that weighs a single path.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlite_utils import Database

from app.attribution.credits import Credit, of_match, of_path, reverse
from app.attribution.models import MODELS
from app.attribution.taps import Share
from app.model import Match
from app.store import journeys
from app.store.journeys import Member

LAST = "last"
STORED = {name: model.weigh for name, model in MODELS.items() if model.weigh}
Credits = Mapping[str, Sequence[Credit]]
"""By model."""


class Row(NamedTuple):
    """A conversion as its credits need it."""

    id: int
    brand: str
    source: str
    external_id: str
    kind: str
    at: int
    value_minor: int | None
    subject: str | None
    code: int | None
    medium: str | None
    evidence: str
    strength: str
    reason: str
    likely: str
    frozen: int


_ROW = f"SELECT {', '.join(Row._fields)} FROM conversion WHERE id = ? AND reverses IS NULL"  # noqa: S608
_REVERSALS = """SELECT id, value_minor FROM conversion WHERE brand = ? AND source = ?
    AND reverses = ? AND evidence <> 'reversal' ORDER BY at, external_id"""
_PROVE = "UPDATE conversion SET evidence = ?, strength = ? WHERE id = ?"


def work_out(db: Database, ids: Iterable[int]) -> None:
    """Write the credits of conversions, and of what reverses them, inside the caller's transaction.

    Whatever stood there before does not matter, unless the credits are frozen.
    """
    for id in sorted(ids):
        row = Row(*db.execute(_ROW, [id]).fetchone())
        if row.frozen:
            credits: Credits = stored(db, id)
        else:
            credits = _of(db, row)
            _put(db, id, credits)
        _mirror(db, row, credits)


def stored(db: Database, id: int) -> dict[str, list[Credit]]:
    """The credits of a conversion as they stand, by model."""
    found: dict[str, list[Credit]] = {}
    for model, *credit in db.execute(
        "SELECT model, code, share, value_minor FROM credit WHERE conversion = ? "
        "ORDER BY model, code",
        [id],
    ):
        found.setdefault(model, []).append(Credit(*credit))
    return found


def _of(db: Database, row: Row) -> Credits:
    own = Match(row.code, row.evidence, row.strength, row.reason)
    likely = [Share(code, share) for code, share in json.loads(row.likely or "[]")]
    if row.subject is None or likely:
        return {LAST: of_match(own, row.value_minor, likely)}
    member = Member(row.id, row.subject, row.kind, row.at, row.code, row.medium or "", row.strength)
    journey = journeys.before(db, row.brand, member)
    if row.code is None:
        _prove(db, row, journey.strength)
    path = journey.path
    if len({touch.code for touch in path.touches}) < 2:
        return {LAST: of_path(path, STORED[LAST], row.value_minor)}
    return {name: of_path(path, weigh, row.value_minor) for name, weigh in STORED.items()}


def _prove(db: Database, row: Row, strength: str) -> None:
    """Say whether a conversion that names no code itself has one through its journey."""
    evidence = "" if strength == "none" else "journey"
    if (row.evidence == "journey") != (evidence == "journey") or row.strength != strength:
        db.execute(_PROVE, [evidence, strength, row.id])


def _mirror(db: Database, row: Row, credits: Credits) -> None:
    """The credits of every reversal of a conversion, in the order of their times."""
    found = db.execute(_REVERSALS, [row.brand, row.source, row.external_id]).fetchall()
    before = 0
    for id, value in found:
        amount = -(value or 0)
        mirrored = {
            name: reverse(parts, amount, before) for name, parts in credits.items() if parts
        }
        _put(db, id, mirrored)
        evidence, strength = db.execute(
            "SELECT evidence, strength FROM conversion WHERE id = ?", [row.id]
        ).fetchone()
        db.execute(_PROVE, [evidence, strength, id])
        before += amount


def _put(db: Database, id: int, credits: Credits) -> None:
    db.execute("DELETE FROM credit WHERE conversion = ?", [id])
    db.conn.executemany(
        "INSERT INTO credit (conversion, model, code, share, value_minor) VALUES (?, ?, ?, ?, ?)",
        [(id, model, *credit) for model, parts in credits.items() for credit in parts],
    )
