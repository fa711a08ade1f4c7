"""Return on print spend."""

import numpy as np
import pytest

from app.attribution.stats.returns import return_on

RNG = np.random.default_rng(0)


def test_the_return_is_value_over_cost_within_its_interval() -> None:
    found = return_on([100, 300, 200, 400], 400, RNG)
    assert found is not None
    assert found.ratio == 2.5
    assert found.interval.low < 2.5 < found.interval.high


@pytest.mark.parametrize(("values", "cost"), [([100], None), ([100], 0), ([], 100)])
def test_an_unknown_cost_is_not_a_cost_of_nothing(values: list[int], cost: int | None) -> None:
    assert return_on(values, cost, RNG) is None


def test_days_that_are_all_alike_leave_no_doubt() -> None:
    found = return_on([500] * 40, 1000, RNG)
    assert found is not None
    assert found.interval == (20, 20)


def test_the_interval_holds_the_expected_return_about_as_often_as_it_says() -> None:
    rng = np.random.default_rng(11)
    held, worlds = 0, 200
    for _world in range(worlds):
        orders = rng.poisson(8, 60)
        values = [int(rng.gamma(2, 1000, count).sum()) for count in orders]
        found = return_on(values, 100_000, rng)
        assert found is not None
        held += found.interval.low <= 60 * 8 * 2000 / 100_000 <= found.interval.high
    assert held / worlds == pytest.approx(0.95, abs=0.045)
