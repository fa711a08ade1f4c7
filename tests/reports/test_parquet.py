"""A report as Parquet: typed columns that another reader understands, the same bytes each time."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from app.model import Code
from app.reports import parquet
from tests.reports.world import convert, report

Shop = Mapping[str, Code]


def read(folder: Path, **options: str) -> tuple[dict[str, str], list[dict[str, object]]]:
    """The types and the rows of a report's file."""
    file = folder / "report.parquet"
    file.write_bytes(parquet.write(report(folder, **options)))
    with duckdb.connect() as engine:
        types = engine.execute("DESCRIBE SELECT * FROM read_parquet(?)", [str(file)])
        types = {row[0]: row[1] for row in types.fetchall()}
        found = engine.read_parquet(str(file))
        if "hour" in options.get("by", ""):  # as a number: its type asks for a time zone library
            found = found.project("* REPLACE (epoch_ms(hour) AS hour)")
        names = [column[0] for column in found.description]
        return types, [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def test_columns_have_the_types_of_what_they_hold(tmp_path: Path, shop: Shop) -> None:
    convert(tmp_path, "j1", shop["bag"], value=5000, currency="JPY")
    types, rows = read(tmp_path, by="day,medium")
    assert types["day"] == "DATE"
    assert types["medium"] == "VARCHAR"
    assert types["scans"] == "BIGINT"
    assert (types["value_EUR"], types["value_JPY"]) == ("DECIMAL(18,2)", "DECIMAL(18,0)")
    assert types["cost_per_scan_EUR"] == "DECIMAL(18,6)"
    assert rows[0]["day"] == date(2027, 3, 10)
    assert rows[0]["scans"] == 50
    total = next(row for row in rows if row["row"] == "total")
    assert (total["value_EUR"], total["value_JPY"]) == (Decimal("86.50"), Decimal(5000))


def test_rows_and_the_unattributed_sum_to_the_total(tmp_path: Path, shop: Shop) -> None:
    _types, rows = read(tmp_path)
    parts = [row for row in rows if row["row"] in ("row", "unattributed")]
    (total,) = (row for row in rows if row["row"] == "total")
    for column in ("conversions", "value_EUR"):
        assert sum(row[column] or 0 for row in parts) == total[column]


def test_what_is_not_known_is_null(tmp_path: Path, shop: Shop) -> None:
    _types, rows = read(tmp_path)
    window = next(row for row in rows if row["medium"] == "shop-window")
    assert (window["cost_EUR"], window["rate"], window["scans"]) == (None, None, 0)


def test_an_hour_keeps_its_instant_when_the_clock_goes_back(tmp_path: Path, shop: Shop) -> None:
    types, rows = read(tmp_path, by="hour")
    assert types["hour"] == "TIMESTAMP WITH TIME ZONE"
    assert rows[0]["hour"] == datetime(2027, 3, 10, 9, tzinfo=UTC).timestamp() * 1000


@pytest.mark.parametrize("by", ["medium", "weekday,hour_of_day", "month,conversion"])
def test_the_same_report_has_the_same_bytes(tmp_path: Path, shop: Shop, by: str) -> None:
    assert parquet.write(report(tmp_path, by=by)) == parquet.write(report(tmp_path, by=by))


def test_the_file_says_what_its_numbers_rest_on(tmp_path: Path, shop: Shop) -> None:
    file = tmp_path / "report.parquet"
    file.write_bytes(parquet.write(report(tmp_path)))
    with duckdb.connect() as engine:
        sql = "SELECT value FROM parquet_kv_metadata(?)"
        (found,) = engine.execute(sql, [str(file)]).fetchone()
    about = json.loads(found)
    assert (about["from"], about["timezone"], about["model"]) == (
        "2027-03-10",
        "Europe/Paris",
        "last",
    )
