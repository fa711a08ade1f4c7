"""Retention by cohort."""

from hypothesis import given
from hypothesis import strategies as st

from app.attribution.stats.proportions import Count
from app.attribution.stats.retention import Cohort, Member, retention

MEMBERS = [Member("ann", "poster", 0), Member("bob", "poster", 2), Member("cleo", "pack", 0)]


def test_retention_counts_who_was_active_on_that_very_day() -> None:
    active = [("ann", 1), ("ann", 7), ("bob", 2), ("bob", 8), ("cleo", 6)]
    found = retention(MEMBERS, active, today=100)
    assert found == {
        "poster": Cohort(2, {1: Count(1, 2), 7: Count(1, 2), 30: Count(0, 2)}),
        "pack": Cohort(1, {1: Count(0, 1), 7: Count(0, 1), 30: Count(0, 1)}),
    }


def test_a_cohort_is_hidden_until_its_last_member_has_lived_the_whole_day() -> None:
    young = retention(MEMBERS, [("ann", 7), ("bob", 9)], today=9)["poster"]
    assert young.days == {1: Count(0, 2), 7: None, 30: None}
    assert retention(MEMBERS, [("ann", 7), ("bob", 9)], today=10)["poster"].days[7] == Count(2, 2)


def test_a_second_install_starts_no_second_life() -> None:
    again = [*MEMBERS, Member("ann", "pack", 50)]
    assert retention(again, [("ann", 51)], today=100)["pack"] == retention(MEMBERS, [], 100)["pack"]


members = st.lists(
    st.builds(Member, st.sampled_from("abcdef"), st.sampled_from("XY"), st.integers(0, 40))
)
active = st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(0, 90)))


@given(members, active, st.integers(0, 120), st.randoms(use_true_random=False))
def test_order_and_repetition_of_events_change_nothing(members, active, today, random) -> None:
    shuffled = random.sample(members, len(members)), random.sample(active, len(active)) * 2
    assert retention(members, active, today) == retention(*shuffled, today)


@given(members, active, st.integers(0, 120))
def test_everybody_is_in_one_cohort_and_a_shown_day_is_final(members, active, today) -> None:
    now, later = (retention(members, active, day) for day in (today, today + 1000))
    assert sum(cohort.size for cohort in now.values()) == len({m.subject for m in members})
    for name, cohort in now.items():
        for day, count in cohort.days.items():
            assert count in (None, later[name].days[day])
