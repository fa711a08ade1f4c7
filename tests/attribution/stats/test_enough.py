"""When there is not enough data."""

from app.attribution.journeys import Trail
from app.attribution.stats import enough
from app.attribution.stats.proportions import Count


def test_a_percentage_needs_thirty_people_and_five_hits() -> None:
    assert enough.rate(Count(5, 30))
    assert not enough.rate(Count(5, 29))
    assert not enough.rate(Count(4, 1000))
    assert enough.rate(Count(1, 2), enough.Limits(people=2, hits=1))


def test_what_is_missing_is_said() -> None:
    assert enough.reasons(Count(3, 10)) == {"people": 20, "hits": 2}
    assert enough.reasons(Count(5, 30)) == {}


def test_path_models_need_a_hundred_journeys_over_two_channels() -> None:
    trails = [Trail(("A", "A"), 500, 0), Trail(("A", "B"), 99, 3), Trail((), 50, 0)]
    assert enough.crossed(trails) == Count(99, 599)
    assert not enough.models(trails)
    assert enough.models([*trails, Trail(("B", "C"), 1, 0)])


def test_a_lift_needs_four_clusters_on_each_side() -> None:
    assert enough.clusters([True] * 4 + [False] * 4)
    assert not enough.clusters([True] * 3 + [False] * 9)
    assert not enough.clusters([True] * 9 + [False] * 3)
