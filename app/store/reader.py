"""The history and the catalog as they are at one moment, and statements to ask of them."""

import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from app.store.zones import DAY

if TYPE_CHECKING:
    from app.store.sealed import Engine


class Select(NamedTuple):
    """A statement and its values."""

    sql: str
    values: list[Any]


class Layers(NamedTuple):
    """A statement over scans whose rows are put together by some of its columns.

    `sums` are SQL over its rows, by the name they get; they can be added up again.
    """

    rows: Select
    keys: Sequence[str]
    sums: Mapping[str, str]

    def over(self, table: str) -> str:
        """The statement that puts the rows of `table` (SQL) together."""
        return self._grouped(table, self.sums)

    def again(self, table: str) -> str:
        """The statement that adds up what was put together in several places."""
        return self._grouped(table, {name: f"SUM({name})" for name in self.sums})

    def _grouped(self, table: str, sums: Mapping[str, str]) -> str:
        columns = [*self.keys, *(f"{sql} AS {name}" for name, sql in sums.items())]
        group = f" GROUP BY {', '.join(self.keys)}" if self.keys else ""
        return f"SELECT {', '.join(columns)} FROM ({table}) AS t{group}"  # noqa: S608 - ours


class Reader:
    """The history and the catalog as they are at one moment, for reading."""

    def __init__(self, store: sqlite3.Connection, folder: Path) -> None:
        self._store = store
        self._folder = folder
        self._engine: Engine | None = None
        self._known: dict[tuple[str, tuple[Any, ...]], list[tuple[Any, ...]]] = {}

    def once(self, select: Select) -> list[tuple[Any, ...]]:
        """The same as `all`, asked once however often it is wanted: a snapshot does not change."""
        key = (select.sql, tuple(select.values))
        if key not in self._known:
            self._known[key] = self.all(select)
        return self._known[key]

    def all(self, select: Select) -> list[tuple[Any, ...]]:
        """The rows of a statement over the rollups, the actions and the catalog (`cat`)."""
        return self._store.execute(select.sql, select.values).fetchall()

    def scans(self, select: Select, start: int, end: int) -> Iterator[tuple[Any, ...]]:
        """The rows of a statement over the single scans (`scan`) between two instants.

        It is asked of every place they are kept in. A place holds whole UTC days, or scans that
        came late, so counts and visitors of the places add up.
        """
        files = self._files(start, end)
        if files:
            yield from self._sealed().rows(select, files)
        yield from self._store.execute(select.sql, select.values)

    def counts(
        self, question: Layers, start: int, end: int, narrow: bool, but: Collection[str] = ()
    ) -> Iterator[tuple[Any, ...]]:
        """The same for what is put together in each place, `but` some files.

        `narrow`: the question is of few of the scans.
        """
        files = [file for file in self._files(start, end) if file.name not in but]
        if files:
            yield from self._sealed().counts(question, files, narrow)
        rows = question.rows
        yield from self._store.execute(question.over(rows.sql), rows.values)

    def people(self, brand: str, start: int, end: int) -> dict[str, int]:
        """The human visitors of each sealed file that lies between two instants, where known."""
        found = self._store.execute(
            "SELECT sealed.file, p.visitors FROM sealed JOIN sealed_people AS p "
            "ON p.file = sealed.file WHERE p.brand = ? AND day >= ? AND day <= ?",
            (brand, start, end - DAY),
        )
        return dict(found.fetchall())

    def _files(self, start: int, end: int) -> list[Path]:
        found = self._store.execute(
            "SELECT file FROM sealed WHERE day > ? AND day < ? ORDER BY day, part",
            (start - DAY, end),
        )
        return [self._folder / name for (name,) in found]

    def fill(self, table: str, rows: Sequence[Sequence[Any]]) -> None:
        """Put rows into a temporary table of this snapshot."""
        if rows:
            marks = ", ".join("?" * len(rows[0]))
            self._store.executemany(f"INSERT INTO temp.{table} VALUES ({marks})", rows)  # noqa: S608

    def size(self) -> int:
        """How many single scans there are."""
        return int(
            self._store.execute(
                "SELECT (SELECT COALESCE(SUM(scans), 0) FROM sealed)"
                " + (SELECT COALESCE(SUM(scans), 0) FROM unsealed)"
            ).fetchone()[0]
        )

    def close(self) -> None:
        """End the snapshot."""
        if self._engine is not None:
            self._engine.close()
        self._store.close()

    def _sealed(self) -> "Engine":
        if self._engine is None:
            from app.store.sealed import Engine  # DuckDB: 200 ms, and only with sealed days

            self._engine = Engine(self._store)
        return self._engine
