"""From touches of one subject to the path before each conversion."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.attribution.journeys import Event, Path, Touch, Trail, path, paths, rest, trails
from app.attribution.kinds import DAY

AT = 1_000 * DAY


def test_a_window_is_open_at_its_old_end_and_closed_at_the_conversion() -> None:
    ages = (-1, 0, 1, 30 * DAY - 1, 30 * DAY)
    touches = [Touch(AT - age, index, 5) for index, age in enumerate(ages)]
    assert [touch.id for touch in path("order", AT, touches).touches] == [3, 2, 1]


def test_a_pack_is_remembered_longer_than_a_poster() -> None:
    touches = [Touch(AT - 100 * DAY, 1, 5, "packaging"), Touch(AT - 100 * DAY, 2, 6, "poster-a3")]
    assert path("order", AT, touches).touches == (touches[0],)


def test_touches_of_one_moment_stand_in_the_order_of_their_ids() -> None:
    touches = [Touch(AT, 3, 1), Touch(AT, 1, 9), Touch(AT, 2, 5)]
    assert [touch.id for touch in path("order", AT, touches).touches] == [1, 2, 3]


def test_the_touch_before_the_lead_is_marked_in_the_path_of_the_order() -> None:
    touches = [Touch(AT - 3 * DAY, 1, 1), Touch(AT - 2 * DAY, 2, 2), Touch(AT, 3, 3)]
    events = [Event(AT, 2, "order"), Event(AT - 2 * DAY + 1, 1, "lead")]
    found = paths(events, touches)
    assert found[0] == (events[1], Path(events[1].at, tuple(touches[:2]), 1))
    assert found[1] == (events[0], Path(AT, tuple(touches), 1))


def test_a_lead_before_every_touch_marks_none() -> None:
    assert path("order", AT, [Touch(AT, 1, 1)], AT - DAY).lead is None


def test_an_install_and_a_later_order_may_share_a_touch() -> None:
    touch = Touch(AT, 1, 1)
    events = [Event(AT + 1, 1, "install"), Event(AT + DAY, 2, "order")]
    assert [found.touches for _event, found in paths(events, [touch])] == [(touch,), (touch,)]
    assert rest(events, [touch, Touch(AT + 2 * DAY, 2, 2)]) == ((AT + 2 * DAY, 2, 2, "", False),)


def test_equal_sequences_are_counted_together_and_empty_ones_left_out() -> None:
    seen = [(("A", "B"), True), (["A", "B"], False), ((), True), (("B",), False)]
    assert trails(seen) == [Trail(("A", "B"), 1, 1), Trail(("B",), 0, 1)]


touches = st.lists(
    st.builds(
        Touch, st.integers(0, 500).map(lambda d: d * DAY), st.integers(0, 9), st.integers(0, 3)
    )
)
events = st.lists(
    st.builds(
        Event,
        st.integers(0, 500).map(lambda d: d * DAY),
        st.integers(0, 9),
        st.sampled_from(["order", "lead", "install", "made_up"]),
    )
)


@given(events, touches, st.randoms(use_true_random=False))
def test_neither_order_of_arrival_nor_a_second_delivery_changes_any_path(
    events, touches, random
) -> None:
    again = random.sample(events, len(events)), random.sample(touches, len(touches)) * 2
    assert paths(events, touches) == paths(*again)
    assert rest(events, touches) == rest(*again)


@given(events, touches)
def test_every_touch_is_in_some_path_or_in_the_rest(events, touches) -> None:
    used = {touch for _event, found in paths(events, touches) for touch in found.touches}
    assert used | set(rest(events, touches)) == set(touches)
    assert not used & set(rest(events, touches))


@pytest.mark.parametrize("kind", ["order", "install", "made_up"])
def test_no_touch_means_an_empty_path(kind: str) -> None:
    assert path(kind, AT, []) == Path(AT, ())
