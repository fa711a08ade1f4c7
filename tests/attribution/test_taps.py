"""Taps on call buttons, and the calls that follow."""

from hypothesis import given
from hypothesis import strategies as st

from app.attribution.taps import Tap, candidates


def test_a_tap_counts_from_its_moment_to_two_minutes_later_both_included() -> None:
    at = 10_000_000
    edges = {
        delta: bool(candidates(at, [Tap(at - delta, 1, 1)])) for delta in (-1, 0, 120_000, 120_001)
    }
    assert edges == {-1: False, 0: True, 120_000: True, 120_001: False}


taps = st.lists(
    st.builds(Tap, st.integers(0, 240_000), st.integers(0, 5), st.integers(0, 5)), max_size=20
)


@given(taps, st.randoms(use_true_random=False))
def test_candidates_share_exactly_one_call_whatever_the_order_of_taps(taps, random) -> None:
    shuffled = random.sample(taps, len(taps))
    found = candidates(120_000, taps)
    assert found == candidates(120_000, shuffled)
    assert sum(share for _code, share in found) == (1_000_000 if found else 0)
    assert bool(found) is any(tap.at <= 120_000 for tap in taps)
