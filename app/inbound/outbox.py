"""Answers and notices on their way out: kept until sent, tried again, given up after a day.

One SQLite file of its own. It holds the provider's id of a person and a text, only until that is
sent. A message has the id of its conversation, so a webhook that comes twice answers once. Sent at
least once: after a crash between sending and forgetting, all but LINE may show it twice.
"""

import http.client
import sqlite3
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from app.errors import Unavailable
from app.inbound.door import Person
from app.inbound.replies import Request

FIRST_WAIT = 10_000
GIVE_UP = 24 * 3_600_000  # Meta's window for free answers; a later greeting would be odd anyway
REMEMBER = 7 * 24 * 3_600_000  # longer than any provider repeats a webhook
_TABLE = """
CREATE TABLE IF NOT EXISTS message (
    id TEXT PRIMARY KEY, brand TEXT NOT NULL, door TEXT NOT NULL, address TEXT NOT NULL,
    text TEXT NOT NULL, contact_point TEXT NOT NULL, created INTEGER NOT NULL,
    due INTEGER NOT NULL, tries INTEGER NOT NULL DEFAULT 0, done INTEGER NOT NULL DEFAULT 0
) STRICT
"""


class Message(NamedTuple):
    """What waits: `text` for the person at `address` of a door."""

    id: str
    brand: str
    door: str
    address: str
    text: str
    contact_point: str
    created: int
    tries: int

    @property
    def person(self) -> Person:
        """The addressee."""
        return Person(self.door, self.address, "", self.id)


class Round(NamedTuple):
    """What became of the messages that were due."""

    sent: int
    later: int
    given_up: int


Send = Callable[[Request], int]
Make = Callable[[Message], Request]


class Outbox:
    """The waiting messages of one installation. Safe for several processes."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path, timeout=5, isolation_level=None)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute(_TABLE)

    def add(self, brand: str, person: Person, text: str, now: int, contact_point: str = "") -> bool:
        """Keep a message to send; False where this conversation has had its own."""
        row = (f"{person.door}:{person.external_id}", brand, person.door, person.address, text)
        added = self._db.execute(
            "INSERT OR IGNORE INTO message (id, brand, door, address, text, contact_point,"
            " created, due) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (*row, contact_point, now, now),
        )
        return added.rowcount == 1

    def deliver(self, make: Make, send: Send, now: int, most: int = 100) -> Round:
        """Send what is due. `make` builds a request (Unavailable: tried again later); `send`
        returns the status, or raises OSError."""
        counts = {"sent": 0, "later": 0, "given_up": 0}
        for message in self._claim(now, most):
            outcome = _attempt(message, make, send, now)
            self._settle(message, outcome, now)
            counts[outcome] += 1
        self._db.execute("DELETE FROM message WHERE done = 1 AND created < ?", (now - REMEMBER,))
        return Round(**counts)

    def waiting(self) -> int:
        """How many are not sent yet."""
        return int(self._db.execute("SELECT count(*) FROM message WHERE done = 0").fetchone()[0])

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def _claim(self, now: int, most: int) -> list[Message]:
        """The messages that are due, taken so that no other process sends them for a minute."""
        rows = self._db.execute(
            "UPDATE message SET due = ? WHERE id IN (SELECT id FROM message WHERE done = 0 AND"
            " due <= ? ORDER BY due LIMIT ?) RETURNING id, brand, door, address, text,"
            " contact_point, created, tries",
            (now + 60_000, now, most),
        ).fetchall()
        return [Message(*row) for row in rows]

    def _settle(self, message: Message, outcome: str, now: int) -> None:
        if outcome == "later":
            wait = FIRST_WAIT * 3 ** min(message.tries, 7)
            self._db.execute(
                "UPDATE message SET due = ?, tries = tries + 1 WHERE id = ?",
                (now + wait, message.id),
            )
        else:  # the id stays, to know a webhook that comes again; the person does not
            self._db.execute(
                "UPDATE message SET done = 1, address = '', text = '' WHERE id = ?", (message.id,)
            )


def _attempt(message: Message, make: Make, send: Send, now: int) -> str:
    if now - message.created >= GIVE_UP:
        return "given_up"
    try:
        status = send(make(message))
    except (OSError, Unavailable, http.client.HTTPException):
        return "later"
    if 200 <= status < 300:
        return "sent"
    return "later" if status in (408, 425, 429) or status >= 500 else "given_up"


def post(request: Request, timeout: float = 10) -> int:
    """Send over the network, without following redirects; the status. Raises OSError."""
    if not request.url.startswith(("https://", "http://127.0.0.1:")):
        raise OSError("only https")
    asked = urllib.request.Request(  # noqa: S310 - the scheme is checked above
        request.url, request.body, dict(request.headers), method="POST"
    )
    try:
        with _OPENER.open(asked, timeout=timeout) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        error.close()
        return int(error.code)


class _Straight(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: object, **_kwargs: object) -> None:
        return None


_OPENER = urllib.request.build_opener(_Straight)
