"""The same report in every format: nothing lost, nothing run, nothing half written."""

import csv
import io
import json
import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from app.i18n import speaking
from app.model import Code
from app.reports import csv as csv_output
from app.reports import json as json_output
from app.reports import table, xlsx
from app.reports.outputs import OUTPUTS, save
from tests.reports.world import convert, report
from tests.store.shop import PLACEMENTS, open_shop, plan

Shop = Mapping[str, Code]
EVIL = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0")


def test_json_holds_the_agreed_parts_and_plain_numbers(tmp_path: Path, shop: Shop) -> None:
    found = json.loads(json_output.write(report(tmp_path)))
    assert list(found) == ["columns", "rows", "unattributed", "orphans", "totals", "coverage"]
    poster = next(row for row in found["rows"] if row["medium"] == "poster-a3")
    assert poster["value"] == {"EUR": 8000}
    assert poster["rate"]["value"] == 0.16
    assert set(poster) == {column["key"] for column in found["columns"]}


def test_csv_has_a_column_per_currency_and_plain_decimals(tmp_path: Path, shop: Shop) -> None:
    convert(tmp_path, "j1", shop["bag"], value=5000, currency="JPY")
    found = {
        (row["row"], row["medium"]): row
        for row in csv.DictReader(io.StringIO(csv_output.write(report(tmp_path)), newline=""))
    }
    bag = found["row", "packaging"]
    assert (bag["value_EUR"], bag["value_JPY"]) == ("2.50", "5000")
    assert bag["cost_per_scan_EUR"] == "180.00"
    assert found["total", ""]["conversions"] == "11"
    assert found["orphans", ""]["scans"] == "1"
    assert found["row", "poster-a3"]["rate_low"] == "0.083374"


@pytest.mark.parametrize("name", EVIL)
def test_no_cell_of_a_csv_is_a_formula(tmp_path: Path, name: str) -> None:
    placement = PLACEMENTS[0]
    odd = type(placement)(placement.key, placement.medium, name, name)
    open_shop(tmp_path, plan([odd]))
    written = csv_output.write(report(tmp_path, by="city,place"))
    for row in csv.reader(io.StringIO(written, newline="")):
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row)


def test_a_workbook_has_typed_cells_and_no_formula(tmp_path: Path, shop: Shop) -> None:
    convert(tmp_path, "e1", shop["bag"], value=1, contact_point="=1+1")
    book = openpyxl.load_workbook(io.BytesIO(xlsx.write(report(tmp_path, by="day,contact_point"))))
    sheet = book["Report"]
    heads = [cell.value for cell in sheet[1]]
    first = dict(zip(heads, [cell.value for cell in sheet[2]], strict=True))
    assert first["Day"] == datetime(2027, 3, 10)
    assert first["Scans"] == 50
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert "=1+1" in [cell.value for cell in cells]
    assert not any(cell.data_type == "f" for cell in cells)
    assert book["About"]["B1"].value == "2027-03-10"


def test_the_table_lines_up_and_names_things_as_people_do(tmp_path: Path, shop: Shop) -> None:
    lines = table.write(report(tmp_path)).splitlines()
    assert re.split(" {2,}", lines[0]) == [
        *("Medium", "Printed", "Scans", "Visitors", "Conversions", "Rate", "Value", "Cost"),
        *("Cost per scan", "Cost per conversion"),
    ]
    assert lines[2].startswith("Poster A3 ")
    assert {len(line) for line in lines[:2]} == {len(lines[0])}
    assert any(line.split()[:2] == ["Unattributed", "1"] for line in lines)
    assert any(line.split() == ["Orphans", "1"] for line in lines)


def test_a_small_base_is_shown_as_a_count_and_not_as_a_percentage(
    tmp_path: Path, shop: Shop
) -> None:
    assert "1 of 5 (3.6–62.4%)" in table.write(report(tmp_path))


def test_the_table_speaks_french(tmp_path: Path, shop: Shop) -> None:
    with speaking("fr"):
        text = table.write(report(tmp_path))
    assert "Affiche A3" in text
    assert "Non attribuées" in text
    assert "80,00 €" in text
    assert "16,0 % (8,3–28,5 %)" in text


def test_a_file_is_written_whole_and_csv_is_marked_as_utf_8(tmp_path: Path) -> None:
    save(tmp_path / "new" / "report.csv", "é")
    assert (tmp_path / "new" / "report.csv").read_bytes() == b"\xef\xbb\xbf\xc3\xa9"
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["report.csv"]


@pytest.mark.parametrize("name", list(OUTPUTS))
def test_every_format_writes_a_report_without_rows(tmp_path: Path, name: str) -> None:
    open_shop(tmp_path, plan())
    assert OUTPUTS[name].write(report(tmp_path, campaign="nothing"))
