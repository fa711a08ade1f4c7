"""Outgoing webhooks: who is told what, and the queue of what is still to be told.

Told at least once: a message keeps its id over all tries, so a receiver can tell a repetition.
Triggers of the catalog write the events (see app.store.migrations).
"""

import json
import secrets
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from itsdangerous import Signer
from sqlite_utils import Database

from app.store import secrets as signing

EVENTS = {
    "conversion.recorded": "a conversion was stored, by whatever door",
    "code.edited": "a printed code, its route or a contact point behind it was changed",
    "alarm.raised": "something needs a person: see `data`",
    "report.ready": "a report that is sent by itself: see `data.report`",
}
WAITS = tuple(
    seconds * 1000 for seconds in (5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400)
)
"""How long after each failure the next try is, ms; after the last it is given up."""
KEEP = 30 * 86_400_000
_BUSY = 60_000  # a claimed message is not sent by another process meanwhile
_GONE = 410
OVERLAP = 86_400_000
"""How long after a rotation the old secret signs too, ms: time to tell it to the receiver."""
_DUE = """SELECT delivery.id, delivery.brand, webhook.id, event.id, tries, kind, event.at, data,
    url, salt, iif(old_until > ?, old_salt, NULL) FROM delivery
    JOIN webhook ON webhook.id = delivery.webhook
    JOIN event ON event.id = delivery.event
    WHERE state = 'waiting' AND due <= ? AND paused = 0 ORDER BY due, delivery.id LIMIT ?"""


class Due(NamedTuple):
    """A message to send now. `data` is JSON text; of `salt` its webhook's secret is made, of
    `old_salt` the one before it, while both sign."""

    id: int
    brand: str
    webhook: int
    event: int
    tries: int
    kind: str
    at: int
    data: str
    url: str
    salt: bytes
    old_salt: bytes | None = None


def add(db: Database, brand: str, url: str, events: Iterable[str], now: int) -> int:
    """Make a webhook; its id."""
    with db.conn:
        made = db.execute(
            "INSERT INTO webhook (brand, url, events, salt, created) VALUES (?, ?, ?, ?, ?)",
            [brand, url, " ".join(sorted(events)), secrets.token_bytes(16), now],
        )
    return int(made.lastrowid or 0)


def pause(db: Database, brand: str, id: int, *, paused: bool) -> None:
    """Stop telling, or go on; what happens meanwhile is not told later."""
    with db.conn:
        db.execute(
            "UPDATE webhook SET paused = ? WHERE brand = ? AND id = ?", [int(paused), brand, id]
        )


def rotate(db: Database, brand: str, id: int, now: int) -> None:
    """Give a webhook a new secret. For a day its messages are signed with the old one too."""
    with db.conn:
        db.execute(
            "UPDATE webhook SET old_salt = salt, old_until = ?, salt = ? "
            "WHERE brand = ? AND id = ?",
            [now + OVERLAP, secrets.token_bytes(16), brand, id],
        )


def remove(db: Database, brand: str, id: int) -> bool:
    """Take a webhook and its messages away; False where there was none."""
    with db.conn:
        found = db.execute("DELETE FROM webhook WHERE brand = ? AND id = ?", [brand, id])
    return found.rowcount == 1


def secret(keys: Path, brand: str, salt: bytes) -> bytes:
    """The 32 bytes that sign a webhook's messages, from the brand's oldest secret: never stored."""
    oldest = signing.read(keys, brand)[-1]
    name = b"relais.webhook." + salt.hex().encode()
    return Signer(oldest, salt=name, key_derivation="hmac", digest_method=sha256).derive_key()


def raise_event(db: Database, brand: str, kind: str, data: Mapping[str, Any], now: int) -> None:
    """Store an event of EVENTS that no trigger sees, such as an alarm."""
    if kind not in EVENTS:
        raise ValueError(kind)
    with db.conn:
        db.execute(
            "INSERT INTO event (brand, kind, at, data) VALUES (?, ?, ?, ?)",
            [brand, kind, now, json.dumps(data)],
        )


def spread(db: Database, now: int) -> None:
    """Make a message of each new event for each webhook that wants it; forget old ones."""
    if not db.execute("SELECT 1 FROM event WHERE spread = 0 OR at < ?", [now - KEEP]).fetchone():
        return
    with db.conn:
        db.execute("BEGIN IMMEDIATE")
        db.execute(
            "INSERT INTO delivery (brand, webhook, event, due) SELECT event.brand, webhook.id, "
            "event.id, ? FROM event JOIN webhook ON webhook.brand = event.brand "
            "AND paused = 0 AND instr(' ' || events || ' ', ' ' || event.kind || ' ') "
            "WHERE event.spread = 0 ORDER BY event.id, webhook.id",
            [now],
        )
        db.execute("UPDATE event SET spread = 1, at = iif(at, at, ?) WHERE spread = 0", [now])
        db.execute("DELETE FROM event WHERE at < ?", [now - KEEP])


def claim(db: Database, now: int, most: int = 50) -> list[Due]:
    """The messages that are due, taken so that no other process sends them for a minute."""
    if not db.execute(_DUE, [now, now, 1]).fetchone():
        return []
    with db.conn:
        db.execute("BEGIN IMMEDIATE")
        found = db.execute(_DUE, [now, now, most]).fetchall()
        for row in found:
            db.execute("UPDATE delivery SET due = ? WHERE id = ?", [now + _BUSY, row[0]])
    return [Due(*row) for row in found]


def settle(db: Database, due: Due, status: int, now: int) -> str:
    """Write down how a try went (`status` 0: no answer); the state the message is in now."""
    if 200 <= status < 300:
        state, wait = "sent", 0
    elif status == _GONE or due.tries >= len(WAITS):
        state, wait = "given-up", 0
    else:
        state, wait = "waiting", WAITS[due.tries]
    with db.conn:
        db.execute(
            "UPDATE delivery SET state = ?, due = ?, tries = tries + 1, status = ? WHERE id = ?",
            [state, now + wait, status, due.id],
        )
        if status == _GONE:  # the receiver's word for "never again" (Standard Webhooks)
            db.execute("UPDATE webhook SET paused = 1 WHERE id = ?", [due.webhook])
    return state


def latest(db: Database, brand: str, webhook: int, most: int) -> list[dict[str, Any]]:
    """The last messages of a webhook, newest first."""
    found = db.query(
        "SELECT delivery.*, kind FROM delivery JOIN event ON event.id = event "
        "WHERE delivery.brand = ? AND webhook = ? ORDER BY delivery.id DESC LIMIT ?",
        [brand, webhook, most],
    )
    return list(found)


def replay(db: Database, brand: str, webhook: int, id: int, now: int) -> bool:
    """Send a message again from its first try; False where there is none."""
    with db.conn:
        found = db.execute(
            "UPDATE delivery SET state = 'waiting', due = ?, tries = 0 "
            "WHERE brand = ? AND webhook = ? AND id = ?",
            [now, brand, webhook, id],
        )
    return found.rowcount == 1
