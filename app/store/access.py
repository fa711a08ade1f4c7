"""API keys: how a program proves which brand it works for, and what it may do there.

A secret has 256 random bits; only its SHA-256 is stored, and it is found by that, so no comparison
leaks its characters by its time. Times are UTC epoch milliseconds, given by the caller.
"""

import hashlib
import secrets
from collections.abc import Sequence
from typing import NamedTuple

from sqlite_utils import Database

from app.errors import Missing

_USED_EVERY = 60_000
"""How exactly the last use is kept, ms: a write for each call would make readers wait."""


class Access(NamedTuple):
    """What an API key opens."""

    brand: str
    scopes: tuple[str, ...]


class ApiKey(NamedTuple):
    """An API key as its owner sees it: everything but the secret, which nobody has."""

    id: int
    name: str
    scopes: tuple[str, ...]
    created: int
    last_used: int | None
    revoked: int | None


def add(db: Database, brand: str, name: str, scopes: Sequence[str], now: int) -> str:
    """Make a key and return its secret, which is shown once and never stored."""
    secret = f"rk_{secrets.token_urlsafe(32)}"
    with db.conn:
        db.execute(
            "INSERT INTO api_key (brand, name, digest, scopes, created) VALUES (?, ?, ?, ?, ?)",
            [brand, name, _digest(secret), " ".join(scopes), now],
        )
    return secret


def opened(db: Database, secret: str, now: int | None) -> Access | None:
    """What a secret opens; None for an unknown or revoked one. `now` is kept as its last use."""
    row = db.execute(
        "SELECT id, brand, scopes, coalesce(last_used, 0) FROM api_key "
        "WHERE digest = ? AND revoked IS NULL",
        [_digest(secret)],
    ).fetchone()
    if row is None:
        return None
    if now is not None and now - row[3] >= _USED_EVERY:
        with db.conn:
            db.execute("UPDATE api_key SET last_used = ? WHERE id = ?", [now, row[0]])
    return Access(row[1], tuple(row[2].split()))


def keys(db: Database, brand: str) -> list[ApiKey]:
    """The keys of a brand, newest first, revoked ones last."""
    rows = db.execute(
        "SELECT id, name, scopes, created, last_used, revoked FROM api_key WHERE brand = ? "
        "ORDER BY revoked IS NOT NULL, id DESC",
        [brand],
    )
    return [ApiKey(row[0], row[1], tuple(row[2].split()), *row[3:]) for row in rows]


def revoke(db: Database, brand: str, id: int, now: int) -> ApiKey:
    """Take a key back, for good and at once. Raises Missing for a key that opens nothing here."""
    found = next((key for key in keys(db, brand) if key.id == id and key.revoked is None), None)
    if found is None:
        raise Missing("no such API key", code="no-api-key")
    with db.conn:
        db.execute("UPDATE api_key SET revoked = ? WHERE id = ?", [now, id])
    return found._replace(revoked=now)


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
