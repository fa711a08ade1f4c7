"""Conversions in the catalog: entered once, reversed by a new row, never changed by a replay.

Their credits are worked out in the same transaction (app.store.credits).
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, replace
from typing import NamedTuple

from sqlite_utils import Database

from app.attribution.taps import Share
from app.model import Conversion, Match
from app.store import credits, journeys, placed
from app.store.base import Receipt

_COLUMNS = (
    "brand, source, external_id, kind, ref, at, received, value_minor, currency, subject, "
    "reverses, contact_point, body, code, campaign, placement, medium, evidence, strength, reason, "
    "variant, likely"
)
_INSERT = f"INSERT INTO conversion ({_COLUMNS}) VALUES ({', '.join('?' * 22)})"  # noqa: S608
_STORED = """SELECT id, body, code, evidence, strength, reason, value_minor, currency, variant
    FROM conversion WHERE brand = ? AND source = ? AND external_id = ?"""
_WAITING = "reversal"
_ERASED = b""  # the body of a row whose person was erased (app.store.privacy)


class Incoming(NamedTuple):
    """A conversion with its match. `likely`: the codes that share it, where they are several."""

    conversion: Conversion
    match: Match
    variant: str = ""
    likely: tuple[Share, ...] = ()


class _Original(NamedTuple):
    """The conversion that a reversal takes back; `taken` and `parts`: what others took already."""

    id: int
    match: Match
    value_minor: int | None
    currency: str | None
    variant: str
    taken: int
    parts: int

    @property
    def left(self) -> int:
        return (self.value_minor or 0) - self.taken

    @property
    def gone(self) -> bool:
        return self.parts > 0 and self.left == 0


def enter(db: Database, brand: str, rows: Iterable[Incoming], received: int) -> list[Receipt]:
    """Store conversions inside the caller's transaction, then work out the credits they change.

    A replay gives the stored answer. The same key with another body, or a reversal of more than
    there was, is a `conflict` and changes nothing. A reversal takes the match of what it reverses,
    also where it came first.
    """
    changed: set[int] = set()
    people: dict[str, int] = {}
    receipts = [_enter(db, brand, row, received, changed, people) for row in rows]
    for subject, since in people.items():
        changed.update(journeys.later(credits.asking(db), brand, subject, since))
    credits.work_out(db, changed)
    return receipts


def _enter(
    db: Database,
    brand: str,
    incoming: Incoming,
    received: int,
    changed: set[int],
    people: dict[str, int],
) -> Receipt:
    """Store one row. Adds to `changed` the conversions whose credits it touches, and to `people`
    the subjects whose later conversions it may lead to, with its time."""
    row, match = incoming.conversion, incoming.match
    body = hashlib.sha256(json.dumps(asdict(row), sort_keys=True).encode()).digest()
    known = db.execute(_STORED, [brand, row.source, row.external_id]).fetchone()
    if known is not None:
        same = known[1] in (body, _ERASED)
        return Receipt("replay" if same else "conflict", known[0], Match(*known[2:6]))
    if row.reverses is not None:
        return _reverse(db, brand, row, body, received, changed)
    id = _insert(db, brand, incoming, body, received)
    changed.add(id)
    changes_others = match.code is not None or row.kind == "lead"
    if row.subject is not None and changes_others:
        people[row.subject] = min(row.at, people.get(row.subject, row.at))
    _settle_waiting(db, brand, row)
    return Receipt("new", id, match)


def _reverse(
    db: Database, brand: str, row: Conversion, body: bytes, received: int, changed: set[int]
) -> Receipt:
    original = _original(db, brand, row)
    if original is None:
        match = Match(None, _WAITING, "none", f"waits for {row.reverses}, which it reverses")
        return Receipt("new", _insert(db, brand, Incoming(row, match), body, received), match)
    refused = _refusal(row, original)
    if refused:
        return Receipt("conflict", 0, Match(None, _WAITING, "none", refused))
    row = _whole_if_unsaid(row, original)
    id = _insert(db, brand, Incoming(row, original.match, original.variant), body, received)
    changed.add(original.id)
    return Receipt("new", id, original.match)


def _original(db: Database, brand: str, row: Conversion) -> _Original | None:
    found = db.execute(
        f"{_STORED} AND reverses IS NULL", [brand, row.source, row.reverses]
    ).fetchone()
    if found is None:
        return None
    taken, parts = db.execute(
        "SELECT coalesce(sum(-value_minor), 0), count(*) FROM conversion WHERE brand = ? "
        "AND source = ? AND reverses = ? AND external_id <> ? AND evidence <> ?",
        [brand, row.source, row.reverses, row.external_id, _WAITING],
    ).fetchone()
    value, currency, variant = found[6:9]
    return _Original(found[0], Match(*found[2:6]), value, currency, variant, taken, parts)


def _refusal(row: Conversion, original: _Original) -> str:
    if row.currency not in (None, original.currency):
        return f"is in {row.currency}, but {row.reverses} is in {original.currency}"
    if original.gone:
        return f"{row.reverses} is taken back already"
    if -(row.value_minor or 0) > original.left:
        return f"would take back more than {row.reverses} brought"
    return ""


def _whole_if_unsaid(row: Conversion, original: _Original) -> Conversion:
    """A reversal that says no amount takes back what is left."""
    if row.value_minor is not None or original.value_minor is None:
        return row
    return replace(row, value_minor=-original.left, currency=original.currency)


def _insert(db: Database, brand: str, incoming: Incoming, body: bytes, received: int) -> int:
    row, match, variant, likely = incoming
    cursor = db.execute(
        _INSERT,
        [
            *(brand, row.source, row.external_id, row.kind, row.ref, row.at, received),
            *(row.value_minor, row.currency, row.subject, row.reverses, row.contact_point, body),
            *(match.code, *place_of(db, brand, match.code)),
            *(match.evidence, match.strength, match.reason),
            *(variant, json.dumps(likely) if likely else ""),
        ],
    )
    return cursor.lastrowid or 0


def place_of(db: Database, brand: str, code: int | None) -> tuple[str | None, ...]:
    """Campaign, placement and medium of a code now: copied, so that history does not move later."""
    found = None if code is None else placed.one(db, brand, "id", code)
    return (found.campaign, found.placement, found.medium) if found else (None, None, None)


def _settle_waiting(db: Database, brand: str, row: Conversion) -> None:
    """Give reversals that came before `row` its match and their amount."""
    waiting = db.execute(
        "SELECT id, external_id, value_minor, currency FROM conversion "
        "WHERE brand = ? AND source = ? AND reverses = ? AND evidence = ? ORDER BY id",
        [brand, row.source, row.external_id, _WAITING],
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
        if original is None:
            continue
        refused = _refusal(late, original)
        if refused:
            db.execute("UPDATE conversion SET reason = ? WHERE id = ?", [refused, id])
            continue
        late = _whole_if_unsaid(late, original)
        match = original.match
        db.execute(
            "UPDATE conversion SET (value_minor, currency, code, campaign, placement, medium, "
            "evidence, strength, reason, variant) = (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) WHERE id = ?",
            [
                *(late.value_minor, late.currency, match.code, *place_of(db, brand, match.code)),
                *(match.evidence, match.strength, match.reason, original.variant, id),
            ],
        )
