"""Insertions without a hold-out."""

from math import inf, log

import numpy as np
import pytest

from app.attribution.stats.baseline import insertion


def flat(days: int) -> dict[int, int]:
    """Ten on weekdays, thirty at weekends."""
    return {day: 30 if day % 7 > 4 else 10 for day in range(days)}


def test_the_baseline_is_the_same_weekdays_before() -> None:
    series = flat(400) | {396: 15, 397: 15}  # 396 and 397 are a Friday and a Saturday
    found = insertion(series, 396, span=2)
    assert found.relative == pytest.approx(30 / 40 - 1)
    assert found.extra == pytest.approx(-10)
    assert found.p == pytest.approx(1 / (1 + found.placebos))
    assert found.interval == pytest.approx((-0.25, -0.25))


def test_a_history_too_short_bounds_nothing() -> None:
    found = insertion(flat(100) | {70: 1000}, 70)
    assert found.placebos < 39
    assert found.interval == (-1, inf)


def test_days_of_other_insertions_serve_neither_as_baseline_nor_as_placebo() -> None:
    series = flat(400)
    busy = range(200, 207)
    loud = series | dict.fromkeys(busy, 10_000)
    assert insertion(loud, 392, busy=busy).interval == pytest.approx((0, 0))
    assert insertion(loud, 392, busy=busy).placebos < insertion(series, 392).placebos


@pytest.mark.parametrize(("day", "busy"), [(20, []), (392, [380])])
def test_without_a_whole_baseline_nothing_is_said(day: int, busy: list[int]) -> None:
    with pytest.raises(ValueError, match="a whole baseline"):
        insertion(flat(400), day, busy=busy)
    with pytest.raises(ValueError, match="a whole baseline"):
        insertion({}, day)


def test_the_true_rise_lies_in_the_interval_95_times_in_a_hundred() -> None:
    rng = np.random.default_rng(8)
    worlds, held = 300, 0
    for _world in range(worlds):
        true = float(rng.choice([0.0, 0.5]))
        means = np.array(list(flat(420).values())) * np.exp(rng.normal(0, 0.2, 420))
        means[413:] *= 1 + true
        series = dict(enumerate(map(int, rng.poisson(means))))
        low, high = insertion(series, 413).interval
        held += low <= true <= high
    assert held / worlds >= 0.95 - 2.6 * (0.05 * 0.95 / worlds) ** 0.5
    assert log(1 + high) - log(1 + low) < 1
