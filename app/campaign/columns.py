"""The columns of a table of placements, by every name that people give them."""

import difflib
from collections.abc import Iterator

from app.errors import Problem
from app.i18n import _
from app.sheet import Sheet, bare

_NAMES = {
    "place": "place location venue site lieu emplacement endroit",
    "city": "city town ville commune",
    "region": "region",
    "postcode": "postcode postal_code zip zip_code code_postal cp",
    "latitude": "latitude lat",
    "longitude": "longitude lon lng long",
    "quantity": "quantity qty copies number quantite qte exemplaires nombre",
    "reach": "reach audience portee",
    "cost": "cost price cout prix",
    "starts": "starts start from debut du",
    "ends": "ends end until fin au",
    "language": "language lang langue",
    "medium": "medium support",
    "key": "key cle",
}
COLUMNS = tuple(_NAMES)
OWN = "#"
"""Begins the name of a column that is for whoever keeps the table: it is read past."""
SYNONYMS = {written: name for name, words in _NAMES.items() for written in words.split()}
"""Header without accents, in small letters with `_` for spaces -> our name."""


def is_header(cells: list[str]) -> bool:
    """Whether a first line names columns: one of its cells is the name of one."""
    return any(bare(cell) in SYNONYMS for cell in cells)


def unknown(table: Sheet) -> Iterator[Problem]:
    """Each column whose cells would be lost without a word, and its nearest known name."""
    for column in table.columns:
        if column in COLUMNS or column.startswith(OWN):
            continue
        if not column and not any(line.cells[""] for line in table.lines if "" in line.cells):
            continue  # spreadsheets save empty columns too
        name = _("column “{column}”").format(column=column) if column else _("nameless column")
        yield Problem(
            "unknown-column", f"{table.name}:1 {name}", _("is not known."), _meant(column)
        )


def _meant(column: str) -> str:
    close = difflib.get_close_matches(bare(column), SYNONYMS, 1)
    if close:
        return _("Did you mean “{name}”?").format(name=close[0])
    known = _("Known are: {columns}. To leave it out, begin its name with #.")
    return known.format(columns=", ".join(COLUMNS))
