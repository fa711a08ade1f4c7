"""Reports on a small shop whose every number can be counted by hand."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from app import config, reports
import app.reports.json
from app.model import Code, Conversion, Match
from app.store import folder
from app.store.catalog import Catalog
from tests.store.shop import at, open_shop, plan, scan, write


def convert(
    data: Path,
    number: str,
    code: Code | None,
    when: str = "2027-03-11 10:00",
    value: int | None = None,
    **more: Any,
) -> None:
    row = Conversion(
        "shop", number, "order", code.token if code else "", at(when), value,
        "EUR" if value is not None else None, **more,
    )
    match = Match(code.id if code else None, "token" if code else "none",
                  "deterministic" if code else "none", "")
    catalog = Catalog(data)
    catalog.record("levain", [(row, match)], at("2027-03-20 00:00"))
    catalog.close()


@pytest.fixture
def shop(tmp_path: Path) -> Mapping[str, Code]:
    shop = open_shop(tmp_path, plan())
    write(
        tmp_path,
        [
            *(scan(shop["dijon"], "2027-03-10 09:00", visitor) for visitor in range(1, 41)),
            *(scan(shop["dijon"], "2027-03-10 21:00", visitor) for visitor in range(1, 11)),
            scan(shop["dijon"], "2027-03-10 09:00", 99, "bot"),
            *(scan(shop["bag"], "2027-03-11 09:00", visitor) for visitor in range(1, 6)),
            scan(None, "2027-03-11 09:30", 7, "orphan"),
        ],
    )
    folder.fold(tmp_path)
    for number in range(8):
        convert(tmp_path, f"d{number}", shop["dijon"], value=1000)
    convert(tmp_path, "b0", shop["bag"], value=250)
    convert(tmp_path, "x0", None, value=400)
    return shop


def report(data: Path, **options: str) -> reports.Report:
    query = reports.parse("levain", {name.rstrip("_"): text for name, text in options.items()})
    return reports.run(query, config.load({"RELAIS_DATA": str(data)}))


def by(found: reports.Report, name: str) -> dict[Any, Mapping[str, Any]]:
    return {row[name]: row for row in found.rows}


def test_a_report_by_medium_shows_what_was_printed_scanned_and_brought(
    tmp_path: Path, shop: Mapping[str, Code]
) -> None:
    found = report(tmp_path, by="medium")
    poster = by(found, "medium")["poster-a3"]
    import pprint; pprint.pprint(reports.json.data(found))
    assert poster["printed"] == 10
    assert poster["scans"] == 50
    assert poster["visitors"] == 40
    assert poster["conversions"] == 8
    assert poster["value"] == {"EUR": 8000}
    assert poster["cost"] == {"EUR": 9500}
    assert poster["cost_per_scan"] == {"EUR": 190.0}
