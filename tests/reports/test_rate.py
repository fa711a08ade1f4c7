"""Rates as published figures have them."""

import pytest

from app.reports.rate import rate


@pytest.mark.parametrize(
    ("hits", "trials", "low", "high"),
    # statsmodels, proportion_confint(method="wilson"), as quoted in its own documentation.
    [(10, 50, 0.112, 0.330), (0, 50, 0.0, 0.071), (50, 50, 0.929, 1.0)],
)
def test_the_interval_is_wilson_s(hits: int, trials: int, low: float, high: float) -> None:
    found = rate(hits, trials)
    assert (found.low, found.high) == pytest.approx((low, high), abs=0.0005)


def test_a_percentage_needs_thirty_scans_and_five_conversions() -> None:
    assert rate(5, 30).value == pytest.approx(1 / 6)
    assert rate(4, 30).value is None
    assert rate(5, 29).value is None


def test_more_conversions_than_scans_have_no_interval() -> None:
    assert rate(12, 10).low is None
    assert rate(0, 0).low is None
    assert rate(-1, 10).value is None
