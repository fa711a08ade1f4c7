"""The journals as the folder meets them: is the owner alive, what is new, what is damaged."""

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import msgspec

from app.model import Action
from app.store.journal import ScanRow

ASIDE = "set-aside"
# These pass, or are the disk's and not the file's: such a journal is tried again.
_PASSING = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_PROTOCOL,
    sqlite3.SQLITE_INTERRUPT,
}
_scans = msgspec.json.Decoder(list[ScanRow]).decode
_actions = msgspec.json.Decoder(list[Action]).decode


class Later(Exception):
    """A journal cannot be read now, but may be on the next pass."""


class Damaged(Exception):
    """A journal is not what it should be, now and later."""


class Batch(NamedTuple):
    """Rows of a journal up to its entry `last`. `damage` says why they ended early."""

    scans: list[ScanRow]
    actions: list[Action]
    last: int
    damage: str = ""

    @property
    def rows(self) -> int:
        """How many there are."""
        return len(self.scans) + len(self.actions)


@contextmanager
def dead_owner(journal: Path) -> Iterator[bool]:
    """Whether nobody writes this journal any more; if so, nobody can until the block ends."""
    try:
        lock = os.open(journal.with_suffix(".lock"), os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        yield True
        return
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(lock)


def connect(journal: Path) -> sqlite3.Connection:
    """Open a journal for reading; what a killed owner left in its write-ahead log is seen too."""
    with _naming_errors():
        return sqlite3.connect(
            f"{journal.resolve().as_uri()}?mode=ro", uri=True, timeout=5, isolation_level=None
        )


def is_empty(source: sqlite3.Connection) -> bool:
    """Whether a journal has no tables (yet): its owner is just starting, or was killed then."""
    with _naming_errors():
        return bool(source.execute("SELECT COUNT(*) = 0 FROM sqlite_master").fetchone()[0])


def read(source: sqlite3.Connection, after: int, limit: int) -> Batch:
    """The entries after a position until they hold `limit` scans and actions.

    Of a damaged file, what stands before the damage. Raises Later.
    """
    scans: list[ScanRow] = []
    actions: list[Action] = []
    last = after
    sql = "SELECT seq, scans, actions FROM entry WHERE seq > ? ORDER BY seq"
    try:
        with _naming_errors():
            for seq, some_scans, some_actions in source.execute(sql, (after,)):
                more = _scans(some_scans), _actions(some_actions)  # both, or nothing of the entry
                scans += more[0]
                actions += more[1]
                last = seq
                if len(scans) + len(actions) >= limit:
                    break
    except Damaged as error:
        return Batch(scans, actions, last, str(error))
    return Batch(scans, actions, last)


@contextmanager
def _naming_errors() -> Iterator[None]:
    """Turn errors of SQLite, and what is no entry, into Later or Damaged."""
    try:
        yield
    except msgspec.MsgspecError as error:
        raise Damaged(str(error)) from error
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
        raise (Later if code in _PASSING else Damaged)(str(error)) from error


def delete(journal: Path) -> None:
    """Remove a folded journal and what stands beside it; itself last, or a kill leaves the rest."""
    for file in reversed(_files(journal)):
        file.unlink(missing_ok=True)


def set_aside(journal: Path) -> Path:
    """Move a journal and what stands beside it out of the way; returns where to."""
    folder = journal.parent / ASIDE
    folder.mkdir(exist_ok=True)
    for file in _files(journal):
        if file.exists():
            file.replace(folder / file.name)
    return folder / journal.name


def _files(journal: Path) -> list[Path]:
    beside = [journal.with_name(journal.name + end) for end in ("-wal", "-shm")]
    return [journal, *beside, journal.with_suffix(".lock")]
