"""Lift: difference in differences and its permutation test."""

from math import exp, inf, log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.attribution.stats.lift import EXHAUSTIVE, Cluster, around, lift

RNG = np.random.default_rng(0)


def clusters(treated: list[tuple[int, int]], held: list[tuple[int, int]]) -> list[Cluster]:
    return [
        Cluster(f"{got}{index}", got, before, after)
        for got, group in ((True, treated), (False, held))
        for index, (before, after) in enumerate(group)
    ]


def test_the_lift_is_the_change_with_print_over_the_change_without() -> None:
    found = lift(clusters([(100, 240), (1000, 2400)], [(50, 100), (500, 1000)]), RNG)
    assert found.relative == pytest.approx(0.2)
    assert found.extra == pytest.approx(2640 - 2200)


def test_too_few_clusters_bound_nothing() -> None:
    found = lift(clusters([(100, 200)], [(100, 110), (100, 90)]), RNG)
    assert found.interval == (-1, inf)
    assert found.p == pytest.approx(1 / 3)


def test_the_p_value_equals_fishers_by_hand() -> None:
    # Three and three: the true way is the most extreme of 20, and so is its mirror image.
    treated, held = [(100, 300), (100, 310), (100, 320)], [(100, 100), (100, 110), (100, 120)]
    assert lift(clusters(treated, held), RNG).p == pytest.approx(2 / 20)


def p_of(given: list[Cluster], effect: float) -> float:
    """The p value once `effect` (on the log scale) is taken from the clusters with print."""
    taken = [
        c._replace(before=round(c.before * 1e9 * (exp(effect) if c.treated else 1)),
                   after=round(c.after * 1e9))
        for c in given
    ]  # fmt: skip
    return lift(taken, RNG).p


@given(
    st.lists(st.tuples(st.integers(50, 500), st.integers(50, 500)), min_size=4, max_size=5),
    st.lists(st.tuples(st.integers(50, 500), st.integers(50, 500)), min_size=4, max_size=5),
)
def test_the_interval_is_exactly_the_effects_that_the_test_does_not_refuse(treated, held) -> None:
    given = clusters(treated, held)
    found = lift(given, RNG)
    low, high = (log(1 + bound) for bound in found.interval)
    assert low <= log(1 + found.relative) <= high
    for inside in (low + 1e-4, (low + high) / 2, high - 1e-4):
        assert p_of(given, inside) > 0.05 or high - low < 3e-4
    for outside in (low - 1e-4, high + 1e-4):
        assert p_of(given, outside) <= 0.05


def test_with_many_clusters_the_ways_are_drawn_and_repeat_with_the_seed() -> None:
    rng = np.random.default_rng(5)
    many = [
        Cluster(str(index), index < 12, 200, int(rng.poisson(260 if index < 12 else 200)))
        for index in range(30)
    ]
    one, two = (lift(many, np.random.default_rng(9)) for _run in range(2))
    assert one == two
    assert 1 / (EXHAUSTIVE + 1) <= one.p < 0.01
    assert one.interval.low < 0.3 < one.interval.high


def world(rng: np.random.Generator, true: float) -> list[Cluster]:
    """Twelve shops of very different sizes, a season of their own each, and print in five."""
    found = []
    for index in range(12):
        size = rng.lognormal(6, 0.8)
        season = exp(rng.normal(0.1, 0.08))
        after = size * season * (1 + true if index < 5 else 1)
        found.append(
            Cluster(str(index), index < 5, int(rng.poisson(size)), int(rng.poisson(after)))
        )
    return found


def test_the_true_lift_lies_in_the_interval_95_times_in_a_hundred() -> None:
    rng = np.random.default_rng(6)
    worlds = 250
    held = 0
    for _world in range(worlds):
        true = float(rng.choice([0.0, 0.1, 0.3]))
        interval = lift(world(rng, true), rng).interval
        held += interval.low <= true <= interval.high
    assert held / worlds >= 0.95 - 2.6 * (0.05 * 0.95 / worlds) ** 0.5


def test_clusters_are_built_around_each_regions_own_insertion() -> None:
    series = {"Dijon": {8: 1, 9: 2, 10: 30, 11: 40}, "Lyon": {3: 5, 4: 6, 5: 7, 99: 8}}
    assert around(series, {"Dijon": 10}, day=5, span=2) == [
        Cluster("Dijon", True, 3, 70),
        Cluster("Lyon", False, 11, 7),
    ]


@pytest.mark.parametrize("treated", [True, False])
def test_a_lift_needs_clusters_on_both_sides(treated: bool) -> None:
    with pytest.raises(ValueError, match="held out"):
        lift([Cluster("a", treated, 1, 2), Cluster("b", treated, 1, 2)], RNG)
