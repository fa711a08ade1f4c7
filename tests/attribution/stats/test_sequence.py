"""The confidence sequence: its figures, and that looking often does not cheat."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.attribution.stats.proportions import Count, difference
from app.attribution.stats.sequence import look


def test_a_look_equals_growthbook() -> None:
    # PyPI gbstats 0.8.0, sequential, tuning parameter 5,000.
    found = look(Count(120, 1000), Count(100, 1000))
    assert found == pytest.approx((-0.02368826, 0.06368826, 0.93889), abs=5e-6)


def test_fifty_looks_at_two_equal_arms_seldom_find_a_difference() -> None:
    tests, looks, step = 300, 50, 200
    rng = np.random.default_rng(2)
    hits = rng.binomial(step, 0.05, (tests, 2, looks)).cumsum(axis=2)
    sequential = peeking = 0
    for one, two in hits:
        pairs = [
            (Count(int(a), step * (index + 1)), Count(int(b), step * (index + 1)))
            for index, (a, b) in enumerate(zip(one, two, strict=True))
        ]
        sequential += any(look(*pair).p < 0.05 for pair in pairs)
        peeking += any(difference(*pair).low > 0 or difference(*pair).high < 0 for pair in pairs)
    # Published for 2,000 tests: 1.7 % against 32 % for stopping at the first p < 0.05.
    assert sequential / tests <= 0.05
    assert peeking / tests > 0.2


@given(st.integers(0, 500), st.integers(0, 500), st.sampled_from([0.1, 0.05, 0.01]))
def test_the_interval_leaves_out_zero_exactly_when_the_p_value_says_so(one, two, alpha) -> None:
    # The mixture is tuned for alpha, so both must be asked at the same one.
    found = look(Count(one, 500), Count(two, 500), alpha)
    assert (found.low > 0 or found.high < 0) is (found.p < alpha)


@given(st.integers(1, 499), st.integers(1, 499))
def test_the_price_of_looking_often_is_a_wider_interval(one, two) -> None:
    sequential = look(Count(one, 500), Count(two, 500))
    once = difference(Count(one, 500), Count(two, 500))
    assert sequential.high - sequential.low > once.high - once.low


@pytest.mark.parametrize("counts", [((0, 0), (0, 0)), ((0, 10), (0, 10)), ((5, 5), (0, 0))])
def test_before_anything_varied_anything_may_be(counts: tuple[tuple[int, int], ...]) -> None:
    assert look(*(Count(*count) for count in counts)) == (-1, 1, 1)


def test_an_error_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        look(Count(5, 10), Count(2, 10), 0)
