"""Sealed days read as one: the statements of app.store.sources over Parquet files, by DuckDB.

What they join of the catalog is copied in beside, one brand's names at most.
"""

import re
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from app.store import duck
from app.store.history import Select

# The columns of the catalog that a dimension may join (app.store.dimensions).
_CATALOG = {
    "placement": {"brand": "VARCHAR", "campaign": "VARCHAR", "key": "VARCHAR", "place": "VARCHAR",
                  "city": "VARCHAR"},
    "code": {"id": "BIGINT", "token": "VARCHAR", "kind": "VARCHAR"},
    "campaign": {"brand": "VARCHAR", "slug": "VARCHAR", "phase": "VARCHAR", "rewarded": "BIGINT"},
    "contact_point": {"brand": "VARCHAR", "campaign": "VARCHAR", "key": "VARCHAR",
                      "channel": "VARCHAR"},
}  # fmt: skip


class Engine:
    """DuckDB over sealed days. `store` is where the catalog is attached as `cat`."""

    def __init__(self, store: sqlite3.Connection) -> None:
        self._store = store
        self._duck = duck.engine()
        self._duck.execute("CREATE SCHEMA cat")
        self._there: set[str] = set()

    def rows(self, select: Select, files: Sequence[Path]) -> list[tuple[Any, ...]]:
        """The rows of a statement over the scans of some files."""
        for table in re.findall(r"\bcat\.(\w+)", select.sql):
            self._copy(table)
        duck.view(self._duck, files)
        return self._duck.execute(select.sql, select.values).fetchall()

    def close(self) -> None:
        """Free its memory."""
        self._duck.close()

    def _copy(self, table: str) -> None:
        if table in self._there:
            return
        columns = _CATALOG[table]
        rows = self._store.execute(f"SELECT {', '.join(columns)} FROM cat.{table}").fetchall()  # noqa: S608
        duck.load(self._duck, f"cat.{table}", columns, rows, "CREATE")
        self._there.add(table)
