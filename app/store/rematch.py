"""Conversions that are matched again, since a tap came into the history after them."""

import json
from collections.abc import Iterable, Iterator

from sqlite_utils import Database

from app.model import Conversion
from app.store import credits, journeys
from app.store.ledger import Incoming, place_of

_OPEN = """SELECT id, source, external_id, kind, ref, at, value_minor, currency, subject,
    reverses, contact_point, code, likely FROM conversion
    WHERE brand = ? AND at BETWEEN ? AND ? AND reverses IS NULL AND frozen = 0 AND ref <> ''
    AND evidence IN ('', 'tap', 'journey') ORDER BY id"""
_SET = """UPDATE conversion SET (code, campaign, placement, medium, evidence, strength, reason,
    likely) = (?, ?, ?, ?, ?, ?, ?, ?) WHERE """


def undecided(db: Database, brand: str, first: int, last: int) -> Iterator[tuple[int, Conversion]]:
    """The conversions from `first` to `last` ms that no source, or only taps, gave a code."""
    for id, *fields, _code, _likely in db.execute(_OPEN, [brand, first, last]).fetchall():
        yield id, Conversion(*fields)


def again(db: Database, brand: str, found: Iterable[tuple[int, Incoming]]) -> int:
    """Give conversions their new matches, in one transaction; how many have another than before."""
    changed: set[int] = set()
    with db.conn:
        db.execute("BEGIN IMMEDIATE")
        for id, incoming in found:
            if _put(db, brand, id, incoming):
                changed.add(id)
                row = incoming.conversion
                if row.subject is not None:
                    ask = credits.asking(db)
                    changed.update(journeys.later(ask, brand, row.subject, row.at))
        credits.work_out(db, changed)
    return len(changed)


def _put(db: Database, brand: str, id: int, incoming: Incoming) -> bool:
    row, match, _variant, shared = incoming
    likely = json.dumps(shared) if shared else ""
    before = db.execute(
        "SELECT code, likely FROM conversion WHERE id = ? AND frozen = 0", [id]
    ).fetchone()
    if before in (None, (match.code, likely)):
        return False
    place = (match.code, *place_of(db, brand, match.code))
    values = (*place, match.evidence, match.strength, match.reason, likely)
    db.execute(f"{_SET} id = ?", [*values, id])
    # What takes it back stands at the same code; its credits mirror those of the first.
    db.execute(
        f"{_SET} brand = ? AND source = ? AND reverses = ? AND evidence <> 'reversal'",
        [*values[:-1], "", brand, row.source, row.external_id],
    )
    return True
