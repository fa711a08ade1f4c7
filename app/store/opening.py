"""Opening a database that others may hold: waits for them, and says plainly what is wrong."""

import logging
import sqlite3
from collections.abc import Callable
from pathlib import Path
from time import sleep
from typing import TypeVar

from sqlite_utils import Database

from app.errors import Unavailable
from app.i18n import _

log = logging.getLogger("relais.store")
T = TypeVar("T")
TRIES = 6  # each waits ten seconds for the lock (see `connect`)
_LOCKED = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})


def patiently(opened: Callable[[], T], file: Path, wait: Callable[[float], None] = sleep) -> T:
    """What `opened` returns, tried for about a minute while another program holds the file.

    Raises Unavailable (`locked-database`, `damaged-database`).
    """
    for _try in range(TRIES):
        try:
            return opened()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF not in _LOCKED:
                raise Unavailable(f"{file}: {error}", code="damaged-database") from error
            log.warning("%s is held by another program; waiting for it", file)
            wait(1)
        except sqlite3.DatabaseError as error:
            says = _("{file} is damaged ({error}). Restore it from a backup: ./do restore FILE")
            message = says.format(file=file, error=error)
            raise Unavailable(message, code="damaged-database") from error
    says = _(
        "{file} has been held by another program for a minute. Stop that one, then start again."
    )
    raise Unavailable(says.format(file=file), code="locked-database")


def connect(path: Path, seconds: float = 10) -> Database:
    """A connection that waits for a writer, checks references, and may change its thread."""
    connection = sqlite3.connect(path, timeout=seconds, check_same_thread=False)
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    return Database(connection)
