"""Tests that a campaign file holds: found, counted, and read by rules that peeking cannot bend."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from app import reports
from app.errors import Refused
from app.model import Placement, Route, Rule
from app.reports import arms, trials
from app.reports.outputs import OUTPUTS
from app.reports.query import Query
from app.reports.versus import Result
from app.store import folder, history, sealing
from app.store.learned import Season
from tests.reports.trialworld import (
    FIRST,
    OVER,
    World,
    campaign,
    fill_by_people,
    fill_by_words,
    lottery,
    moment,
    open_with,
    orders,
    settings,
)
from tests.store.shop import scan, write

SEASON = Season("printemps", "Printemps", FIRST, date(2027, 5, 31))
PLAIN = Route("shop", (Rule("all", "web"),))
CODES, COPIES = {1: "p00"}, {"p00": 4}


def results(data: Path, today: date = OVER, goal: str = "") -> list[Result]:
    with history.read(data) as reader:
        return trials.results(reader, Query("levain"), today, goal)


def by_people(data: Path, world: World, seed: int = 1, share: int = 50) -> None:
    fill_by_people(data, open_with(data, campaign(lottery(share))), world, seed)


def route(*rules: Rule) -> Route:
    return Route("shop", (*rules, Rule("rest", "web", variant="b")))


# What is a test


def test_two_variants_and_a_percentage_are_a_test_of_where_people_go() -> None:
    found = arms.of_route(SEASON, lottery(30), CODES, {})
    assert found is not None
    assert (found.what, found.unit, found.unlike) == ("contact_point", "people", False)
    assert [(arm.key, arm.label, arm.share) for arm in found.arms] == [
        ("a", "web", 0.3),
        ("b", "phone", 0.7),
    ]


def test_versions_by_placement_are_a_test_by_places() -> None:
    stations = Rule("stations", "phone", placement=frozenset({"p0*"}), variant="a")
    found = arms.of_route(SEASON, route(stations), CODES, {})
    assert found is not None
    assert (found.what, found.unit) == ("contact_point", "places")


def test_the_same_target_at_two_groups_of_places_is_a_test_of_where_it_stands() -> None:
    till = Rule("till", "web", placement=frozenset({"till-*"}), variant="a")
    found = arms.of_route(SEASON, route(till), CODES, {})
    assert found is not None
    assert found.what == "placements"


@pytest.mark.parametrize(
    "rules",
    [
        (Rule("one", "phone", percent=50),),
        (Rule("phones", "phone", platform=frozenset({"ios"}), variant="a"),),
        (Rule("early", "phone", ends=date(2027, 4, 1), variant="a"),),
    ],
    ids=["without-variants", "by-platform", "by-date"],
)
def test_what_was_not_given_by_lot_or_place_is_no_test(rules: Sequence[Rule]) -> None:
    assert arms.of_route(SEASON, Route("shop", (*rules, Rule("rest", "web"))), CODES, {}) is None


def test_versions_for_different_people_cannot_be_compared(tmp_path: Path) -> None:
    phones = Rule("half", "web", platform=frozenset({"ios"}), percent=50, variant="a")
    fill_by_people(tmp_path, open_with(tmp_path, campaign(route(phones))), World(days=5))
    (found,) = results(tmp_path)
    assert found.experiment.unlike
    assert found.seen[1].versus is not None
    assert found.seen[1].versus.state == "unlike"


def test_words_side_by_side_are_a_test_and_words_of_one_place_each_are_none(
    tmp_path: Path,
) -> None:
    open_with(tmp_path / "both", campaign(PLAIN, 1, ("now", "calm")))
    (found,) = results(tmp_path / "both")
    assert found.experiment.what == "call_to_action"
    assert {arm.label for arm in found.experiment.arms} == {
        "Commandez maintenant",
        "Prenez votre temps",
    }
    one, other = (campaign(PLAIN, 1, (key,)).placements[0].codes[0] for key in ("now", "calm"))
    stood = (
        Placement("bag", "poster-a3", "Bag", codes=(one,)),
        Placement("box", "poster-a3", "Box", codes=(other,)),
    )
    open_with(tmp_path / "apart", replace(campaign(PLAIN), placements=stood))
    assert results(tmp_path / "apart") == []


# What it says


def test_a_version_that_is_better_is_found_and_keeps_its_verdict(tmp_path: Path) -> None:
    by_people(tmp_path, World(rates={"a": 0.10, "b": 0.15}, daily=80))
    (found,) = results(tmp_path)
    first, second = found.seen
    assert first.versus is None
    assert second.versus is not None
    assert second.versus.state == "better"
    assert second.versus.low is not None
    assert second.versus.low > 0
    decided = second.versus.decided
    assert decided is not None
    # Who had looked before saw it running, and who looks on any later day sees the same.
    before = results(tmp_path, decided)[0].seen[1].versus
    assert before is not None
    assert before.state == "running"
    for later in (1, 2, 10):
        again = results(tmp_path, decided + timedelta(days=later))[0].seen[1].versus
        assert again is not None
        assert (again.state, again.decided) == ("better", decided)


def test_counts_are_those_of_a_recount_by_hand(tmp_path: Path) -> None:
    code = open_with(tmp_path, campaign(lottery()))[0]
    visits = [(0, 1, "a"), (0, 1, "a"), (0, 2, "b"), (1, 3, "b"), (1, 4, "b")]
    write(
        tmp_path,
        [
            scan(code, moment(day, 40_000 + n), who)._replace(variant=variant)
            for n, (day, who, variant) in enumerate(visits)
        ]
        + [scan(code, moment(1), 9, "bot")._replace(variant="a")],
    )
    folder.fold(tmp_path)
    orders(tmp_path, [(code, moment(1), "b"), (code, moment(2), "b"), (code, moment(2), "")])
    (found,) = results(tmp_path)
    assert [(one.scans, one.people, one.converted) for one in found.seen] == [(2, 1, 0), (3, 3, 2)]
    assert found.known == (2, 3)


def test_people_split_otherwise_than_planned_are_not_read(tmp_path: Path) -> None:
    by_people(tmp_path, World(share=0.4, days=40))
    versus = results(tmp_path)[0].seen[1].versus
    assert versus is not None
    assert versus.state == "broken"


def test_a_split_of_thirty_to_seventy_is_as_planned(tmp_path: Path) -> None:
    by_people(tmp_path, World(share=0.3, days=40), share=30)
    versus = results(tmp_path)[0].seen[1].versus
    assert versus is not None
    assert versus.state in ("running", "no-difference")


def test_a_test_of_which_only_today_is_known_says_that_there_is_not_enough(tmp_path: Path) -> None:
    by_people(tmp_path, World(days=1, daily=400))
    versus = results(tmp_path, FIRST)[0].seen[1].versus
    assert versus is not None
    assert (versus.state, versus.have) == ("not-enough", 0)


def test_words_are_read_when_the_campaign_is_over_and_not_before(tmp_path: Path) -> None:
    codes = open_with(tmp_path, campaign(PLAIN, 12, ("now", "calm")))
    fill_by_words(tmp_path, codes, World(pulls={"now": 30.0, "calm": 20.0}))
    early, late = (results(tmp_path, day)[0].seen[1].versus for day in (date(2027, 5, 31), OVER))
    assert early is not None
    assert late is not None
    assert (early.state, late.state) == ("running", "better")
    assert late.low is not None
    assert late.high is not None
    assert late.low < 0.5 < late.high  # half as much again is the truth


def test_too_few_places_say_so(tmp_path: Path) -> None:
    codes = open_with(tmp_path, campaign(PLAIN, 3, ("now", "calm")))
    fill_by_words(tmp_path, codes, World(pulls={"now": 30.0, "calm": 20.0}))
    versus = results(tmp_path)[0].seen[1].versus
    assert versus is not None
    assert (versus.state, versus.have, versus.needed) == ("not-enough", 3, 4)


def test_the_goal_may_be_chosen_and_a_wrong_one_is_refused(tmp_path: Path) -> None:
    codes = open_with(tmp_path, campaign(lottery()))
    fill_by_people(tmp_path, codes, World(days=10))
    orders(tmp_path, [(codes[0], moment(1), "b")], "lead")
    assert results(tmp_path)[0].goal == "order"
    assert [one.converted for one in results(tmp_path, goal="lead")[0].seen] == [0, 1]
    with pytest.raises(Refused, match="order"):
        results(tmp_path, goal="oder")


@pytest.mark.slow
def test_the_same_world_told_anew_is_recovered_within_its_interval_95_times(
    tmp_path: Path,
) -> None:
    held = 0
    for seed in range(60):
        data = tmp_path / str(seed)
        by_people(data, World(rates={"a": 0.2, "b": 0.25}, days=40), seed)
        versus = results(data)[0].seen[1].versus
        assert versus is not None
        if versus.low is None or versus.high is None:
            continue
        held += versus.low <= 0.25 <= versus.high
    assert held >= 60 * 0.9


# The report


@pytest.mark.parametrize("name", list(OUTPUTS))
def test_every_format_shows_the_tests(tmp_path: Path, name: str) -> None:
    by_people(tmp_path, World(days=10))
    found = reports.versions(Query("levain"), settings(tmp_path), OVER)
    assert OUTPUTS[name].write(found)
    nothing = Query("levain", filters={"campaign": ("none",)})
    assert OUTPUTS[name].write(reports.versions(nothing, settings(tmp_path), OVER))


def test_a_row_says_its_verdict_in_words_and_its_code(tmp_path: Path) -> None:
    by_people(tmp_path, World(days=2, daily=10))
    found = reports.versions(Query("levain"), settings(tmp_path), OVER)
    assert [row["verdict"] for row in found.rows] == ["", "not-enough"]
    assert "Not enough data" in str(OUTPUTS["table"].write(found))
    assert "not-enough" in str(OUTPUTS["csv"].write(found))


def test_sealed_days_are_counted_like_fresh_ones(tmp_path: Path) -> None:
    codes = open_with(tmp_path, campaign(lottery(), 12, ("now", "calm")))
    fill_by_people(tmp_path, codes, World(days=12))
    before = results(tmp_path)
    sealing.seal(tmp_path, moment(60))
    assert list((tmp_path / history.SEALED).glob("*.parquet"))
    assert results(tmp_path) == before
