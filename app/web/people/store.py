"""People, their roles, sessions and one-time links.

Times are UTC epoch milliseconds, always given by the caller. Session and link secrets have 256
random bits; only their SHA-256 is stored, and they are found by it, so no comparison leaks time.
"""

import hashlib
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from app.errors import Conflict, Missing
from app.web.people import passwords
from app.web.people.schema import Opened

HOUR = 3_600_000
SESSION_IDLE, SESSION_LIFE = 14 * 24 * HOUR, 90 * 24 * HOUR
LINK_LIFE = 7 * 24 * HOUR
ATTEMPTS, ATTEMPT_WINDOW = 10, HOUR // 4
_SEEN_EVERY = HOUR // 4


class Person(NamedTuple):
    """Somebody who may sign in. A steward owns every brand, present and to come."""

    id: int
    email: str
    name: str
    steward: bool


class Member(NamedTuple):
    """A person's role in a brand."""

    person: Person
    role: str


class Link(NamedTuple):
    """What a one-time link lets somebody become; an empty brand: the steward."""

    email: str
    brand: str
    role: str


class People(Opened):
    """One connection to people.db."""

    @property
    def db(self) -> sqlite3.Connection:
        """The connection, for the modules of this package."""
        return self._db

    def empty(self) -> bool:
        """Whether nobody may sign in yet."""
        return self._db.execute("SELECT 1 FROM person").fetchone() is None

    def sign_in(self, email: str, password: str, now: int) -> str | None:
        """A fresh session's secret, or None. Ten wrong tries an account and quarter hour.

        Who has a second factor gets half a session, which opens nothing (see `second`).
        """
        who = email.strip().casefold()[:200]
        if self.locked(who, now):
            return None
        row = self._db.execute("SELECT id, password FROM person WHERE email = ?", [who]).fetchone()
        if not passwords.fits(row["password"] if row else None, password):
            self._db.execute("INSERT INTO attempt VALUES (?, ?)", [who, now])
            return None
        self._db.execute("DELETE FROM attempt WHERE who = ?", [who])
        return self._session(row["id"], now, half=self.has_second(row["id"]))

    def proves(self, person: Person, password: str, now: int) -> bool:
        """Whether somebody signed in knows the password of the account; wrong ones are counted."""
        who = person.email.casefold()[:200]
        if self.locked(who, now):
            return False
        row = self._db.execute("SELECT password FROM person WHERE id = ?", [person.id]).fetchone()
        if passwords.fits(row["password"] if row else None, password):
            return True
        self._db.execute("INSERT INTO attempt VALUES (?, ?)", [who, now])
        return False

    def has_second(self, person: int) -> bool:
        """Whether a person's sign-in takes a code beside the password."""
        sql = "SELECT 1 FROM second WHERE person = ? AND confirmed"
        return self._db.execute(sql, [person]).fetchone() is not None

    def half(self, secret: str, now: int) -> int | None:
        """Whose half session a secret is; None for any other, or one older than ten minutes."""
        row = self._db.execute(
            "SELECT person FROM session WHERE digest = ? AND half AND created > ?",
            [_digest(secret), now - HOUR // 6],
        ).fetchone()
        return row["person"] if row else None

    def whole_session(self, person: int, now: int) -> str:
        """A session's secret for who has shown everything asked for."""
        return self._session(person, now)

    def describe(self, secret: str, agent: str) -> None:
        """Keep with what browser a session was begun, for its owner to know it by."""
        self._db.execute(
            "UPDATE session SET agent = ? WHERE digest = ?", [agent[:300], _digest(secret)]
        )

    def locked(self, email: str, now: int) -> bool:
        """Whether an account has seen too many wrong tries lately."""
        self._db.execute("DELETE FROM attempt WHERE at < ?", [now - ATTEMPT_WINDOW])
        count = self._db.execute(
            "SELECT count(*) FROM attempt WHERE who = ?", [email.strip().casefold()[:200]]
        )
        return int(count.fetchone()[0]) >= ATTEMPTS

    def who(self, secret: str, now: int) -> Person | None:
        """Whose session a secret is; None for an unknown or an old one."""
        row = self._db.execute(
            "SELECT person.*, session.created AS began, seen FROM session "
            "JOIN person ON person.id = person WHERE digest = ? AND NOT half",
            [_digest(secret)],
        ).fetchone()
        if row is None or now - row["seen"] > SESSION_IDLE or now - row["began"] > SESSION_LIFE:
            return None
        if now - row["seen"] > _SEEN_EVERY:
            self._db.execute("UPDATE session SET seen = ? WHERE digest = ?", [now, _digest(secret)])
        return _person(row)

    def sign_out(self, secret: str) -> None:
        """End a session."""
        self._db.execute("DELETE FROM session WHERE digest = ?", [_digest(secret)])

    def role(self, person: Person, brand: str) -> str:
        """A person's role in a brand; empty where there is none."""
        if person.steward:
            return "owner"
        row = self._db.execute(
            "SELECT role FROM member WHERE person = ? AND brand = ?", [person.id, brand]
        ).fetchone()
        return row["role"] if row else ""

    def members(self, brand: str) -> list[Member]:
        """Everybody with a role in a brand, stewards first."""
        rows = self._db.execute(
            "SELECT person.*, coalesce(role, 'owner') AS role FROM person "
            "LEFT JOIN member ON person = id AND brand = ? "
            "WHERE steward OR role IS NOT NULL ORDER BY steward DESC, name",
            [brand],
        )
        return [Member(_person(row), "owner" if row["steward"] else row["role"]) for row in rows]

    def set_role(self, person: int, brand: str, role: str) -> None:
        """Give a person a role in a brand; an empty role takes it away."""
        self._db.execute("DELETE FROM member WHERE person = ? AND brand = ?", [person, brand])
        if role:
            self._db.execute("INSERT INTO member VALUES (?, ?, ?)", [person, brand, role])

    def invite(self, email: str, brand: str, role: str, now: int) -> str:
        """A one-time link's secret for `email`; the same address again replaces the older link."""
        secret = secrets.token_urlsafe(32)
        with self._writing():
            self._db.execute("DELETE FROM link WHERE expires < ?", [now])
            self._db.execute("DELETE FROM link WHERE email = ? AND brand = ?", [email, brand])
            self._db.execute(
                "INSERT INTO link VALUES (?, ?, ?, ?, ?)",
                [_digest(secret), email, brand, role, now + LINK_LIFE],
            )
        return secret

    def link(self, secret: str, now: int) -> Link:
        """What a link offers. Raises Missing for an unknown, used or old one."""
        row = self._db.execute(
            "SELECT email, brand, role FROM link WHERE digest = ? AND expires >= ?",
            [_digest(secret), now],
        ).fetchone()
        if row is None or (not row["brand"] and not self.empty()):
            raise Missing("this link was used before, or is too old", code="used-link")
        return Link(*row)

    def accept(self, secret: str, email: str, name: str, password: str, now: int) -> str:
        """Use a link: make its person, and answer a fresh session's secret.

        Raises Missing as `link` does, Conflict where the address has an account: that person
        signs in to use the link (`join`), since a link alone must not change a password.
        """
        self.link(secret, now)  # before the hash, which costs 60 ms of a core
        hashed = passwords.hashed(password)
        with self._writing():
            offered = self.link(secret, now)
            address = (offered.email or email).strip()
            try:
                cursor = self._db.execute(
                    "INSERT INTO person (email, name, password, steward, created) "
                    "VALUES (?, ?, ?, ?, ?)",
                    [address, name, hashed, int(not offered.brand), now],
                )
            except sqlite3.IntegrityError as error:
                raise Conflict("this address has an account", code="has-account") from error
            id = cursor.lastrowid or 0
            if offered.brand:
                self.set_role(id, offered.brand, offered.role)
            self._db.execute("DELETE FROM link WHERE digest = ?", [_digest(secret)])
        return self._session(id, now)

    def join(self, secret: str, person: Person, now: int) -> Link:
        """Use a link as somebody who has an account already. Raises Missing."""
        with self._writing():
            offered = self.link(secret, now)
            if offered.email.casefold() != person.email.casefold():
                raise Missing("this link is for somebody else", code="used-link")
            self.set_role(person.id, offered.brand, offered.role)
            self._db.execute("DELETE FROM link WHERE digest = ?", [_digest(secret)])
        return offered

    def _session(self, person: int, now: int, *, half: bool = False) -> str:
        secret = secrets.token_urlsafe(32)
        self._db.execute("DELETE FROM session WHERE seen < ?", [now - SESSION_IDLE])
        self._db.execute(
            "INSERT INTO session (digest, person, created, seen, half) VALUES (?, ?, ?, ?, ?)",
            [_digest(secret), person, now, now, int(half)],
        )
        return secret

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """A transaction that locks at once, so that a one-time link is used one time."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")


def _person(row: sqlite3.Row) -> Person:
    return Person(row["id"], row["email"], row["name"], bool(row["steward"]))


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
