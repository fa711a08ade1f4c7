"""Who joined, who stayed: by the printed thing that brought them."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from app import config, reports
from app.model import Code
from app.reports.outputs import OUTPUTS
from tests.reports.world import convert, rows

Shop = Mapping[str, Code]


def people(data: Path, today: str = "2027-05-01", **options: str) -> reports.Report:
    query = reports.parse("levain", {"by": "placement", **options})
    settings = config.load({"RELAIS_DATA": str(data)})
    return reports.people(query, settings, date.fromisoformat(today))


def event(data: Path, who: str, kind: str, day: int, code: Code | None, hour: int = 12) -> None:
    number = f"{who}-{kind}-{day}-{hour}"
    when = f"2027-03-{day:02d} {hour:02d}:00"
    convert(data, number, code, when, kind=kind, subject=who)


@pytest.fixture
def joined(tmp_path: Path, shop: Shop) -> Shop:
    """Dijon: 40 install on 10 March, 30 of them are there the day after, 10 a week later."""
    for number in range(40):
        who = f"d{number}"
        event(tmp_path, who, "install", 10, shop["dijon"])
        if number < 30:
            event(tmp_path, who, "active_day", 11, None)
        if number < 10:
            event(tmp_path, who, "active_day", 17, None)
    for number in range(3):
        event(tmp_path, f"b{number}", "open", 12, shop["bag"])
    event(tmp_path, "b0", "uninstall", 13, None)
    return shop


def test_retention_is_that_of_the_placement_people_came_by(tmp_path: Path, joined: Shop) -> None:
    dijon = rows(people(tmp_path))["dijon"]
    assert dijon["people"] == 40
    assert (dijon["day_1"].hits, dijon["day_1"].value) == (30, 0.75)
    assert dijon["day_7"].value == 0.25
    assert dijon["day_30"].hits == 0
    assert (dijon["once"].hits, dijon["once"].trials) == (20, 30)


def test_a_young_cohort_is_not_a_zero(tmp_path: Path, joined: Shop) -> None:
    dijon = rows(people(tmp_path, today="2027-03-17"))["dijon"]
    assert dijon["day_1"].hits == 30
    assert dijon["day_7"] is None


def test_who_uninstalls_is_counted_where_they_came_from(tmp_path: Path, joined: Shop) -> None:
    assert rows(people(tmp_path))["bag"]["uninstalled"].hits == 1


def test_the_whole_is_everybody_once(tmp_path: Path, joined: Shop) -> None:
    event(tmp_path, "d0", "open", 14, joined["bag"])
    found = people(tmp_path)
    assert rows(found)["bag"]["people"] == 3
    assert found.totals["people"] == 43


def test_only_those_who_joined_in_the_period_are_counted(tmp_path: Path, joined: Shop) -> None:
    found = people(tmp_path, **{"from": "2027-03-12", "to": "2027-03-31"})
    assert [row["placement"] for row in found.rows] == ["bag"]


@pytest.mark.parametrize("name", list(OUTPUTS))
def test_every_format_shows_people(tmp_path: Path, joined: Shop, name: str) -> None:
    assert OUTPUTS[name].write(people(tmp_path))
    assert OUTPUTS[name].write(people(tmp_path, campaign="nothing"))
