"""Conversions and their credits in the catalog: entered once, reversed by a new row, never edited.

Credits are integers: `share` in millionths of the conversion, `value_minor` in minor units.
"""

import hashlib
import json
from dataclasses import asdict, replace
from typing import NamedTuple

from sqlite_utils import Database

from app.model import Conversion, Match
from app.store.base import Receipt

WHOLE = 1_000_000
_COLUMNS = (
    "brand, source, external_id, kind, ref, at, received, value_minor, currency, subject, "
    "reverses, contact_point, body, code, campaign, placement, medium, evidence, strength, reason"
)
_INSERT = f"INSERT INTO conversion ({_COLUMNS}) VALUES ({', '.join('?' * 20)})"  # noqa: S608
_STORED = """SELECT id, body, code, evidence, strength, reason, value_minor, currency
    FROM conversion WHERE brand = ? AND source = ? AND external_id = ?"""


class _Original(NamedTuple):
    """The conversion that a reversal takes back."""

    match: Match
    value_minor: int
    currency: str | None
    taken: int


def enter(db: Database, brand: str, row: Conversion, match: Match, received: int) -> Receipt:
    """Store one conversion inside the caller's transaction.

    A replay gives the stored answer. The same key with another body, or a reversal of more than
    there was, is a `conflict` and changes nothing. A reversal takes the match of what it reverses,
    also where it came first.
    """
    body = hashlib.sha256(json.dumps(asdict(row), sort_keys=True).encode()).digest()
    stored = db.execute(_STORED, [brand, row.source, row.external_id]).fetchone()
    if stored is not None:
        status = "replay" if stored[1] == body else "conflict"
        return Receipt(status, stored[0], Match(*stored[2:6]))
    original = _original(db, brand, row) if row.reverses is not None else None
    if original is not None:
        refused = _refusal(row, original)
        if refused:
            return Receipt("conflict", 0, Match(None, "reversal", "none", refused))
        row = _whole_if_unsaid(row, original)
        match = original.match
    elif row.reverses is not None:
        match = Match(None, "reversal", "none", f"waits for {row.reverses}, which it reverses")
    id = _insert(db, brand, row, match, body, received)
    _credit(db, id, row, match, original)
    if row.reverses is None:
        _settle_waiting(db, brand, row)
    return Receipt("new", id, match)


def _original(db: Database, brand: str, row: Conversion) -> _Original | None:
    found = db.execute(_STORED, [brand, row.source, row.reverses]).fetchone()
    if found is None:
        return None
    taken = db.execute(
        "SELECT coalesce(sum(-value_minor), 0) FROM conversion WHERE brand = ? AND source = ? "
        "AND reverses = ? AND external_id <> ? AND evidence <> 'reversal'",
        [brand, row.source, row.reverses, row.external_id],
    ).fetchone()[0]
    return _Original(Match(*found[2:6]), found[6] or 0, found[7], taken)


def _refusal(row: Conversion, original: _Original) -> str:
    if row.currency not in (None, original.currency):
        return f"is in {row.currency}, but {row.reverses} is in {original.currency}"
    if original.taken - (row.value_minor or 0) > original.value_minor:
        return f"would take back more than {row.reverses} brought"
    return ""


def _whole_if_unsaid(row: Conversion, original: _Original) -> Conversion:
    """A reversal that says no amount takes back what is left."""
    if row.value_minor is not None:
        return row
    left = original.value_minor - original.taken
    return replace(row, value_minor=-left, currency=original.currency)


def _insert(
    db: Database, brand: str, row: Conversion, match: Match, body: bytes, received: int
) -> int:
    cursor = db.execute(
        _INSERT,
        [
            *(brand, row.source, row.external_id, row.kind, row.ref, row.at, received),
            *(row.value_minor, row.currency, row.subject, row.reverses, row.contact_point, body),
            *(match.code, *_place(db, match.code), match.evidence, match.strength, match.reason),
        ],
    )
    return cursor.lastrowid or 0


def _place(db: Database, code: int | None) -> tuple[str | None, str | None, str | None]:
    """Campaign, placement and medium of a code now: copied, so that history does not move later."""
    if code is None:
        return None, None, None
    row = db.execute(
        "SELECT code.campaign, code.placement, medium FROM code JOIN placement "
        "ON placement.brand = code.brand AND placement.campaign = code.campaign "
        "AND placement.key = code.placement WHERE code.id = ?",
        [code],
    ).fetchone()
    return row[0], row[1], row[2]


def _credit(
    db: Database, id: int, row: Conversion, match: Match, original: _Original | None
) -> None:
    if match.code is None:
        return
    share = WHOLE
    if original is not None:
        # A part of the money back is still a customer; only a whole reversal takes the customer.
        left = original.value_minor - original.taken + (row.value_minor or 0)
        share = -WHOLE if left == 0 else 0
    db.execute(
        "INSERT INTO credit VALUES (?, 'last', ?, ?, ?)", [id, match.code, share, row.value_minor]
    )


def _settle_waiting(db: Database, brand: str, row: Conversion) -> None:
    """Give reversals that came before `row` its match, their amount and their credits."""
    waiting = db.execute(
        "SELECT id, external_id, value_minor, currency FROM conversion "
        "WHERE brand = ? AND source = ? AND reverses = ? AND evidence = 'reversal' ORDER BY id",
        [brand, row.source, row.external_id],
    ).fetchall()
    for id, external_id, value, currency in waiting:
        late = replace(
            row,
            external_id=external_id,
            value_minor=value,
            currency=currency,
            reverses=row.external_id,
        )
        original = _original(db, brand, late)
        if original is None or _refusal(late, original):
            continue
        late = _whole_if_unsaid(late, original)
        match = original.match
        db.execute(
            "UPDATE conversion SET (value_minor, currency, code, campaign, placement, medium, "
            "evidence, strength, reason) = (?, ?, ?, ?, ?, ?, ?, ?, ?) WHERE id = ?",
            [
                *(late.value_minor, late.currency, match.code, *_place(db, match.code)),
                *(match.evidence, match.strength, match.reason, id),
            ],
        )
        _credit(db, id, late, match, original)
