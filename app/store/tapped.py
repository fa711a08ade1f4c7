"""Actions from the history: taps on call buttons, which a call to a shared number may go back to,
and arrivals of people who agreed to being known."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

from app.store import history


class Tapped(NamedTuple):
    """A tap: when, on which code, on which contact point's page, by which visitor of the day."""

    at: int
    code: int
    contact_point: str
    visitor: int


class New(NamedTuple):
    """An action as it came into the history; ids grow."""

    id: int
    at: int
    brand: str
    code: int
    visitor: int
    kind: str
    contact_point: str


def fresh(data: Path, after: int, since: int, most: int) -> list[New]:
    """The calls and consents that came into the history after the id `after`, from `since` ms on,
    in the order in which they came."""
    return [
        New(*row)
        for row in _ask(
            data,
            "SELECT id, at, brand, code, visitor, kind, contact_point FROM action WHERE id > ? "
            "AND kind IN ('call', 'consent') AND visitor <> 0 AND at >= ? ORDER BY id LIMIT ?",
            [after, since, most],
        )
    ]


def last(data: Path) -> int:
    """The id of the newest action; 0 where there is none."""
    found = _ask(data, "SELECT coalesce(max(id), 0) FROM action", [])
    return int(found[0][0]) if found else 0


def blank(data: Path, ids: list[int]) -> None:
    """Take the number of a person out of actions that were read."""
    if not ids:
        return
    with closing(history.connect(data)) as store, history.transaction(store):
        store.executemany("UPDATE action SET visitor = 0 WHERE id = ?", [(id,) for id in ids])


def between(data: Path, brand: str, first: int, last: int) -> list[Tapped]:
    """The taps of a brand from `first` to `last` ms, both included, oldest first.

    What the folder has not moved into the history yet is not seen: about half a second of it where
    the server runs.
    """
    return [
        Tapped(*row)
        for row in _ask(
            data,
            "SELECT at, code, contact_point, visitor FROM action WHERE brand = ? "
            "AND kind = 'call' AND at BETWEEN ? AND ? ORDER BY at, id",
            [brand, first, last],
        )
    ]


def _ask(data: Path, sql: str, values: list[Any]) -> list[tuple[Any, ...]]:
    if not history.version(data):  # none yet, or another process is making it
        return []
    path = history.path(data).resolve()
    store = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=10)
    with closing(store):
        return store.execute(sql, values).fetchall()
