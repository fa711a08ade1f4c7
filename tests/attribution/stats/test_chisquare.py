"""The check of the split."""

from math import exp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.attribution.stats.chisquare import ALARM, split_check, survival


@pytest.mark.parametrize(
    ("freedom", "five", "one", "tenth"),
    [
        # NIST/SEMATECH e-Handbook, 1.3.6.7.4: upper critical values at 0.05, 0.01 and 0.001.
        (1, 3.841, 6.635, 10.828),
        (2, 5.991, 9.210, 13.816),
        (3, 7.815, 11.345, 16.266),
        (4, 9.488, 13.277, 18.467),
        (9, 16.919, 21.666, 27.877),
        (10, 18.307, 23.209, 29.588),
        (25, 37.652, 44.314, 52.620),
        (50, 67.505, 76.154, 86.661),
    ],
)
def test_the_tail_equals_the_tables(freedom: int, five: float, one: float, tenth: float) -> None:
    assert survival(five, freedom) == pytest.approx(0.05, rel=2e-3)
    assert survival(one, freedom) == pytest.approx(0.01, rel=2e-3)
    assert survival(tenth, freedom) == pytest.approx(0.001, rel=2e-3)


@given(st.floats(0, 200))
def test_two_degrees_are_an_exponential(statistic) -> None:
    assert survival(statistic, 2) == pytest.approx(exp(-statistic / 2))


@given(st.floats(0, 300), st.integers(1, 60))
def test_the_tail_is_a_chance_that_grows_with_freedom(statistic, freedom) -> None:
    assert -1e-12 <= survival(statistic, freedom) <= survival(statistic, freedom + 1) + 1e-12 <= 2


def test_a_lopsided_split_is_noticed_and_a_planned_one_is_not() -> None:
    assert split_check([50_500, 49_500], [1, 1]) == pytest.approx(0.00157, abs=1e-5)
    assert split_check([51_000, 49_000], [1, 1]) < ALARM
    assert split_check([900, 100], [9, 1]) == 1
    assert split_check([0, 0], [1, 1]) == 1


@pytest.mark.parametrize(
    ("counts", "planned"), [([1], [1]), ([1, 2], [1, 0]), ([1, 2], [1]), ([-1, 2], [1, 1])]
)
def test_a_split_that_was_none_is_refused(counts: list[int], planned: list[float]) -> None:
    with pytest.raises(ValueError, match="at least two arms"):
        split_check(counts, planned)


def test_a_tail_of_no_freedom_is_refused() -> None:
    with pytest.raises(ValueError, match="freedom"):
        survival(1, 0)
