"""The chance that one arm is better."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.attribution.stats.bayes import odds
from app.attribution.stats.proportions import Count

counts = st.integers(0, 60).flatmap(
    lambda total: st.builds(Count, st.integers(0, total), st.just(total))
)


def test_the_published_chance_is_reproduced() -> None:
    # Exact sum .9232; two million draws .9231.
    assert odds(Count(120, 1000), Count(100, 1000)).better == pytest.approx(0.9232, abs=5e-5)


@pytest.mark.parametrize("arms", [((3, 10), (8, 12)), ((0, 5), (0, 9)), ((40, 60), (25, 30))])
def test_chance_and_loss_equal_many_draws(arms: tuple[tuple[int, int], tuple[int, int]]) -> None:
    rng = np.random.default_rng(4)
    one, two = (rng.beta(hits + 1, total - hits + 1, 200_000) for hits, total in arms)
    found = odds(Count(*arms[0]), Count(*arms[1]))
    assert found.better == pytest.approx((one > two).mean(), abs=0.005)
    assert found.loss == pytest.approx(np.maximum(two - one, 0).mean(), abs=0.002)


@given(counts, counts)
def test_one_of_the_two_is_better(first, second) -> None:
    assert odds(first, second).better + odds(second, first).better == pytest.approx(1)


@given(counts)
def test_equal_arms_are_a_toss(count) -> None:
    assert odds(count, count).better == pytest.approx(0.5)
