"""A table read from a CSV file, however it was saved: BOM, semicolons or tabs, UTF-8 or Latin-1."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from app.errors import Problem, Refused
from app.i18n import _

MAX_BYTES = 256 * 1024 * 1024
csv.field_size_limit(1 << 20)


class Line(NamedTuple):
    """One row: its number in the file (the header is row 1) and its cells by column."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The columns of a file in their order, under their canonical names, and its rows."""

    name: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]


def read(
    data: bytes,
    name: str,
    *,
    required: Iterable[str] = (),
    synonyms: Mapping[str, str] | None = None,
) -> Sheet:
    """Read a whole table. Cells are stripped; empty rows are left out.

    `synonyms` maps other header names (lower case, or `bare`) to canonical ones. Raises Refused for
    a file without a header, without a required column, or with rows of more cells than the header.
    """
    if len(data) > MAX_BYTES:
        raise Refused([Problem("too-large", name, _("is larger than 256 MB."), _("Split it."))])
    text = decode(data)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        rows = list(_numbered(reader))
    except csv.Error as error:
        raise Refused([Problem("bad-csv", f"{name}:{reader.line_num}", str(error))]) from error
    if not rows:
        raise Refused([Problem("empty-csv", name, _("is empty."), _("Give a header and rows."))])
    columns = tuple(_canonical(cell, synonyms or {}) for cell in rows[0][1])
    problems = [
        *missing(name, columns, required),
        *_doubles(name, columns),
        *_long_rows(name, columns, rows[1:]),
    ]
    if problems:
        raise Refused(problems)
    lines = (
        Line(number, dict(zip(columns, (cell.strip() for cell in cells), strict=False)))
        for number, cells in rows[1:]
    )
    return Sheet(name, columns, tuple(lines))


def decode(data: bytes) -> str:
    """Text in UTF-8 (with or without BOM), else in Windows-1252, where every file has a meaning."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _delimiter(text: str) -> str:
    header = text.split("\n", 1)[0]
    return max(";,\t", key=header.count)


def _numbered(reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    for number, cells in enumerate(reader, start=1):
        if any(cell.strip() for cell in cells):
            yield number, cells


def bare(header: str) -> str:
    """A header without accents, signs and capitals, `_` for spaces: `Coût (€)` is `cout`."""
    plain = unicodedata.normalize("NFKD", header).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")


def _canonical(cell: str, synonyms: Mapping[str, str]) -> str:
    name = cell.strip().lower().replace(" ", "_")
    return synonyms.get(name) or synonyms.get(bare(cell), name)


def missing(name: str, columns: tuple[str, ...], required: Iterable[str]) -> Iterator[Problem]:
    """A problem for each of `required` that is none of the columns of the file `name`."""
    for column in required:
        if column not in columns:
            yield Problem(
                "missing-column",
                f"{name}:1",
                _("has no column “{column}”.").format(column=column),
                _("Its columns are: {columns}.").format(columns=", ".join(columns)),
            )


def _doubles(name: str, columns: tuple[str, ...]) -> Iterator[Problem]:
    for column in sorted({column for column in columns if column and columns.count(column) > 1}):
        what = _("has the column “{column}” twice.").format(column=column)
        yield Problem("double-column", f"{name}:1", what)


def _long_rows(
    name: str, columns: tuple[str, ...], rows: list[tuple[int, list[str]]]
) -> Iterator[Problem]:
    for number, cells in rows:
        if any(cell.strip() for cell in cells[len(columns) :]):
            what = _("has {cells} cells where the header has {columns}.")
            yield Problem(
                "long-row",
                f"{name}:{number}",
                what.format(cells=len(cells), columns=len(columns)),
                _("Quote cells that hold the separator."),
            )
