"""A pool of numbers for websites."""

from hypothesis import given
from hypothesis import strategies as st

from app.channels import pool
from app.channels.pool import HOLD, REST, Lease

NUMBERS = ("+33111111111", "+33122222222")
NOW = 10 * HOLD


def test_a_visitor_keeps_the_number_while_the_page_is_open() -> None:
    leases, number = pool.take((), NUMBERS, "anne", NOW)
    later, again = pool.take(leases, NUMBERS, "anne", NOW + HOLD - 1)
    assert number == again
    assert later == (Lease(number, "anne", NOW, NOW + 2 * HOLD - 1),)


def test_two_visitors_never_see_one_number_and_a_third_sees_the_common_one() -> None:
    leases, first = pool.take((), NUMBERS, "anne", NOW)
    leases, second = pool.take(leases, NUMBERS, "bob", NOW)
    leases, third = pool.take(leases, NUMBERS, "cleo", NOW)
    assert {first, second} == set(NUMBERS)
    assert third == ""


def test_a_late_call_finds_whom_the_number_was_shown_to() -> None:
    leases, number = pool.take((), NUMBERS, "anne", NOW)
    assert pool.holder(leases, number, NOW + HOLD + REST - 1) == "anne"
    assert pool.holder(leases, number, NOW + HOLD + REST) == ""
    assert pool.holder(leases, number, NOW - 1) == ""
    assert pool.forget(leases, NOW + HOLD + REST) == ()


visits = st.lists(
    st.tuples(st.sampled_from("abcde"), st.integers(0, HOLD)), min_size=1, max_size=30
)


@given(visits)
def test_a_number_is_held_or_rests_for_one_visitor_at_a_time(
    steps: list[tuple[str, int]],
) -> None:
    leases: tuple[Lease, ...] = ()
    now = NOW
    for who, pause in steps:
        now += pause
        leases, number = pool.take(leases, NUMBERS, who, now)
        if number:
            assert pool.holder(leases, number, now) == who
    for one in leases:
        for other in leases:
            if one is not other and one.number == other.number:
                apart = one.since >= other.until + REST or other.since >= one.until + REST
                assert apart
