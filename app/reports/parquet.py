"""The report as Parquet, for those who go on counting: a typed column each, written by DuckDB.

Amounts are DECIMAL in whole units, a column per currency; days are DATE, hours TIMESTAMP WITH TIME
ZONE; a rate is its value, its bounds, its hits and its trials. Beside the rows stand the lines
below them, told apart by `row`, as in the CSV. Period, model and notes are the file's metadata.
"""

import json
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from app.attribution.money import EXPONENT
from app.reports import csv
from app.reports.rate import Rate
from app.reports.report import Column, Report, Row
from app.store import duck

_DIMENSIONS = {
    "day": "DATE",
    "hour": "TIMESTAMP WITH TIME ZONE",
    "weekday": "TINYINT",
    "hour_of_day": "TINYINT",
}
_MEASURES = {"count": "BIGINT"}
_MORE = 4  # digits that the cost of one scan has beyond its currency's
_COPY = """COPY (SELECT {columns} FROM given) TO {file}
    (FORMAT parquet, COMPRESSION zstd, KV_METADATA {{relais: '{about}'}})"""


class _Field(NamedTuple):
    """A column of the file."""

    name: str
    type: str


def write(report: Report) -> bytes:
    """The file: the same bytes for the same report."""
    names = csv.currencies(report)
    fields = [_Field("row", "VARCHAR")]
    fields += [field for column in report.columns for field in _fields(column, names)]
    lines = [[label, *_line(report, row, names)] for label, row in csv.lines(report)]
    with tempfile.TemporaryDirectory() as folder, closing(duck.engine()) as engine:
        file = Path(folder) / "report.parquet"
        engine.execute("SET threads = 1")
        engine.execute("SET preserve_insertion_order = true")
        engine.register("given", _arrays(lines, len(fields)))
        columns = ", ".join(
            f"CAST(c{place} AS {field.type}) AS {_quoted(field.name)}"
            for place, field in enumerate(fields)
        )
        about = json.dumps(dict(report.coverage), ensure_ascii=False).replace("'", "''")
        engine.execute(_COPY.format(columns=columns, file=duck.quoted(file), about=about))
        return file.read_bytes()


def _fields(column: Column, currencies: Sequence[str]) -> Iterator[_Field]:
    if column.is_dimension:
        yield _Field(column.key, _DIMENSIONS.get(column.kind, "VARCHAR"))
    elif column.kind == "rate":
        yield from (_Field(f"{column.key}{end}", "DOUBLE") for end in ("", "_low", "_high"))
        yield _Field(f"{column.key}_hits", "DOUBLE")
        yield _Field(f"{column.key}_trials", "BIGINT")
    elif column.kind in ("money", "unit"):
        for currency in currencies:
            yield _Field(f"{column.key}_{currency}", f"DECIMAL(18, {_digits(column, currency)})")
    else:
        yield _Field(column.key, _MEASURES.get(column.kind, "DOUBLE"))


def _line(report: Report, row: Row, currencies: Sequence[str]) -> Iterator[str | None]:
    for column in report.columns:
        yield from _cells(column, row.get(column.key), currencies)


def _cells(column: Column, value: Any, currencies: Sequence[str]) -> Iterator[str | None]:
    if column.kind == "rate" and not column.is_dimension:
        known = value if isinstance(value, Rate) else None
        parts = ("value", "low", "high", "hits", "trials")
        yield from (_text(getattr(known, part, None)) for part in parts)
    elif column.kind in ("money", "unit"):
        for currency in currencies:
            minor = (value or {}).get(currency)
            yield None if minor is None else _amount(column, minor, currency)
    else:
        yield _text(value)


def _amount(column: Column, minor: float, currency: str) -> str:
    places = _digits(column, currency)
    major = Decimal(str(minor)).scaleb(-EXPONENT.get(currency, 2))
    return f"{major:.{places}f}"


def _digits(column: Column, currency: str) -> int:
    return EXPONENT.get(currency, 2) + (_MORE if column.kind == "unit" else 0)


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _arrays(lines: Sequence[Sequence[str | None]], width: int) -> dict[str, Any]:
    columns = zip(*lines, strict=True) if lines else [()] * width
    return {f"c{place}": np.array(column, dtype=object) for place, column in enumerate(columns)}


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
