"""A dossier: one question from several sides, and no side tells what another hides."""

import io
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest

from app import config, reports
from app.config import Config
from app.model import Code
from app.reports import dossier
from app.reports.dossier import Dossier
from app.reports.outputs import made
from tests.reports.world import convert


@pytest.fixture
def settings(tmp_path: Path, shop: Mapping[str, Code]) -> Config:
    for number in range(3):
        convert(tmp_path, f"w{number}", shop["window"], value=500)
    return config.load({"RELAIS_DATA": str(tmp_path)})


def gather(settings: Config, least: int = 0, **options: str) -> Dossier:
    query = reports.parse("levain", {name.rstrip("_"): text for name, text in options.items()})
    return dossier.gather(query, settings, least)


def hidden(report: reports.Report, key: str) -> set[str]:
    """The placements of which a column is hidden."""
    return {row["placement"] for row in report.rows if row[key] is None}


def test_every_side_has_the_same_total(settings: Config) -> None:
    found = gather(settings)
    for side in (found.asked, found.times, found.media, found.placements, found.hours):
        assert side.totals["scans"] == found.whole.totals["scans"] == 55
    for side in (found.asked, found.times, found.media, found.placements, found.conversions):
        assert side.totals["conversions"] == found.whole.totals["conversions"] == 13


def test_a_report_without_dates_has_no_days_before(settings: Config) -> None:
    assert gather(settings).before is None
    before = gather(settings, from_="2027-03-11", to="2027-03-11").before
    assert (before.totals["scans"], before.totals["scans_before"]) == (5, 50)


@pytest.mark.parametrize(
    ("dates", "step"),
    [
        ({"from_": "2027-03-10", "to": "2027-03-11"}, "hour"),
        ({"from_": "2027-03-01", "to": "2027-03-31"}, "day"),
        ({"from_": "2026-03-01", "to": "2027-03-31"}, "week"),
    ],
)
def test_the_course_over_time_has_steps_that_fit_its_length(settings, dates, step) -> None:
    assert gather(settings, **dates).times.query.by == (step,)


def test_the_report_asked_for_hides_what_the_table_of_placements_hides(settings: Config) -> None:
    found = gather(settings, 10, by="placement")
    for key in ("scans", "conversions"):
        assert hidden(found.asked, key) == hidden(found.placements, key) != set()
    assert set(found.asked.rows[0]) == {column.key for column in found.asked.columns}


@pytest.mark.parametrize("by", ["city", "code", "month", "week", "medium,day", "platform"])
def test_by_what_is_tied_to_other_tables_there_are_no_other_tables(settings, by) -> None:
    found = gather(settings, 10, by=by)
    assert (found.media, found.placements, found.points) == (None, None, None)
    assert found.asked.query.by == tuple(by.split(","))
    assert gather(settings, 0, by=by).media is not None


def test_hours_of_the_week_are_not_shown_beside_days_of_which_some_are_hidden(settings) -> None:
    assert gather(settings, 10).hours is None


def test_how_long_a_few_took_is_not_told(settings: Config) -> None:
    found = gather(settings, 10, show="scans,hours").asked
    assert [column.key for column in found.columns] == ["medium", "scans"]
    assert not any("Hours" in note for note in found.coverage["notes"])


def test_a_workbook_has_a_sheet_for_each_side_and_the_report_first(settings: Config) -> None:
    query = reports.parse("levain", {"by": "city"})
    book = openpyxl.load_workbook(io.BytesIO(made("xlsx", query, settings)))
    assert book.sheetnames == [
        *("Report", "Over time", "By medium", "By placement", "What it brought"),
        *("Where people went", "When people scan", "About"),
    ]
    assert [cell.value for cell in book["By placement"][1]][:2] == ["Medium", "Placement"]
    days = [row[0].value for row in book["Over time"].iter_rows(min_row=2, max_row=4)]
    assert days[0]
    assert all(cell.data_type != "f" for sheet in book for row in sheet for cell in row)


def test_no_sheet_of_a_workbook_comes_twice(settings: Config) -> None:
    query = reports.parse("levain", {"by": "medium"})
    book = openpyxl.load_workbook(io.BytesIO(made("xlsx", query, settings)))
    assert "By medium" not in book.sheetnames


@pytest.mark.parametrize(("by", "least"), [("placement", 10), ("medium", 0), ("city", 10)])
def test_without_its_sides_the_report_is_the_same(settings: Config, by: str, least: int) -> None:
    query = reports.parse("levain", {"by": by})
    short = dossier.gather(query, settings, least, sides=False)
    whole = dossier.gather(query, settings, least)
    assert (short.asked, short.whole, short.times) == (whole.asked, whole.whole, whole.times)
    assert (short.media, short.placements, short.hours) == (None, None, None)


def test_beside_the_days_before_hidden_counts_have_no_other_tables(settings: Config) -> None:
    dates = {"from_": "2027-03-11", "to": "2027-03-11"}
    found = gather(settings, 10, by="placement", compare="yes", **dates)
    assert found.placements is None
    assert not any(0 < (row["scans_before"] or 0) < 10 for row in found.asked.rows)
