"""The models that weigh one path."""

import csv
import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path as File
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.attribution.journeys import Path, Touch
from app.attribution.kinds import DAY
from app.attribution.models import rules

DATA = File(__file__).parents[2] / "data" / "attribution"
ORACLE = json.loads((DATA / "mam.json").read_text())
HOUR = DAY // 24


def path(*ages: float, direct: tuple[int, ...] = (), lead: int | None = None) -> Path:
    """A path whose touches have these ages in days."""
    touches = (
        Touch(-round(age * DAY), index, index, "", index in direct)
        for index, age in enumerate(ages)
    )
    return Path(0, tuple(touches), lead)


def credited(weigh: rules.Weigh) -> dict[str, float]:
    """What `weigh` gives each channel of trails.csv, over all its conversions."""
    found: dict[str, Fraction] = {}
    with (DATA / "trails.csv").open() as file:
        for row in csv.DictReader(file):
            hours = [float(hour) for hour in row["hours"].split(" > ")]
            channels = row["path"].split(" > ")
            weights = weigh(path(*(hour / 24 for hour in hours)))
            for channel, weight in zip(channels, weights, strict=True):
                part = Fraction(weight) * int(row["conversions"])
                found[channel] = found.get(channel, Fraction(0)) + part
    return {channel: float(value) for channel, value in found.items() if value}


@pytest.mark.parametrize(
    ("weigh", "oracle"),
    [
        (rules.first, "first"),
        (rules.last, "last"),
        (rules.linear, "linear"),
        (rules.position(), "position"),
        (rules.decay(), "decay 168 h"),
        (rules.decay(1), "decay 24 h"),
    ],
)
def test_the_rules_equal_marketing_attribution_models(weigh: rules.Weigh, oracle: str) -> None:
    assert credited(weigh) == pytest.approx(ORACLE[oracle], abs=1e-9)


@pytest.mark.parametrize(
    ("weigh", "given", "expected"),
    [
        (rules.first, path(3, 2, 1), [1, 0, 0]),
        (rules.last, path(3, 2, 1), [0, 0, 1]),
        (rules.last_non_direct, path(3, 2, 1, direct=(2,)), [0, 1, 0]),
        (rules.last_non_direct, path(3, 2, direct=(0, 1)), [0, 1]),
        (rules.decay(), path(14, 7, 0), [1 / 7, 2 / 7, 4 / 7]),
        (rules.position(), path(1), [1]),
        (rules.position(), path(2, 1), [1 / 2, 1 / 2]),
        (rules.position(), path(4, 3, 2, 1), [0.4, 0.1, 0.1, 0.4]),
        (rules.position(Fraction(3, 10), Fraction(1, 10)), path(2, 1), [3 / 4, 1 / 4]),
        (rules.position(1, 0), path(3, 2, 1), [1, 0, 0]),
        (rules.w, path(5, 4, 3, 2, 1, lead=2), [0.3, 0.05, 0.3, 0.05, 0.3]),
        (rules.w, path(3, 2, 1, lead=1), [1 / 3, 1 / 3, 1 / 3]),
        (rules.w, path(3, 2, 1, lead=0), [0.6, 0.1, 0.3]),
        (rules.w, path(3, 2, 1), [0.45, 0.1, 0.45]),
        (rules.w, path(2, 1, lead=1), [1 / 3, 2 / 3]),
        (rules.w, path(1, lead=0), [1]),
    ],
)
def test_worked_weights(weigh: rules.Weigh, given: Path, expected: list[float]) -> None:
    assert [float(weight) for weight in weigh(given)] == pytest.approx(expected)


def test_very_old_touches_still_share_by_their_distance() -> None:
    weights = rules.decay()(path(40_000, 39_993))
    assert [float(weight) for weight in weights] == pytest.approx([1 / 3, 2 / 3])


@pytest.mark.parametrize(
    "build",
    [
        lambda: rules.decay(0),
        lambda: rules.decay(float("nan")),
        lambda: rules.position(Fraction(3, 4), Fraction(1, 2)),
        lambda: rules.position(0, 0),
        lambda: rules.position(-1, 1),
    ],
)
def test_settings_that_mean_nothing_are_refused(build: Callable[[], Any]) -> None:
    with pytest.raises(ValueError, match=r"share|half-life"):
        build()


ages = st.lists(st.floats(0, 400), min_size=1, max_size=12).map(lambda ages: sorted(ages)[::-1])
RULES = [
    rules.first,
    rules.last,
    rules.last_non_direct,
    rules.linear,
    rules.decay(),
    rules.decay(0.5),
    rules.position(),
    rules.position(Fraction(1, 10), Fraction(7, 10)),
    rules.w,
]


@given(st.sampled_from(RULES), ages, st.data())
def test_every_rule_gives_each_touch_a_weight_and_exactly_one_in_all(weigh, ages, data) -> None:
    lead = data.draw(st.none() | st.integers(0, len(ages) - 1))
    direct = tuple(data.draw(st.sets(st.integers(0, len(ages) - 1))))
    weights = [Fraction(weight) for weight in weigh(path(*ages, direct=direct, lead=lead))]
    assert len(weights) == len(ages)
    assert sum(weights) == 1
    assert min(weights) >= 0


@given(st.sampled_from(RULES))
def test_a_path_of_one_touch_gives_it_everything(weigh) -> None:
    assert weigh(path(3)) == [1]
