"""Lift: what followed a print run that nobody scanned, with hold-out and without."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from app import reports
from app.errors import Refused
from app.reports import insertions, lifts
from app.reports import lifted as lifted_
from app.reports.goals import SCANS
from app.reports.lifts import Lifted
from app.reports.outputs import OUTPUTS
from app.reports.query import Query
from app.store import history
from app.store.zones import days_of
from tests.reports.trialworld import FIRST, PRINTED, leaflets, open_with, settings

LATER = date(2027, 4, 27)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve cities; leaflets in six of them bring two fifths more."""
    data = tmp_path_factory.mktemp("town")
    leaflets(1.4, data)
    return data


def lifted(
    data: Path, today: date = LATER, outcome: str = SCANS, by: str = "city", weeks: int = 2
) -> dict[tuple[str, str], Lifted]:
    with history.read(data) as reader:
        found = lifts.read(reader, Query("levain"), today, outcome, by, weeks)
    return {(one.run.medium, one.method): one for one in found}


@pytest.mark.parametrize("outcome", [SCANS, "order"])
def test_what_leaflets_brought_is_found_where_half_the_cities_had_none(
    town: Path, outcome: str
) -> None:
    found = lifted(town, outcome=outcome)["flyer", "hold-out"]
    assert (found.state, found.got, found.held, found.span) == ("more", 6, 6, 14)
    assert found.low is not None
    assert found.high is not None
    assert 0 < found.low < 0.4 < found.high
    assert found.extra is not None
    assert 0 < found.extra < found.after


def test_before_and_after_are_those_of_the_cities_that_had_it(town: Path) -> None:
    found = lifted(town)["flyer", "hold-out"]
    query = reports.parse(
        "levain",
        {
            "by": "city",
            "show": "scans",
            "medium": "shop-window",
            "from": (PRINTED - timedelta(14)).isoformat(),
            "to": (PRINTED - timedelta(1)).isoformat(),
        },
    )
    rows = reports.run(query, settings(town)).rows
    assert found.before == sum(row["scans"] for row in rows if row["city"] < "City 06")


def test_what_its_own_codes_brought_is_left_out(town: Path) -> None:
    with history.read(town) as reader:
        data = lifts.daily(reader, Query("levain"), LATER, SCANS, "city")
        run = next(
            r for r in insertions.runs(reader, "levain", "city") if r.medium == "shop-window"
        )
    assert lifts.without(data, run) == {}


def test_a_week_must_lie_before_and_be_over_after(town: Path) -> None:
    soon = lifted(town, PRINTED + timedelta(days=6))["flyer", "hold-out"]
    assert (soon.state, soon.span) == ("too-early", 0)
    week = lifted(town, PRINTED + timedelta(days=7))["flyer", "hold-out"]
    assert week.span == 7
    assert lifted(town)["shop-window", "hold-out"].state == "too-early"  # nothing lies before it


def test_three_cities_on_each_side_are_too_few(tmp_path: Path) -> None:
    leaflets(1.4, tmp_path, towns=6)
    found = lifted(tmp_path)["flyer", "hold-out"]
    assert (found.state, found.relative, found.got) == ("few-places", None, 3)


def test_without_years_of_weeks_a_comparison_with_them_is_only_a_hint(town: Path) -> None:
    found = lifted(town)["flyer", "before"]
    assert found.state == "few-weeks"
    assert found.relative is not None
    assert 0 < found.relative < 0.4  # half of the cities had it
    assert found.low is None


def test_the_course_around_the_start_adds_up_to_the_counts(town: Path) -> None:
    found = lifted(town)["flyer", "hold-out"]
    with history.read(town) as reader:
        data = lifts.daily(reader, Query("levain"), LATER, SCANS, "city")
    course = lifts.around_start(found.run, data, range(-14, 14), treated=True)
    assert sum(count for day, count in course.items() if day < 0) == found.before
    assert sum(count for day, count in course.items() if day >= 0) == found.after
    assert found.run.first == days_of(PRINTED) == days_of(FIRST) + 42


def test_a_wrong_outcome_is_refused_with_the_nearest_one(town: Path) -> None:
    with pytest.raises(Refused, match="scans"):
        reports.lift(Query("levain"), settings(town), LATER, outcome="scan")


@pytest.mark.parametrize("name", list(OUTPUTS))
def test_every_format_shows_lift(town: Path, name: str) -> None:
    assert OUTPUTS[name].write(reports.lift(Query("levain"), settings(town), LATER))


def test_a_brand_of_which_nothing_is_known_has_no_lift(tmp_path: Path) -> None:
    open_with(tmp_path, leaflets())
    found = reports.lift(Query("levain"), settings(tmp_path), LATER)
    assert {row["verdict"] for row in found.rows} == {"too-early"}


def test_places_are_compared_by_the_first_thing_that_is_known_of_them(
    town: Path, tmp_path: Path
) -> None:
    with history.read(town) as reader:
        assert lifted_.chosen(reader, "levain", "") == "city"
        assert lifted_.chosen(reader, "levain", "place") == "place"
        assert lifted_.chosen(reader, "levain", "medium") == "city"
    nowhere = leaflets()
    bare = tuple(replace(one, city="") for one in nowhere.placements)
    open_with(tmp_path, replace(nowhere, placements=bare))
    with history.read(tmp_path) as reader:
        assert lifted_.chosen(reader, "levain", "") == "place"
