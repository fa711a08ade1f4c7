"""Splitting exactly."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.attribution.shares import WHOLE, shares, split, within

weights = st.lists(
    st.one_of(
        st.integers(0, 10**9),
        st.floats(0, 1e9, allow_nan=False),
        st.fractions(0, 1000),
    ),
    min_size=1,
    max_size=30,
).filter(any)
totals = st.integers(-(10**15), 10**15)
amounts = st.lists(st.integers(0, 10**6), min_size=1, max_size=12)


@given(totals, weights)
def test_parts_sum_to_the_whole_and_are_at_most_one_unit_from_their_due(total, given) -> None:
    parts = split(total, given)
    whole = sum(map(Fraction, given))
    assert sum(parts) == total
    for part, weight in zip(parts, given, strict=True):
        assert abs(part - total * Fraction(weight) / whole) < 1


@given(totals, weights)
def test_a_negative_whole_is_split_into_the_mirror_image(total, given) -> None:
    assert split(-total, given) == tuple(-part for part in split(total, given))


@given(st.integers(0, 10**9), weights, st.integers(1, 1000))
def test_only_the_proportion_of_weights_matters(total, given, factor) -> None:
    exact = [Fraction(weight) for weight in given]
    assert split(total, exact) == split(total, [weight * factor for weight in exact])


def test_ties_go_to_the_earlier_part() -> None:
    assert shares([1, 1, 1]) == (333_334, 333_333, 333_333)
    assert split(100, [1, 1, 1]) == (34, 33, 33)
    assert split(2, [1, 1, 1]) == (1, 1, 0)
    assert split(-2, [1, 1, 1]) == (-1, -1, 0)


def test_the_textbook_apportionment_by_largest_remainder_is_reproduced() -> None:
    # Ten seats by 4,160 / 3,380 / 2,460 votes: quotas 4.16, 3.38, 2.46.
    assert split(10, [4160, 3380, 2460]) == (4, 3, 3)


@pytest.mark.parametrize("bad", [[0, 0], [-1, 2], [float("nan")], [float("inf"), 1], []])
def test_weights_that_mean_nothing_are_refused(bad: list[float]) -> None:
    with pytest.raises(ValueError, match="weights must be"):
        split(1, bad)


def test_no_weights_make_no_shares() -> None:
    assert shares([]) == ()
    assert sum(shares([0.1, 0.2])) == WHOLE


@given(amounts, st.data())
def test_using_up_amounts_never_takes_back_and_ends_exactly(amounts, data) -> None:
    total = data.draw(st.integers(0, sum(amounts)))
    more = data.draw(st.integers(total, sum(amounts)))
    before, after = within(amounts, total), within(amounts, more)
    assert sum(before) == total
    assert all(0 <= part <= later for part, later in zip(before, after, strict=True))
    assert within(amounts, sum(amounts)) == tuple(amounts)


@given(st.lists(st.integers(0, 40), min_size=1, max_size=5), st.data())
def test_using_up_amounts_equals_webster_dealt_one_by_one(amounts, data) -> None:
    total = data.draw(st.integers(0, sum(amounts)))
    dealt = [0] * len(amounts)
    for _unit in range(total):
        claims = [Fraction(a, 2 * d + 1) for a, d in zip(amounts, dealt, strict=True)]
        dealt[claims.index(max(claims))] += 1
    assert within(amounts, total) == tuple(dealt)


@pytest.mark.parametrize(("amounts", "total"), [([1, 2], 4), ([1], -1), ([-1, 5], 2)])
def test_more_than_there_is_cannot_be_used_up(amounts: list[int], total: int) -> None:
    with pytest.raises(ValueError, match="is not within"):
        within(amounts, total)
