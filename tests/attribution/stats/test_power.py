"""Sample sizes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.attribution.stats.power import design_effect, detectable, per_arm


@pytest.mark.parametrize(
    ("base", "tenth", "fifth", "half"),
    [
        (0.005, 327_922, 85_862, 15_599),
        (0.01, 163_095, 42_693, 7_750),
        (0.02, 80_682, 21_109, 3_826),
        (0.05, 31_234, 8_158, 1_471),
        (0.1, 14_751, 3_841, 686),
        (0.2, 6_510, 1_683, 294),
    ],
)
def test_the_table_of_people_needed_is_reproduced(
    base: float, tenth: int, fifth: int, half: int
) -> None:
    found = [per_arm(base, base * (1 + rise)) for rise in (0.1, 0.2, 0.5)]
    assert found == [tenth, fifth, half]


def test_a_test_of_that_size_finds_the_difference_four_times_in_five() -> None:
    people, tests = 8_158, 20_000
    rng = np.random.default_rng(1)
    one, two = (rng.binomial(people, rate, tests) / people for rate in (0.06, 0.05))
    mean = (one + two) / 2
    found = np.abs(one - two) / np.sqrt(2 * mean * (1 - mean) / people) > 1.959964
    assert found.mean() == pytest.approx(0.8, abs=0.012)


@given(st.floats(0.001, 0.5), st.integers(50, 10**6))
def test_the_smallest_rise_that_shows_is_just_affordable(base, people) -> None:
    rise = detectable(base, people)
    if rise is None:
        assert per_arm(base, 1 - 1e-9) > people
    else:
        assert per_arm(base, base * (1 + rise * (1 + 1e-6))) <= people
        assert per_arm(base, base * (1 + rise * 0.99)) > people


def test_too_few_people_show_no_rise_at_all() -> None:
    assert detectable(0.5, 3) is None


def test_people_of_one_shop_count_for_less() -> None:
    # Twenty a shop, correlation 0.05: Kish's 1 + 19 * 0.05.
    assert design_effect(20, 0.05) == pytest.approx(1.95)
    assert design_effect(1, 0.5) == 1


@pytest.mark.parametrize("rates", [(0, 0.1), (0.1, 1), (0.1, 0.1)])
def test_rates_that_no_size_can_tell_apart_are_refused(rates: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="rates"):
        per_arm(*rates)
