"""The removal effect, against published figures and against independent solvers."""

import csv
import json
from collections.abc import Hashable, Sequence
from fractions import Fraction
from pathlib import Path as File

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.attribution.journeys import Trail
from app.attribution.models import markov

DATA = File(__file__).parents[2] / "data" / "attribution"
TEXTBOOK = [Trail(("C1", "C2", "C3"), 1), Trail(("C1",), 0, 1), Trail(("C2", "C3"), 0, 1)]


def sample() -> list[Trail]:
    with (DATA / "trails.csv").open() as file:
        return [
            Trail(tuple(row["path"].split(" > ")), int(row["conversions"]), int(row["nulls"]))
            for row in csv.DictReader(file)
        ]


def test_the_textbook_example_is_exact() -> None:
    # analyzecore.com, "Attribution model with R", 2016: solved there by hand.
    found = markov.effects(TEXTBOOK)
    assert found.rate == pytest.approx(1 / 3, abs=1e-15)
    assert found.removal == pytest.approx({"C1": 0.5, "C2": 1, "C3": 1}, abs=1e-15)
    assert markov.credit(TEXTBOOK) == pytest.approx({"C1": 0.2, "C2": 0.4, "C3": 0.4}, abs=1e-15)


def test_removal_effects_equal_marketing_attribution_models() -> None:
    oracle = json.loads((DATA / "mam.json").read_text())["markov removal"]
    assert markov.effects(sample()).removal == pytest.approx(oracle, abs=1e-9)


def solved(trails: Sequence[Trail], order: int, without: Hashable = None) -> Fraction:
    """The chance to convert, by eliminating states one by one in exact fractions."""
    flow: dict[tuple[Hashable, ...], dict[object, Fraction]] = {}

    def add(here: tuple[Hashable, ...], there: object, count: int) -> None:
        there = "no" if isinstance(there, tuple) and without in there[-1:] else there
        moves = flow.setdefault(here, {})
        moves[there] = moves.get(there, Fraction(0)) + count

    for trail in trails:
        here: tuple[Hashable, ...] = ("start",)
        for index in range(len(trail.channels)):
            there = trail.channels[max(0, index + 1 - order) : index + 1]
            add(here, there, trail.conversions + trail.nulls)
            here = there
        add(here, "yes", trail.conversions)
        add(here, "no", trail.nulls)
    for state in [state for state in flow if state != ("start",)]:
        moves = flow.pop(state)
        loop = moves.pop(state, Fraction(0))
        total = sum(moves.values(), Fraction(0))
        assert total or not loop
        for other in flow.values():
            through = other.pop(state, Fraction(0))
            for there, count in moves.items() if total else ():
                other[there] = other.get(there, Fraction(0)) + through * count / total
    moves = flow[("start",)]
    whole = sum(moves.values())
    return moves.get("yes", Fraction(0)) / whole if whole else Fraction(0)


channels = st.lists(st.sampled_from("ABCD"), min_size=1, max_size=6).map(tuple)
trails = st.lists(
    st.builds(Trail, channels, st.integers(0, 9), st.integers(1, 30)), min_size=1, max_size=12
)


@given(trails, st.integers(1, 3))
def test_every_effect_equals_an_exact_elimination_of_states(trails, order) -> None:
    found = markov.effects(trails, order)
    rate = solved(trails, order)
    assert found.rate == pytest.approx(float(rate), abs=1e-12)
    for channel, effect in found.removal.items():
        expected = 1 - solved(trails, order, channel) / rate if rate else 0
        assert effect == pytest.approx(float(expected), abs=1e-9)


@given(trails, st.integers(1, 3))
def test_credits_sum_to_the_conversions_and_none_is_negative(trails, order) -> None:
    credit = markov.credit(trails, order)
    assert min(credit.values()) >= -1e-9
    assert sum(credit.values()) == pytest.approx(sum(trail.conversions for trail in trails))


@given(trails, st.randoms(use_true_random=False))
def test_the_order_of_arrival_changes_nothing(trails, random) -> None:
    shuffled = random.sample(trails, len(trails))
    assert markov.credit(trails) == pytest.approx(markov.credit(shuffled), abs=1e-9)


def test_a_simulation_of_many_walks_agrees() -> None:
    rng = np.random.default_rng(7)
    found = markov.effects(TEXTBOOK)
    moves = {"s": ("C1", "C1", "C2"), "C1": ("C2", None), "C2": ("C3",), "C3": ("yes", None)}
    walks = 20_000
    converted = 0
    for _walk in range(walks):
        here: str | None = "s"
        while here in moves:
            here = moves[here][int(rng.integers(len(moves[here])))]
        converted += here == "yes"
    assert converted / walks == pytest.approx(found.rate, abs=5 * (found.rate / walks) ** 0.5)


def test_without_any_conversion_every_effect_is_nothing() -> None:
    assert markov.effects([Trail(("A",), 0, 5)]) == (0.0, {"A": 0.0})
    assert markov.credit([Trail(("A",), 0, 5)]) == {"A": 0.0}


def test_empty_trails_and_no_trails_at_all_credit_nobody() -> None:
    assert markov.credit([]) == {}
    assert markov.credit([Trail((), 3, 1), Trail(("A",), 2, 0)]) == {"A": 2.0}


def test_a_memory_of_no_step_is_refused() -> None:
    with pytest.raises(ValueError, match="order of 1"):
        markov.effects(TEXTBOOK, 0)
