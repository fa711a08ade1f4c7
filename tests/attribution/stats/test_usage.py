"""What people do after they came."""

from hypothesis import given
from hypothesis import strategies as st

from app.attribution.stats.proportions import Count
from app.attribution.stats.usage import Usage, Use, usage

KINDS = ["session", "active_day", "crash", "checkout", "order", "uninstall", "page", "odd"]
SOURCES = {"ann": "poster", "bob": "poster", "cleo": "pack"}


def test_all_figures_of_a_small_world_by_hand() -> None:
    uses = [
        Use("ann", "session", 80, 60),
        Use("ann", "session", 87, 120),
        Use("ann", "active_day", 90),
        Use("ann", "active_day", 95),
        Use("ann", "page", 80),
        Use("ann", "page", 80),
        Use("ann", "page", 87),
        Use("ann", "checkout", 87),
        Use("ann", "order", 87),
        Use("bob", "session", 60, 30),
        Use("bob", "crash", 60),
        Use("bob", "checkout", 60),
        Use("bob", "uninstall", 61),
        Use("bob", "session", 100, 999),  # today: not over
        Use("nobody", "session", 60, 999),
    ]
    found = usage(uses, SOURCES, today=100)
    assert found["poster"] == Usage(
        people=2,
        once=Count(1, 2),
        regular=Count(1, 2),
        sessions=1.5,
        median_session=60,
        pages=1.0,
        crashes=Count(1, 3),
        abandoned=Count(1, 2),
        uninstalled=Count(1, 2),
    )
    nothing = Count(0, 0)
    assert found["pack"] == Usage(0, nothing, nothing, None, None, None, nothing, nothing, nothing)


uses = st.lists(
    st.builds(
        Use,
        st.sampled_from([*SOURCES, "nobody"]),
        st.sampled_from(KINDS),
        st.integers(0, 100),
        st.none() | st.integers(0, 1000),
    )
)


@given(uses, st.randoms(use_true_random=False))
def test_the_order_of_arrival_changes_nothing_and_no_part_exceeds_its_whole(uses, random) -> None:
    found = usage(uses, SOURCES, 90)
    assert found == usage(random.sample(uses, len(uses)), SOURCES, 90)
    for figures in found.values():
        for figure in figures:
            assert not isinstance(figure, Count) or 0 <= figure.hits <= figure.total
