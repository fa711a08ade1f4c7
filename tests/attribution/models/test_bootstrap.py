"""Intervals of path models: a world whose removal effects are known is recovered."""

import numpy as np
import pytest

from app.attribution.journeys import Trail, trails
from app.attribution.models import markov, shapley
from app.attribution.models.bootstrap import intervals

# The world: state -> (next, chance). The rest of each row leads to nothing.
CHAIN = {
    "start": {"poster": 0.6, "pack": 0.4},
    "poster": {"pack": 0.3, "web": 0.2, "yes": 0.05},
    "pack": {"web": 0.3, "poster": 0.1, "yes": 0.2},
    "web": {"pack": 0.1, "yes": 0.3},
}


def chance(without: str = "") -> float:
    """The chance to convert, by walking the chain until nothing is left to move."""
    people, converted = {"start": 1.0}, 0.0
    for _step in range(200):
        after: dict[str, float] = {}
        for here, share in people.items():
            for there, part in CHAIN[here].items():
                if there == "yes":
                    converted += share * part
                elif there != without:
                    after[there] = after.get(there, 0.0) + share * part
        people = after
    return converted


EFFECTS = {name: 1 - chance(name) / chance() for name in ("poster", "pack", "web")}
TRUTH = {name: effect / sum(EFFECTS.values()) for name, effect in EFFECTS.items()}


def walk(rng: np.random.Generator) -> tuple[tuple[str, ...], bool]:
    here, seen = "start", []
    while True:
        there = list(CHAIN[here])
        chances = [CHAIN[here][name] for name in there]
        here = str(rng.choice([*there, "no"], p=[*chances, max(0.0, 1 - sum(chances))]))
        if here in ("yes", "no"):
            return tuple(seen), here == "yes"
        seen.append(here)


def recovered(worlds: int, people: int, draws: int) -> float:
    """The part of all intervals that hold their true share."""
    rng = np.random.default_rng(12)
    held = 0
    for _world in range(worlds):
        found = intervals(trails(walk(rng) for _one in range(people)), markov.credit, rng, draws)
        held += sum(found[name].low <= share <= found[name].high for name, share in TRUTH.items())
    return held / (worlds * len(TRUTH))


def test_known_removal_effects_lie_in_the_intervals_about_as_often_as_they_say() -> None:
    assert recovered(worlds=30, people=600, draws=80) >= 0.95 - 2.6 * (0.05 * 0.95 / 30) ** 0.5


@pytest.mark.slow
def test_known_removal_effects_lie_in_the_intervals_95_times_in_a_hundred() -> None:
    assert recovered(worlds=120, people=1_000, draws=200) >= 0.95 - 2.6 * (0.0475 / 120) ** 0.5


def test_journeys_that_never_cross_leave_only_the_doubt_of_their_number() -> None:
    rng = np.random.default_rng(1)
    found = intervals([Trail(("A",), 50, 50), Trail(("B",), 50, 50)], shapley.subset, rng)
    assert found["A"].low == pytest.approx(0.4, abs=0.03)
    assert found["A"].high == pytest.approx(0.6, abs=0.03)


def test_of_no_journeys_nothing_is_known() -> None:
    rng = np.random.default_rng(1)
    assert intervals([Trail(("A",), 0, 0)], markov.credit, rng) == {"A": (0.0, 1.0)}
    assert intervals([], markov.credit, rng) == {}
