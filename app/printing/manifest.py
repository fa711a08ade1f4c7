"""The manifest: one row per file of a campaign, as CSV for spreadsheets and as JSON."""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields


@dataclass(frozen=True, slots=True)
class Row:
    """One file. Sizes are the finished size in mm; `symbology` to `error_level` are empty where the
    file holds no symbol. `grade` is preflight's estimate on this file; `released` says `yes`, or
    `accepted` where somebody accepted a grade below the medium's. `approved_by` stays empty until
    a person has approved exactly this sha256.
    """

    code: str
    token: str
    url: str
    campaign: str
    medium: str
    placement: str
    kind: str
    file: str
    format: str
    width_mm: float
    height_mm: float
    symbology: str
    version: str
    error_level: str
    grade: str
    sha256: str
    released: str = "yes"
    approved_by: str = ""


COLUMNS = tuple(field.name for field in fields(Row))


def as_csv(rows: Sequence[Row]) -> bytes:
    """UTF-8 with a BOM, so that spreadsheets read the accents; RFC 4180 line ends."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    writer.writerows(asdict(row) for row in rows)
    return text.getvalue().encode("utf-8-sig")


def as_json(rows: Sequence[Row]) -> bytes:
    """A list of objects with the columns as keys."""
    return json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=1).encode()
