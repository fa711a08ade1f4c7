"""The [[placements]] tables: one placement each, or one per row of a CSV file, with their codes."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from app import sheet
from app.campaign import document as doc
from app.campaign.aliases import RESERVED, SHORTEST, slugify
from app.campaign.brand import slug
from app.campaign.checks import Checks, beside
from app.campaign.codes import read_codes, with_alias
from app.campaign.columns import SYNONYMS, unknown
from app.campaign.money import money
from app.campaign.regions import of_postcode
from app.errors import Refused
from app.i18n import LANGUAGES, _
from app.model import Placement, Route
from app.nearness import confusable


def _degrees(limit: int) -> Callable[[Any], float]:
    def check(value: Any) -> float:
        right = _("degrees from -{limit} to {limit}").format(limit=limit)
        try:
            number = float(value.replace(",", ".") if isinstance(value, str) else value)
        except (ValueError, TypeError):
            raise ValueError(right) from None
        if not -limit <= number <= limit:
            raise ValueError(right)
        return number

    return check


def _region_of(value: Any) -> str:
    """The region of a postcode. One that lost its zero is refused: it may be Belgian."""
    try:
        return of_postcode(str(value))
    except ValueError:
        raise ValueError(_("a French postcode of five digits, or a region instead")) from None


_FIELDS: Mapping[str, tuple[Callable[[Any], Any], Any]] = {
    "place": (doc.text(120), ""),
    "city": (doc.text(120), ""),
    "region": (doc.text(120), ""),
    "postcode": (_region_of, ""),
    "latitude": (_degrees(90), None),
    "longitude": (_degrees(180), None),
    "quantity": (doc.whole(1, 1_000_000_000), 1),
    "reach": (doc.whole(0, 10_000_000_000), None),
    "cost": (money, None),
    "starts": (doc.day, None),
    "ends": (doc.day, None),
    "language": (doc.choice(*LANGUAGES), ""),
}


def read_placements(
    root: doc.Table, folder: Path, checks: Checks, routes: Mapping[str, Route]
) -> tuple[Placement, ...]:
    """Every placement with its codes. Problems are noted where they stand."""
    found: list[tuple[Placement, doc.Table]] = []
    for table in root.tables("placements"):
        shared = _shared(table, checks.medium)
        specs = tuple(read_codes(table, routes, checks))
        if "csv" in table:
            rows = _rows(table, folder, shared, checks.medium)
        else:
            rows = iter([(_placement(table, shared), table)])
        for placement, row in rows:
            codes = tuple(with_alias(spec, placement.place, placement.city) for spec in specs)
            found.append((replace(placement, codes=codes), row))
        table.no_more()
    if not found:
        root.wrong("placements", "missing", _("holds no placement."))
    _check_doubles(found)
    return tuple(placement for placement, _row in found)


def _shared(table: doc.Table, medium: Callable[[Any], str]) -> dict[str, Any]:
    """What the table itself says: everything for a single placement, the defaults for a CSV."""
    values = {key: table.checked(key, check, default) for key, (check, default) in _FIELDS.items()}
    values["medium"] = table.checked("medium", medium, "")
    values["key"] = table.checked("key", slug(120), "")
    if not values["medium"] and "csv" not in table:
        table.needed("medium", medium, "")
    return values


def _placement(table: doc.Table, values: Mapping[str, Any]) -> Placement:
    if not values["place"]:
        table.needed("place", doc.text(120), "")
    key = values["key"] or slugify(f"{values['medium']}-{values['place']}")
    region = values["region"] or values["postcode"]
    given = {name: value for name, value in values.items() if name != "postcode"}
    return Placement(**{**given, "key": key, "region": region})


def _rows(
    table: doc.Table, folder: Path, shared: Mapping[str, Any], medium: Callable[[Any], str]
) -> Iterator[tuple[Placement, doc.Table]]:
    name = str(table.raw("csv"))
    try:
        data = beside(folder, name)
        found = sheet.read(data, name, synonyms=SYNONYMS)
    except ValueError as right:
        what = _("names {name}, which does not exist.").format(name=name)
        table.wrong("csv", "no-file", what, _("Give {right}.").format(right=right))
        return
    except Refused as refused:
        table.notes.problems += refused.problems
        return
    absent = list(sheet.missing(name, found.columns, ["place"]))
    table.notes.problems += [*absent, *unknown(found)]
    if absent:
        return
    for line in found.lines:
        cells = {key: value for key, value in line.cells.items() if value}
        row = doc.Table(cells, (), _RowNotes(table.notes, name, line.number))
        values = {
            key: row.checked(key, check, shared[key]) for key, (check, _default) in _FIELDS.items()
        }
        values["medium"] = row.checked("medium", medium, shared["medium"])
        values["key"] = row.checked("key", slug(120), "")
        if not values["medium"] and "medium" not in table:
            row.needed("medium", medium, "")
        yield _placement(row, values), row


class _RowNotes(doc.Notes):
    """Notes on a row of a CSV file, kept with those on the campaign file."""

    def __init__(self, notes: doc.Notes, name: str, number: int) -> None:
        super().__init__(name, {})
        self.problems = notes.problems
        self._row = number

    def where(self, place: doc.Place) -> str:
        """`file.csv:row column`."""
        return f"{self.name}:{self._row} {place[-1]}"


def _check_doubles(found: list[tuple[Placement, doc.Table]]) -> None:
    keys: set[str] = set()
    owners: dict[str, doc.Table] = {}
    for placement, table in found:
        if placement.key in keys:
            table.wrong(
                "place",
                "double-placement",
                _("is the placement “{key}” a second time.").format(key=placement.key),
                _("Give one of them a key of its own."),
            )
        keys.add(placement.key)
        for spec in placement.codes:
            if spec.alias:
                _check_alias(spec.alias, owners, table)
    for one, other in confusable(owners):
        owners[other].wrong(
            "alias",
            "alike-aliases",
            _("“{other}” would be mixed up with “{one}”.").format(one=one, other=other),
            _("Change one of them."),
        )


def _check_alias(alias: str, owners: dict[str, doc.Table], table: doc.Table) -> None:
    if alias in owners:
        what = _("“{alias}” is the typed address of another code.").format(alias=alias)
        table.wrong("alias", "double-alias", what, _("Change one of them."))
    elif len(alias) < SHORTEST or alias in RESERVED:
        table.wrong(
            "alias",
            "bad-alias",
            _("“{alias}” cannot be a typed address.").format(alias=alias),
            _("Give 3 to 15 letters, digits or hyphens, and no reserved word."),
        )
    owners.setdefault(alias, table)
