"""Taps on call buttons, from the history: what a call to a shared number may go back to."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from app.store import history


class Tapped(NamedTuple):
    """A tap: when, on which code, on which contact point's page, by which visitor of the day."""

    at: int
    code: int
    contact_point: str
    visitor: int


def between(data: Path, brand: str, first: int, last: int) -> list[Tapped]:
    """The taps of a brand from `first` to `last` ms, both included, oldest first.

    What the folder has not moved into the history yet is not seen: about half a second of it where
    the server runs.
    """
    path = history.path(data)
    if not path.is_file():
        return []
    store = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=10)
    with closing(store):
        found = store.execute(
            "SELECT at, code, contact_point, visitor FROM action WHERE brand = ? "
            "AND kind = 'call' AND at BETWEEN ? AND ? ORDER BY at, id",
            [brand, first, last],
        )
        return [Tapped(*row) for row in found]
