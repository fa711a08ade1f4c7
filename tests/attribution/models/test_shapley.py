"""Shapley values, against brute force over every order of joining."""

import csv
import json
from collections.abc import Callable
from fractions import Fraction
from itertools import permutations
from pathlib import Path as File

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.attribution.journeys import Trail
from app.attribution.models import shapley

DATA = File(__file__).parents[2] / "data" / "attribution"

channels = st.lists(st.sampled_from("ABCDE"), min_size=1, max_size=6).map(tuple)
trails = st.lists(
    st.builds(Trail, channels, st.integers(0, 9), st.integers(0, 30)), min_size=1, max_size=8
)


def brute_force(
    players: frozenset[str], worth: Callable[[frozenset[str]], Fraction]
) -> dict[str, Fraction]:
    orders = list(permutations(sorted(players)))
    value = dict.fromkeys(players, Fraction(0))
    for order in orders:
        for index, player in enumerate(order):
            before = frozenset(order[:index])
            value[player] += (worth(before | {player}) - worth(before)) / len(orders)
    return value


@given(trails)
@settings(max_examples=30)
def test_the_closed_form_equals_every_order_of_joining(trails) -> None:
    def worth(team: frozenset[str]) -> Fraction:
        return Fraction(sum(t.conversions for t in trails if team.issuperset(t.channels)))

    players = frozenset(channel for trail in trails for channel in trail.channels)
    assert shapley.subset(trails) == brute_force(players, worth)


@given(trails)
@settings(max_examples=30)
def test_the_rate_game_equals_every_order_of_joining_in_every_set_seen(trails) -> None:
    counts: dict[frozenset[str], list[int]] = {}
    for trail in trails:
        count = counts.setdefault(frozenset(trail.channels), [0, 0])
        count[0] += trail.conversions
        count[1] += trail.conversions + trail.nulls

    def worth(team: frozenset[str]) -> Fraction:
        yes, seen = counts.get(team, (0, 0))
        return Fraction(yes, seen) if seen else Fraction(0)

    expected = {
        name: Fraction(0) for names, (_yes, seen) in counts.items() if seen for name in names
    }
    for names, (_yes, seen) in counts.items():
        if worth(names):
            for name, value in brute_force(names, worth).items():
                expected[name] += value * seen
    assert shapley.rate(trails) == expected


def test_the_rate_game_equals_marketing_attribution_models() -> None:
    with (DATA / "trails.csv").open() as file:
        found = shapley.rate(
            [
                Trail(tuple(row["path"].split(" > ")), int(row["conversions"]), int(row["nulls"]))
                for row in csv.DictReader(file)
            ]
        )
    oracle = json.loads((DATA / "mam.json").read_text())["shapley rate"]
    assert {name: float(value) for name, value in found.items()} == pytest.approx(oracle, abs=1e-9)


@given(trails)
def test_both_games_share_out_exactly_the_conversions(trails) -> None:
    conversions = sum(trail.conversions for trail in trails)
    assert sum(shapley.subset(trails).values()) == conversions
    assert sum(shapley.rate(trails).values()) == conversions


def test_a_channel_that_others_do_better_without_gets_less_than_nothing() -> None:
    found = shapley.rate([Trail(("A",), 9, 1), Trail(("A", "B"), 1, 9)])
    assert found["B"] < 0
    assert found["A"] + found["B"] == 10


def test_many_channels_on_one_path_take_no_time_exponential_in_them() -> None:
    wide = tuple(range(60))
    assert shapley.rate([Trail(wide, 60, 0)]) == dict.fromkeys(wide, Fraction(1))
