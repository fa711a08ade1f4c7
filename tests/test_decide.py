"""The first rule that matches wins, and says so."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.decide import Facts, decide, is_personal, share_of, weigh
from app.hours import parse
from app.model import PLATFORMS, ContactPoint, Decision, Route, Rule

FACTS = Facts("ios", "", "fr", "FR", "poster-a3", "poster-dijon", 5, 20 * 60, date(2027, 4, 10))
POINTS = {key: ContactPoint(key, "web") for key in ("a", "b", "c", "other")}


def go(*rules: Rule, facts: Facts = FACTS, spent: frozenset[str] = frozenset()) -> Decision:
    def link(point: ContactPoint, variant: str) -> str:
        return f"https://{point.key}.example/{variant}"

    return decide(Route("r", rules), facts, POINTS, link, "https://home.example/", spent)


@pytest.mark.parametrize(
    ("condition", "holds", "fails"),
    [
        ({"platform": frozenset({"ios"})}, {}, {"platform": "android"}),
        ({"in_app": frozenset({"line"})}, {"in_app": "line"}, {"in_app": "wechat"}),
        ({"in_app": frozenset({"*"})}, {"in_app": "line"}, {"in_app": ""}),
        ({"language": frozenset({"fr", "de"})}, {}, {"language": "en"}),
        ({"country": frozenset({"FR"})}, {}, {"country": ""}),
        ({"medium": frozenset({"poster-*"})}, {}, {"medium": "flyer-a5"}),
        ({"placement": frozenset({"*-dijon"})}, {}, {"placement": "poster-lyon"}),
        ({"hours": parse("Sa 19:00-21:00")}, {}, {"minute": 21 * 60}),
        ({"hours": parse("Sa 19:00-21:00")}, {}, {"weekday": 6}),
        ({"starts": date(2027, 4, 10)}, {}, {"today": date(2027, 4, 9)}),
        ({"ends": date(2027, 4, 10)}, {}, {"today": date(2027, 4, 11)}),
        ({"nth": (2, 3)}, {"nth": 3}, {"nth": 4}),
        ({"nth": (2, 3)}, {"nth": 2}, {"nth": 1}),
        ({"wait_over": 240}, {"wait": 241}, {"wait": 240}),
        ({"wait_over": 0}, {"wait": 1}, {"wait": None}),
    ],
)
def test_each_condition(
    condition: dict[str, Any], holds: dict[str, Any], fails: dict[str, Any]
) -> None:
    rules = Rule("first", "a", **condition), Rule("last", "b")
    assert go(*rules, facts=FACTS._replace(**holds)).rule == "first"
    assert go(*rules, facts=FACTS._replace(**fails)).rule == "last"


def test_all_conditions_of_a_rule_must_hold() -> None:
    rule = Rule("first", "a", platform=frozenset({"ios"}), language=frozenset({"en"}))
    assert go(rule, Rule("last", "b")).rule == "last"


def test_the_decision_names_contact_point_rule_target_and_variant() -> None:
    decision = go(Rule("first", "a", variant="x"))
    assert decision == Decision("a", "first", "https://a.example/x", "", "x")


def test_a_used_up_cap_gives_way_to_the_next_rule() -> None:
    rules = Rule("first", "a", cap=10), Rule("last", "b")
    assert go(*rules).rule == "first"
    assert go(*rules, spent=frozenset({"first"})).rule == "last"


def test_a_route_that_ends_on_a_condition_falls_back() -> None:
    decision = go(Rule("first", "a", platform=frozenset({"linux"})))
    assert (decision.target, decision.reason) == ("https://home.example/", "no-rule")


def test_a_closed_point_hands_over_once() -> None:
    hours = {"hours": "Mo 09:00-10:00"}
    POINTS["shut"] = ContactPoint("shut", "web", {**hours, "closed": "other"})
    assert go(Rule("all", "shut")).contact_point == "other"
    POINTS["alone"] = ContactPoint("alone", "web", hours)
    assert go(Rule("all", "alone")).contact_point == "alone"


rules = st.builds(
    Rule,
    name=st.uuids().map(str),
    to=st.sampled_from("abc"),
    platform=st.frozensets(st.sampled_from(PLATFORMS), max_size=3),
    language=st.frozensets(st.sampled_from(["fr", "en", "de"]), max_size=2),
    nth=st.none() | st.tuples(st.integers(1, 3), st.integers(3, 9)),
    percent=st.none() | st.integers(1, 99),
    cap=st.none() | st.just(5),
)
facts = st.builds(
    FACTS._replace,
    platform=st.sampled_from(PLATFORMS),
    language=st.sampled_from(["fr", "en", "de", ""]),
    visitor=st.integers(0, (1 << 63) - 1),
    nth=st.integers(1, 10),
)


@given(st.lists(rules, min_size=1, max_size=6), facts)
def test_the_first_rule_that_matches_wins(given_rules: list[Rule], seen: Facts) -> None:
    route = Route("r", (*given_rules, Rule("last", "c")))
    weighed = weigh(route, seen, ())
    assert all(missing for _rule, missing in weighed[:-1])
    assert weighed[-1][1] == ""
    assert [rule for rule, _missing in weighed] == list(route.rules[: len(weighed)])


@given(st.lists(rules, min_size=1, max_size=6), facts, st.integers(0, (1 << 63) - 1))
def test_without_personal_rules_the_visitor_does_not_matter(
    given_rules: list[Rule], seen: Facts, other: int
) -> None:
    plain = [replace(rule, nth=None, percent=None, cap=None) for rule in given_rules]
    route = Route("r", (*plain, Rule("last", "c")))
    assert not is_personal(route)
    assert weigh(route, seen, ()) == weigh(route, seen._replace(visitor=other, nth=9), ())


def test_shares_follow_one_another_and_are_of_all_visitors() -> None:
    route = Route("r", (Rule("a", "a", percent=30), Rule("b", "b", percent=50), Rule("c", "c")))
    names = [weigh(route, FACTS._replace(visitor=n), ())[-1][0].name for n in range(10_000)]
    # Five standard deviations of a binomial of 10,000.
    assert abs(names.count("a") - 3000) < 230
    assert abs(names.count("b") - 5000) < 250


def test_a_visitors_share_differs_from_route_to_route() -> None:
    pairs = {(share_of(n, "one"), share_of(n, "two")) for n in range(5000)}
    assert len(pairs) > 3500
