"""The second factor of a sign-in, recovery codes, and the sessions of a person.

A person with a second factor gets half a session for the password: it opens nothing until a code
follows. Times are UTC epoch milliseconds, given by the caller.
"""

import base64
import hashlib
import secrets
from typing import NamedTuple

from app.web.people import totp
from app.web.people.store import People, Person

RECOVERY_CODES = 10


class Session(NamedTuple):
    """A sign-in that is still open. `id` ends it and opens nothing."""

    id: str
    created: int
    seen: int
    agent: str


class Second:
    """What a person may do about their own way in."""

    def __init__(self, people: People) -> None:
        self._people, self._db = people, people.db

    def active(self, person: Person) -> bool:
        """Whether a sign-in takes a code."""
        return self._people.has_second(person.id)

    def begin(self, person: Person) -> bytes:
        """The secret to be put into an app; it counts once `confirm` has seen a code of it."""
        row = self._db.execute(
            "SELECT secret FROM second WHERE person = ? AND NOT confirmed", [person.id]
        ).fetchone()
        if row:
            return bytes(row["secret"])
        secret = secrets.token_bytes(totp.SECRET_BYTES)
        self._db.execute("INSERT OR IGNORE INTO second VALUES (?, ?, 0, 0)", [person.id, secret])
        return secret

    def confirm(self, person: Person, code: str, now: int) -> list[str] | None:
        """Turn the second factor on; its recovery codes, or None for a wrong code."""
        if self.active(person) or not self._fits(person.id, code, now):
            return None
        self._db.execute("UPDATE second SET confirmed = 1 WHERE person = ?", [person.id])
        return self._fresh_codes(person)

    def renew(self, person: Person, code: str, now: int) -> list[str] | None:
        """New recovery codes in place of the old; None for a wrong code."""
        return self._fresh_codes(person) if self._proves(person.id, code, now) else None

    def end(self, person: Person, code: str, now: int) -> bool:
        """Turn the second factor off, with a code of it or a recovery code."""
        if not self._proves(person.id, code, now):
            return False
        self._db.execute("DELETE FROM second WHERE person = ?", [person.id])
        self._db.execute("DELETE FROM recovery WHERE person = ?", [person.id])
        return True

    def reset(self, person: int) -> bool:
        """Take away the second factor of somebody who lost phone and codes; False where none is."""
        gone = self._db.execute("DELETE FROM second WHERE person = ? AND confirmed", [person])
        self._db.execute("DELETE FROM recovery WHERE person = ?", [person])
        return gone.rowcount == 1

    def left(self, person: Person) -> int:
        """How many recovery codes were not used yet."""
        row = self._db.execute("SELECT count(*) FROM recovery WHERE person = ?", [person.id])
        return int(row.fetchone()[0])

    def finish(self, half: str, code: str, now: int) -> str | None:
        """A whole, fresh session for half a one and a code; None where either is wrong."""
        person = self._people.half(half, now)
        if person is None or not self._proves(person, code, now):
            return None
        self._people.sign_out(half)
        return self._people.whole_session(person, now)

    def locked(self, half: str, now: int) -> bool:
        """Whether too many wrong codes came lately for whom this half session is of."""
        person = self._people.half(half, now)
        return person is not None and self._people.locked(_who(person), now)

    def sessions(self, person: Person) -> list[Session]:
        """The open sessions of a person, the last used first."""
        rows = self._db.execute(
            "SELECT hex(digest), created, seen, agent FROM session WHERE person = ? AND NOT half "
            "ORDER BY seen DESC",
            [person.id],
        )
        return [Session(*row) for row in rows]

    def end_session(self, person: Person, id: str) -> None:
        """End one of a person's own sessions."""
        self._db.execute(
            "DELETE FROM session WHERE person = ? AND hex(digest) = ?", [person.id, id]
        )

    def _proves(self, person: int, code: str, now: int) -> bool:
        """A code of the app, or a recovery code, which is spent. Wrong ones are counted."""
        who = _who(person)
        if self._people.locked(who, now) or not self._people.has_second(person):
            return False
        if self._fits(person, code, now) or self._spend(person, code):
            self._db.execute("DELETE FROM attempt WHERE who = ?", [who])
            return True
        self._db.execute("INSERT INTO attempt VALUES (?, ?)", [who, now])
        return False

    def _fits(self, person: int, code: str, now: int) -> bool:
        row = self._db.execute(
            "SELECT secret, step FROM second WHERE person = ?", [person]
        ).fetchone()
        step = row and totp.step_of(bytes(row["secret"]), code, now, row["step"])
        if step is None:
            return False
        # Each password once: somebody who looked over a shoulder comes too late.
        spent = self._db.execute(
            "UPDATE second SET step = ? WHERE person = ? AND step < ?", [step, person, step]
        )
        return spent.rowcount == 1

    def _spend(self, person: int, code: str) -> bool:
        gone = self._db.execute(
            "DELETE FROM recovery WHERE person = ? AND digest = ?", [person, _digest(code)]
        )
        return gone.rowcount == 1

    def _fresh_codes(self, person: Person) -> list[str]:
        codes = [_recovery_code() for _number in range(RECOVERY_CODES)]
        self._db.execute("BEGIN IMMEDIATE")
        self._db.execute("DELETE FROM recovery WHERE person = ?", [person.id])
        self._db.executemany(
            "INSERT INTO recovery VALUES (?, ?)", [(person.id, _digest(code)) for code in codes]
        )
        self._db.execute("COMMIT")
        return codes


def _who(person: int) -> str:
    """Under what wrong codes are counted: apart from passwords, where a right one forgives."""
    return f"code of {person}"


def _recovery_code() -> str:
    text = base64.b32encode(secrets.token_bytes(10)).decode().lower()  # 80 random bits
    return "-".join(text[place : place + 4] for place in range(0, 16, 4))


def _digest(code: str) -> bytes:
    plain = "".join(char for char in code.lower() if char.isalnum())
    return hashlib.sha256(plain.encode()).digest()
