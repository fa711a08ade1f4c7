"""Tables as this release has them: who opens a catalog first after an update brings it there."""

import fcntl
import os
import sqlite3
from pathlib import Path

from sqlite_utils import Database

from app.errors import Unavailable
from app.i18n import _
from app.store import migrations

_STEPS = len(migrations.catalog._migrations)


def current(catalog: sqlite3.Connection) -> bool:
    """Whether a catalog has every table of this release (15 microseconds)."""
    try:
        done = catalog.execute(
            "SELECT count(*) FROM _sqlite_migrations WHERE migration_set = ?",
            [migrations.catalog.name],
        )
        return int(done.fetchone()[0]) >= _STEPS
    except sqlite3.OperationalError as error:
        if "no such table" in str(error):
            return False
        raise


def apply(db: Database, file: Path) -> None:
    """Migrate the catalog in `file`; two programs at once do it one after the other."""
    with Path(f"{file}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        db.enable_wal()
        migrations.catalog.apply(db)


def writable(file: Path) -> None:
    """Raises Unavailable (`read-only-data`) where a database and its folder may not be written."""
    if os.access(file.parent, os.W_OK) and (not file.exists() or os.access(file, os.W_OK)):
        return
    says = _(
        "{file} cannot be written, and must be: give this user the data folder, or run the "
        "command as the user that runs `serve`."
    )
    raise Unavailable(says.format(file=file), code="read-only-data")
