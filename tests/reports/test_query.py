"""Questions from texts: refused as a whole, with every fault and what would be right."""

from datetime import date

import pytest

from app.errors import Refused
from app.reports.query import Query, parse


def problems(**options: str) -> dict[str, str]:
    with pytest.raises(Refused) as refused:
        parse("levain", {name.rstrip("_"): text for name, text in options.items()})
    return {
        problem.where: f"{problem.what} {problem.instead}" for problem in refused.value.problems
    }


def test_without_options_a_report_is_by_medium_over_everything() -> None:
    assert parse("levain", {}) == Query("levain")
    assert parse("levain", {"by": " ", "campaign": ""}) == Query("levain")


def test_every_fault_is_named_at_once() -> None:
    found = problems(by="mediun", from_="soon", class_="robot", model="lost", colour="red")
    assert set(found) == {"by", "from", "class", "model", "colour"}
    assert "Did you mean medium?" in found["by"]
    assert "2027-03-01" in found["from"]


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    assert "is after" in problems(from_="2027-03-02", to="2027-03-01")["from"]


@pytest.mark.parametrize("text", ["2027-02-30", "0001-01-01", "9999-12-31", "1;DROP", "२०२७-०१-०१"])
def test_a_date_that_no_report_can_be_of_is_refused(text: str) -> None:
    assert "from" in problems(from_=text)


def test_time_and_class_have_options_of_their_own() -> None:
    assert "from and to" in problems(day="2027-03-01")["day"]


def test_values_of_a_filter_are_checked_where_they_are_known() -> None:
    assert "'symbian'" in problems(platform="ios,symbian")["platform"]
    assert parse("levain", {"platform": "ios,other"}).filters == {"platform": ("ios", "other")}


def test_a_filter_takes_several_values_and_the_empty_one_for_not_known() -> None:
    assert parse("levain", {"city": "Dijon,,Lyon"}).filters == {"city": ("Dijon", "", "Lyon")}


def test_dates_splits_and_classes_are_read() -> None:
    found = parse("levain", {"by": "day, medium,day", "from": "2027-03-01", "class": "bot,human"})
    assert (found.by, found.start, found.end) == (("day", "medium"), date(2027, 3, 1), None)
    assert found.classes == ("bot", "human")


@pytest.mark.parametrize("model", ["decay:14", "markov", "shapley"])
def test_every_model_may_be_asked_for_with_its_setting(model: str) -> None:
    assert parse("levain", {"model": model}).model == model
