"""Links that show a report to who has them: signed, they end by themselves and can be taken back.

A link's text is its number and a MAC over brand, number and end, with a key that stands outside the
catalog: who reads the catalog can open nothing, and a link whose end was changed is no link.
"""

import hmac
import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from itsdangerous import Signer
from sqlite_utils import Database

from app import signing
from app.errors import Missing
from app.i18n import _
from app.store import secrets as keys_of

TABLE = """CREATE TABLE share (
    id INTEGER PRIMARY KEY AUTOINCREMENT, brand TEXT NOT NULL REFERENCES brand, name TEXT NOT NULL,
    asked TEXT NOT NULL, span TEXT NOT NULL, least INTEGER NOT NULL, by TEXT NOT NULL,
    created INTEGER NOT NULL, expires INTEGER NOT NULL, revoked INTEGER,
    opened INTEGER NOT NULL DEFAULT 0, last_opened INTEGER
) STRICT;
CREATE INDEX share_brand ON share (brand, id)"""
_NUMBER, _MAC = 8, 26  # characters of 5 bits
_COLUMNS = "id, brand, name, asked, span, least, by, created, expires, revoked, opened, last_opened"
KEEP = 90 * 86_400_000
"""How long after its end a link is still listed, ms."""


class Ended(Missing):
    """A link that was good once: it expired or was taken back."""

    code = "link-ended"
    status = 410


class Share(NamedTuple):
    """A link. `asked` are the options of a report, `span` the days it moves along with (see
    app.reports.saved), `least` the smallest count shown, `by` who made it."""

    id: int
    brand: str
    name: str
    asked: Mapping[str, str]
    span: str
    least: int
    by: str
    created: int
    expires: int
    revoked: int | None
    opened: int
    last_opened: int | None

    def is_open(self, now: int) -> bool:
        """Whether it shows its report at `now` (UTC ms)."""
        return self.revoked is None and now < self.expires


def add(db: Database, share: Share) -> Share:
    """Keep a link; its id is given here."""
    with db.conn:
        made = db.execute(
            "INSERT INTO share (brand, name, asked, span, least, by, created, expires) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                *(share.brand, share.name, json.dumps(dict(share.asked)), share.span),
                *(share.least, share.by, share.created, share.expires),
            ],
        )
    return share._replace(id=int(made.lastrowid or 0))


def fresh(brand: str, name: str, asked: Mapping[str, str], *, by: str, now: int) -> Share:
    """A link that is not kept yet: everything shown, no days of its own, ended already."""
    return Share(0, brand, name, asked, "", 0, by, now, now, None, 0, None)


def listed(db: Database, brand: str) -> list[Share]:
    """The links of a brand, newest first."""
    found = db.execute(
        f"SELECT {_COLUMNS} FROM share WHERE brand = ? ORDER BY id DESC",  # noqa: S608 - ours
        [brand],
    )
    return [_share(row) for row in found]


def revoke(db: Database, brand: str, id: int, now: int) -> Share:
    """Take a link back: from now on it shows nothing. Raises Missing."""
    with db.conn:
        db.execute(
            "UPDATE share SET revoked = ? WHERE brand = ? AND id = ? AND revoked IS NULL",
            [now, brand, id],
        )
    found = [share for share in listed(db, brand) if share.id == id]
    if not found:
        raise Missing(_("There is no such link."))
    return found[0]


def forget(db: Database, now: int) -> int:
    """Delete the links that ended long ago; how many."""
    with db.conn:
        return db.execute("DELETE FROM share WHERE expires < ?", [now - KEEP]).rowcount


def text(keys: Path, share: Share) -> str:
    """The part of the link's address that opens it. Raises Missing where the brand has no key."""
    mac = signing.encode(int.from_bytes(_mac(keys, share), "big") >> 126, _MAC)
    return (signing.encode(share.id, _NUMBER) + mac).lower()


def open(db: Database, keys: Path, given: str, now: int) -> Share:
    """The link whose text is `given`, counted as opened once more.

    Raises Missing for a text that we never made, Ended for one whose time is over.
    """
    share = _find(db, given)
    if share is None or not hmac.compare_digest(
        text(keys, share).encode(), signing.canonical(given).lower().encode()
    ):
        raise Missing(_("There is no such link. Perhaps a part of it was lost on the way."))
    if not share.is_open(now):
        raise Ended(_("This link has ended. Ask who sent it for another one."))
    with db.conn:
        db.execute(
            "UPDATE share SET opened = opened + 1, last_opened = ? WHERE id = ?", [now, share.id]
        )
    return share


def _find(db: Database, given: str) -> Share | None:
    id = signing.decode(given[:_NUMBER]) if len(given) == _NUMBER + _MAC else None
    if id is None or not given.isascii():
        return None
    row = db.execute(
        f"SELECT {_COLUMNS} FROM share WHERE id = ?",  # noqa: S608 - ours
        [id],
    ).fetchone()
    return None if row is None else _share(row)


def _share(row: Any) -> Share:
    return Share._make((*row[:3], json.loads(row[3]), *row[4:]))


def _mac(keys: Path, share: Share) -> bytes:
    oldest = keys_of.read(keys, share.brand)[-1]
    signer = Signer(oldest, salt="relais.share", key_derivation="hmac", digest_method=sha256)
    said = f"{share.brand}/{share.id}/{share.expires}/{share.created}"
    return hmac.digest(signer.derive_key(), said.encode(), sha256)
