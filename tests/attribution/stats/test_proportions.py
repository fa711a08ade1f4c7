"""Intervals of rates, against the figures of the papers that proposed them."""

from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.attribution.stats.proportions import Count, difference, quantile, ratio, wilson

counts = st.integers(0, 400).flatmap(
    lambda total: st.builds(Count, st.integers(0, total), st.just(total))
)
filled = counts.filter(lambda count: count.total > 0)


@pytest.mark.parametrize(
    ("hits", "total", "low", "high"),
    [
        # Newcombe, Statistics in Medicine 17 (1998) 857-872, table I, method 3.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
        # statsmodels 0.15 proportion_confint(method="wilson").
        (10, 50, 0.1124, 0.3304),
        (0, 50, 0.0, 0.0713),
    ],
)
def test_wilson_equals_published_intervals(hits: int, total: int, low: float, high: float) -> None:
    assert wilson(Count(hits, total)) == pytest.approx((low, high), abs=5.1e-5)


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [
        # Newcombe, Statistics in Medicine 17 (1998) 873-890, table II, method 10.
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0),
        ((10, 10), (0, 10), 0.6075, 1.0),
        # statsmodels 0.15 confint_proportions_2indep(method="newcomb").
        ((120, 1000), (100, 1000), -0.0075, 0.0476),
    ],
)
def test_the_difference_equals_published_intervals(
    first: tuple[int, int], second: tuple[int, int], low: float, high: float
) -> None:
    assert difference(Count(*first), Count(*second)) == pytest.approx((low, high), abs=5.1e-5)


def test_the_ratio_equals_statsmodels() -> None:
    # confint_proportions_2indep(120, 1000, 100, 1000, compare="ratio", method="log"): 0.15.0.
    found = ratio(Count(120, 1000), Count(100, 1000))
    assert found == pytest.approx((0.9341, 1.5416), abs=5e-5)


def test_a_ratio_to_nothing_is_not_stated() -> None:
    assert ratio(Count(5, 10), Count(0, 10)) is None
    assert ratio(Count(0, 10), Count(5, 10)) is None


def test_of_nobody_nothing_is_known() -> None:
    assert wilson(Count(0, 0)) == (0, 1)
    assert difference(Count(0, 0), Count(0, 0)) == (-1, 1)


def covered(total: int, true: float) -> float:
    """The exact chance that the interval of `total` people holds the true rate."""
    return sum(
        comb(total, hits) * true**hits * (1 - true) ** (total - hits)
        for hits in range(total + 1)
        if wilson(Count(hits, total)).low <= true <= wilson(Count(hits, total)).high
    )


def test_wilson_covers_as_published_where_the_usual_interval_fails() -> None:
    # Simulated: Wilson 92 %, Wald 64 %; here summed exactly over all outcomes.
    assert covered(50, 0.02) == pytest.approx(0.92, abs=0.005)


def test_wilson_covers_the_truth_in_about_95_percent_over_all_rates() -> None:
    rates = [index / 100 for index in range(1, 100)]
    assert sum(covered(40, true) for true in rates) / len(rates) == pytest.approx(0.95, abs=0.01)


@given(counts)
def test_the_interval_holds_the_rate_and_stays_between_none_and_all(count) -> None:
    low, high = wilson(count)
    assert 0 <= low <= count.rate + 1e-12
    assert count.rate - 1e-12 <= high <= 1


@given(counts)
def test_hits_and_misses_are_mirror_images(count) -> None:
    low, high = wilson(count)
    mirrored = wilson(Count(count.total - count.hits, count.total))
    assert mirrored == pytest.approx((1 - high, 1 - low), abs=1e-12)


@given(filled, filled)
def test_exchanging_the_arms_turns_the_difference_round(first, second) -> None:
    low, high = difference(first, second)
    assert difference(second, first) == pytest.approx((-high, -low), abs=1e-12)
    assert low <= first.rate - second.rate <= high


@given(filled)
def test_more_confidence_is_a_wider_interval(count) -> None:
    narrow, wide = wilson(count, 0.8), wilson(count, 0.99)
    assert wide.low <= narrow.low
    assert narrow.high <= wide.high


@pytest.mark.parametrize("count", [Count(2, 1), Count(-1, 5)])
def test_what_is_no_count_is_refused(count: Count) -> None:
    with pytest.raises(ValueError, match="is no count"):
        wilson(count)


@pytest.mark.parametrize("confidence", [0, 1, 95])
def test_a_confidence_in_percent_is_refused(confidence: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        quantile(confidence)
