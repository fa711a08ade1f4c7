"""Credits: exact sums, any order, and refunds as mirrors."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.attribution.credits import Credit, apportion, of_match, of_path, reverse
from app.attribution.journeys import Path, Touch
from app.attribution.models import MODELS
from app.attribution.models.rules import linear
from app.attribution.taps import Share
from app.model import Match

RULES = [model.weigh for model in MODELS.values() if model.weigh]
values = st.none() | st.integers(0, 10**12)
touches = st.lists(
    st.builds(Touch, st.integers(0, 10**10), st.integers(0, 10**6), st.integers(0, 6)),
    max_size=12,
    unique_by=lambda touch: touch.id,
)


def path(touches: list[Touch]) -> Path:
    return Path(10**10, tuple(sorted(touches)))


@given(touches, st.sampled_from(RULES), values)
def test_credits_sum_to_exactly_the_conversion_and_its_value_to_the_cent(
    touches, weigh, value
) -> None:
    found = of_path(path(touches), weigh, value)
    assert sum(credit.share for credit in found) == (1_000_000 if touches else 0)
    assert len({credit.code for credit in found}) == len(found)
    if touches and value is not None:
        assert sum(credit.value_minor or 0 for credit in found) == value


@given(touches, st.sampled_from(RULES), values, st.randoms(use_true_random=False))
def test_touches_may_arrive_in_any_order(touches, weigh, value, random) -> None:
    shuffled = random.sample(touches, len(touches))
    assert of_path(path(touches), weigh, value) == of_path(path(shuffled), weigh, value)


@given(touches, st.sampled_from(RULES), values)
def test_reversing_removes_exactly_what_was_added(touches, weigh, value) -> None:
    added = of_path(path(touches), weigh, value)
    removed = reverse(added)
    for plus, minus in zip(added, removed, strict=True):
        assert minus.code == plus.code
        assert plus.share + minus.share == 0
        assert (minus.value_minor is None) is (value is None)
        assert (plus.value_minor or 0) + (minus.value_minor or 0) == 0


@given(
    touches.filter(bool),
    st.sampled_from(RULES),
    st.lists(st.integers(1, 5000), min_size=1, max_size=6),
    st.data(),
)
def test_refunds_in_parts_and_any_order_remove_exactly_what_was_added(
    touches, weigh, parts, data
) -> None:
    added = of_path(path(touches), weigh, sum(parts))
    left = {credit.code: [credit.share, credit.value_minor] for credit in added}
    before = 0
    for part in data.draw(st.permutations(parts)):
        refund = reverse(added, part, before)
        before += part
        assert sum(credit.value_minor or 0 for credit in refund) == -part
        for credit in refund:
            assert (credit.value_minor or 0) <= 0
            left[credit.code][0] += credit.share
            left[credit.code][1] += credit.value_minor or 0
            assert left[credit.code][1] >= 0
    assert all(entry == [0, 0] for entry in left.values())


def test_a_part_refund_leaves_the_order_counted() -> None:
    added = (Credit(1, 500_000, 1000), Credit(2, 500_000, 1000))
    assert reverse(added, 501) == (Credit(1, 0, -251), Credit(2, 0, -250))
    assert reverse(added, 1499, 501) == (Credit(1, -500_000, -749), Credit(2, -500_000, -750))


@pytest.mark.parametrize(("amount", "before"), [(2001, 0), (1, 2000), (-1, 0), (1, -1)])
def test_more_than_the_value_cannot_be_taken_back(amount: int, before: int) -> None:
    with pytest.raises(ValueError, match="take back"):
        reverse((Credit(1, 1_000_000, 2000),), amount, before)


def test_three_touches_share_ten_euros_to_the_cent() -> None:
    found = of_path(path([Touch(index, index, index) for index in range(3)]), linear, 1000)
    assert found == ((0, 333_334, 334), (1, 333_333, 333), (2, 333_333, 333))


def test_a_code_met_twice_has_one_credit_for_both() -> None:
    found = of_path(path([Touch(1, 1, 8), Touch(2, 2, 9), Touch(3, 3, 8)]), linear)
    assert found == ((8, 666_667, None), (9, 333_333, None))


def test_a_match_without_a_journey_gives_its_code_everything() -> None:
    match = Match(7, "token", "deterministic", "signed")
    assert of_match(match, 1990) == (Credit(7, 1_000_000, 1990),)
    assert of_match(Match(None, "", "none", "no-ref"), 1990) == ()


def test_probable_codes_share_a_call() -> None:
    likely = (Share(9, 666_667), Share(7, 333_333))
    found = of_match(Match(9, "tap", "probabilistic", "taps"), 100, likely)
    assert found == ((7, 333_333, 33), (9, 666_667, 67))


@given(
    st.dictionaries(st.sampled_from("ABCDE"), st.floats(-10, 1000), min_size=1),
    st.integers(0, 10**6),
    st.none() | st.integers(-(10**9), 10**9),
)
def test_a_solution_is_apportioned_without_losing_a_millionth_or_a_cent(
    solution, conversions, value
) -> None:
    found = apportion(solution, conversions, value)
    credited = any(part > 0 for part in solution.values())
    assert sum(share for share, _value in found.values()) == credited * conversions * 1_000_000
    assert sum(part or 0 for _share, part in found.values()) == credited * (value or 0)
    assert all(found[name][0] == 0 for name in solution if solution[name] <= 0)


def test_a_solution_in_fractions_keeps_its_proportions() -> None:
    found = apportion({"A": Fraction(1, 3), "B": Fraction(2, 3)}, 3, 100)
    assert found == {"A": (1_000_000, 33), "B": (2_000_000, 67)}
