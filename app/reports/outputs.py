"""The formats a report comes in: one file and one line each."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from app.config import Config
from app.reports import csv, json, parquet, table, xlsx
from app.reports.query import Query
from app.reports.report import Report
from app.reports.run import run

if TYPE_CHECKING:
    from app.reports.dossier import Dossier


class Output(NamedTuple):
    """A format: how it is written, its media type and how its files end."""

    write: Callable[[Report], str | bytes]
    media_type: str
    suffix: str


def _pdf(report: Report) -> bytes:
    from app.reports import pdf  # 300 ms with its typefaces, so only where it is needed

    return pdf.write(report)


OUTPUTS: Mapping[str, Output] = {
    "table": Output(table.write, "text/plain; charset=utf-8", ".txt"),
    "csv": Output(csv.write, "text/csv; charset=utf-8", ".csv"),
    "json": Output(json.write, "application/json", ".json"),
    "xlsx": Output(
        xlsx.write, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx"
    ),
    "parquet": Output(parquet.write, "application/vnd.apache.parquet", ".parquet"),
    "pdf": Output(_pdf, "application/pdf", ".pdf"),
}


WHOLE = ("pdf", "xlsx")
"""Formats with room for all sides of a question."""


def made(name: str, query: Query, config: Config, least: int = 0) -> str | bytes:
    """The answer to a query in a format of OUTPUTS: as `pdf` the document around it, as `xlsx` a
    sheet for each side of it.

    Counts below `least` are hidden. Raises as `run` does.
    """
    if name not in WHOLE and least <= 1:
        return OUTPUTS[name].write(run(query, config))
    from app.reports import dossier

    return bound(name, dossier.gather(query, config, least, sides=name in WHOLE))


def bound(name: str, found: "Dossier") -> str | bytes:
    """A dossier in a format of OUTPUTS; those of one table hold the report asked for."""
    if name == "xlsx":
        return xlsx.bind(found.sheets)
    if name == "pdf":
        from app.reports import pdf

        return pdf.bind(found)
    return OUTPUTS[name].write(found.asked)


def save(path: Path, written: str | bytes) -> None:
    """Write a file whole or not at all. A CSV gets the mark by which Excel knows UTF-8."""
    data = written if isinstance(written, bytes) else written.encode()
    if path.suffix == ".csv":
        data = b"\xef\xbb\xbf" + data
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.write_bytes(data)
    beside.replace(path)
