"""The credit rows of the catalog: worked out from conversions, so they can be worked out again.

A conversion whose path knows one code has rows of the model `last` only: every model agrees, and
reports read those. One with several codes has rows of every model that weighs a single path.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlite_utils import Database

from app.attribution.credits import Credit, of_match, of_path, reverse
from app.attribution.models import MODELS
from app.attribution.models.rules import Weigh
from app.attribution.taps import Share
from app.model import Match
from app.store import journeys
from app.store.journeys import Ask, Journey, Member

LAST = "last"
STORED: Mapping[str, Weigh] = {
    name: model.weigh for name, model in MODELS.items() if model.weigh is not None
}
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
# `+at`: a few rows are found by `reverses` and sorted, rather than all read in the order of time.
_REVERSALS = """SELECT id, value_minor FROM conversion WHERE brand = ? AND source = ?
    AND reverses = ? AND evidence <> 'reversal' ORDER BY +at, external_id"""
_PROVE = "UPDATE conversion SET evidence = ?, strength = ? WHERE id = ?"


def asking(db: Database) -> Ask:
    """The catalog as what journeys are read from."""
    return lambda sql, values: db.execute(sql, values).fetchall()


def work_out(db: Database, ids: Iterable[int]) -> None:
    """Write the credits of conversions, and of what reverses them, inside the caller's transaction.

    Whatever stood there before does not matter, unless the credits are frozen.
    """
    ask = asking(db)
    for id in sorted(ids):
        row = read(ask, id)
        if row.frozen:
            credits: Credits = stored(ask, id)
        else:
            journey = journey_of(ask, row)
            credits = weighed(row, journey, STORED)
            _put(db, id, credits)
            row = _proven(db, row, journey)
        for other, mirrored in mirrors(ask, row, credits).items():
            _put(db, other, mirrored)
            db.execute(_PROVE, [row.evidence, row.strength, other])


def read(ask: Ask, id: int) -> Row:
    """A conversion that reverses nothing."""
    return Row(*ask(_ROW, [id])[0])


def stored(ask: Ask, id: int) -> dict[str, list[Credit]]:
    """The credits of a conversion as they stand, by model."""
    found: dict[str, list[Credit]] = {}
    for model, *credit in ask(
        "SELECT model, code, share, value_minor FROM credit WHERE conversion = ? "
        "ORDER BY model, code",
        [id],
    ):
        found.setdefault(model, []).append(Credit(*credit))
    return found


def journey_of(ask: Ask, row: Row) -> Journey | None:
    """The journey of a conversion; None where it has no subject, or several codes share it."""
    if row.subject is None or row.likely:
        return None
    member = Member(row.id, row.subject, row.kind, row.at, row.code, row.medium or "", row.strength)
    return journeys.before(ask, row.brand, member)


def weighed(row: Row, journey: Journey | None, models: Mapping[str, Weigh]) -> Credits:
    """The credits of a conversion under `models`, or under `last` alone where all of them agree."""
    if journey is None:
        own = Match(row.code, row.evidence, row.strength, row.reason)
        likely = [Share(code, share) for code, share in json.loads(row.likely or "[]")]
        return {LAST: of_match(own, row.value_minor, likely)}
    path = journey.path
    if len({touch.code for touch in path.touches}) < 2:
        return {LAST: of_path(path, STORED[LAST], row.value_minor)}
    return {name: of_path(path, weigh, row.value_minor) for name, weigh in models.items()}


def mirrors(ask: Ask, row: Row, credits: Credits) -> dict[int, Credits]:
    """The credits of every reversal of a conversion, taken back in the order of their times."""
    found: dict[int, Credits] = {}
    before = 0
    for id, value in ask(_REVERSALS, [row.brand, row.source, row.external_id]):
        amount = -(value or 0)
        found[id] = {
            name: reverse(parts, amount, before) for name, parts in credits.items() if parts
        }
        before += amount
    return found


def _proven(db: Database, row: Row, journey: Journey | None) -> Row:
    """A conversion that names no code itself says whether its journey gives it one."""
    if journey is None or row.code is not None:
        return row
    if journey.path.touches:
        fresh = row._replace(evidence="journey", strength=journey.strength)
    elif row.evidence == "journey":
        fresh = row._replace(evidence="", strength="none")
    else:
        return row
    db.execute(_PROVE, [fresh.evidence, fresh.strength, row.id])
    return fresh


def _put(db: Database, id: int, credits: Credits) -> None:
    db.execute("DELETE FROM credit WHERE conversion = ?", [id])
    rows: list[tuple[Any, ...]] = [
        (id, model, *credit) for model, parts in credits.items() for credit in parts
    ]
    db.conn.executemany(
        "INSERT INTO credit (conversion, model, code, share, value_minor) VALUES (?, ?, ?, ?, ?)",
        rows,
    )
