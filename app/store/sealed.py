"""Sealed days read as one: the statements of app.store.sources over Parquet files, by DuckDB.

What they join of the catalog is copied in beside, one brand's names at most.
"""

import re
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from app.store import duck
from app.store.history import Layers, Select

# The columns of the catalog that a dimension may join (app.store.dimensions).
_CATALOG = {
    "placement": {"brand": "VARCHAR", "campaign": "VARCHAR", "key": "VARCHAR", "place": "VARCHAR",
                  "city": "VARCHAR", "region": "VARCHAR"},
    "code": {"id": "BIGINT", "token": "VARCHAR", "kind": "VARCHAR"},
    "campaign": {"brand": "VARCHAR", "slug": "VARCHAR", "phase": "VARCHAR", "rewarded": "BIGINT"},
    "contact_point": {"brand": "VARCHAR", "campaign": "VARCHAR", "key": "VARCHAR",
                      "channel": "VARCHAR"},
}  # fmt: skip

_AT_ONCE = 100
"""Files a statement: two years of days are planned in some, not in one."""


class Engine:
    """DuckDB over sealed days. `store` is where the catalog is attached as `cat`."""

    def __init__(self, store: sqlite3.Connection) -> None:
        self._store = store
        self._duck = duck.engine()
        self._duck.execute("CREATE SCHEMA cat")
        self._there: set[str] = set()

    def rows(self, select: Select, files: Sequence[Path]) -> list[tuple[Any, ...]]:
        """The rows of a statement over the scans of some files."""
        self._copy_for(select)
        duck.view(self._duck, files)
        return self._duck.execute(select.sql, select.values).fetchall()

    def counts(
        self, question: Layers, files: Sequence[Path], narrow: bool
    ) -> Iterator[tuple[Any, ...]]:
        """The sums of a question over the scans of some files.

        Each file is put together by itself: a day's visitors fit the processor's cache, those of
        all days do not. Where few scans are asked for, planning so many parts would take longer.
        """
        select = question.rows
        if narrow:
            over = question.over(select.sql)
            yield from self.rows(select._replace(sql=over), files)
            return
        self._copy_for(select)
        for some in (files[at : at + _AT_ONCE] for at in range(0, len(files), _AT_ONCE)):
            parts = (
                question.over(select.sql.replace("FROM scan AS s", f"FROM {duck.table(file)} AS s"))
                for file in some
            )
            sql = question.again(" UNION ALL ".join(parts))
            yield from self._duck.execute(sql, select.values * len(some)).fetchall()

    def close(self) -> None:
        """Free its memory."""
        self._duck.close()

    def _copy_for(self, select: Select) -> None:
        for table in re.findall(r"\bcat\.(\w+)", select.sql):
            self._copy(table)

    def _copy(self, table: str) -> None:
        if table in self._there:
            return
        columns = _CATALOG[table]
        rows = self._store.execute(f"SELECT {', '.join(columns)} FROM cat.{table}").fetchall()  # noqa: S608
        duck.load(self._duck, f"cat.{table}", columns, rows, "CREATE")
        self._there.add(table)
