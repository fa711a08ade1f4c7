"""DuckDB as we use it: in memory, offline, within bounds; over Parquet files of scans.

It is imported where the first sealed day is met: a small shop never pays its 200 ms.
"""

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from app.store.zones import DAY

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Duck

# The columns of a scan as history.db has them, with their types in Parquet.
SCAN = {
    "id": "BIGINT",
    "at": "BIGINT",
    "brand": "VARCHAR",
    "code": "BIGINT",
    "serial": "INTEGER",
    "class": "UTINYINT",
    "platform": "UTINYINT",
    "in_app": "VARCHAR",
    "language": "VARCHAR",
    "country": "VARCHAR",
    "visitor": "BIGINT",
    "rule": "VARCHAR",
    "contact_point": "VARCHAR",
    "variant": "VARCHAR",
    "reason": "VARCHAR",
    "campaign": "VARCHAR",
    "medium": "VARCHAR",
    "placement": "VARCHAR",
}
_NULL = -1
_MEMORY = "700MB"


def engine() -> "Duck":
    """A database in memory that reaches no network and spills to the system's temporary folder."""
    import duckdb

    engine = duckdb.connect(
        ":memory:",
        config={
            "threads": 2,
            "memory_limit": _MEMORY,
            "temp_directory": tempfile.gettempdir(),
            "preserve_insertion_order": False,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        },
    )
    # It would stand in the middle of a report on the standard output.
    engine.execute("SET enable_progress_bar = false")
    # A report asks the same files twice, for its rows and for their total.
    engine.execute("SET parquet_metadata_cache = true")
    return engine


def load(
    duck: "Duck", table: str, columns: Mapping[str, str], rows: Sequence[Sequence[Any]], into: str
) -> None:
    """Put rows into `table`; `into` is `CREATE` or `INSERT`. No number of theirs is negative."""
    values = list(zip(*rows, strict=True)) if rows else [()] * len(columns)
    arrays = {
        name: np.array(column, dtype=object)
        if kind == "VARCHAR"
        else np.array([_NULL if value is None else value for value in column], dtype=np.int64)
        for (name, kind), column in zip(columns.items(), values, strict=True)
    }
    typed = ", ".join(
        f'CAST("{name}" AS VARCHAR) AS "{name}"'
        if kind == "VARCHAR"
        else f'CAST(NULLIF("{name}", {_NULL}) AS {kind}) AS "{name}"'
        for name, kind in columns.items()
    )
    head = f"CREATE TABLE {table} AS" if into == "CREATE" else f"INSERT INTO {table}"
    duck.register("given", arrays)
    duck.execute(f"{head} SELECT {typed} FROM given")  # noqa: S608 - our own tables
    duck.unregister("given")


def view(duck: "Duck", files: Iterable[Path]) -> None:
    """Make `scan` a view of sealed files.

    Their visitors are numbers within a UTC day, so the day is put before them.
    """
    listed = ", ".join(quoted(file) for file in files)
    duck.execute(
        f"CREATE OR REPLACE VIEW scan AS SELECT * REPLACE "  # noqa: S608 - our own file names
        f"((s.at // {DAY}) * 4294967296 + visitor AS visitor) FROM read_parquet([{listed}]) AS s"
    )


def table(file: Path) -> str:
    """A sealed file as SQL of a table."""
    return f"read_parquet({quoted(file)})"


def quoted(file: Path) -> str:
    """A path as SQL text."""
    return "'" + str(file).replace("'", "''") + "'"
