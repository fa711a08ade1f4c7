"""Versions compared by places: figures, coverage, and what too few places cannot say."""

from math import exp, inf, log, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.attribution.stats.places import Size, compare, student, wanted


@pytest.mark.parametrize(
    ("freedom", "value"),
    # NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2, column 0.975.
    [(1, 12.706), (2, 4.303), (3, 3.182), (4, 2.776), (5, 2.571), (10, 2.228), (30, 2.042)],
)
def test_students_quantiles_equal_the_table(freedom: int, value: float) -> None:
    assert student(0.95, freedom) == pytest.approx(value, abs=5e-4)


def test_two_places_each_by_hand() -> None:
    # Pooled rates 60/20 and 30/20; residuals ±10 of 60 and ±5 of 30, each times the root of 2/1.
    found = compare({"a": Size(40, 10), "b": Size(20, 10)}, {"c": Size(20, 10), "d": Size(10, 10)})
    assert found.relative == pytest.approx(1.0)
    assert found.error == pytest.approx(sqrt(2 * 2 * (10 / 60) ** 2 + 2 * 2 * (5 / 30) ** 2))
    half = student(0.95, 1) * found.error
    assert found.interval == pytest.approx((2 * exp(-half) - 1, 2 * exp(half) - 1))


def test_side_by_side_a_busy_place_tells_nothing_for_either() -> None:
    busy = {f"p{n}": n + 1 for n in range(8)}
    found = compare(
        {name: Size(30 * often, 4) for name, often in busy.items()},
        {name: Size(20 * often, 4) for name, often in busy.items()},
    )
    assert found.relative == pytest.approx(0.5)
    assert found.error == pytest.approx(0, abs=1e-12)
    apart = compare(
        {f"a{name}": Size(30 * often, 4) for name, often in busy.items()},
        {name: Size(20 * often, 4) for name, often in busy.items()},
    )
    assert apart.error is not None
    assert apart.error > 0.2


@pytest.mark.parametrize(("places", "paired"), [(5, False), (12, False), (8, True)])
def test_the_interval_holds_the_truth_ninety_five_times_in_a_hundred(places, paired) -> None:
    rng, held = np.random.default_rng(places), 0
    for _world in range(400):
        copies = rng.integers(2, 8, (2, places))
        busy = np.exp(rng.normal(0, 0.5, (2, places)))
        if paired:
            copies[1], busy[1] = copies[0], busy[0]
        hits = rng.poisson(copies * busy * np.array([[36.0], [30.0]]))
        one, other = (
            {
                f"{n if paired else (arm, n)}": Size(int(hits[arm, n]), int(copies[arm, n]))
                for n in range(places)
            }
            for arm in (0, 1)
        )
        low, high = compare(one, other).interval
        held += low <= 0.2 <= high
    assert held / 400 >= 0.92  # 0.95 less some two standard errors


def test_one_place_or_nobody_bounds_nothing() -> None:
    alone = compare({"a": Size(40, 10)}, {"b": Size(20, 10), "c": Size(3, 10)})
    assert alone.relative is not None
    assert alone.interval == (-1, inf)
    nobody = compare({"a": Size(0, 10), "b": Size(0, 10)}, {"c": Size(1, 10), "d": Size(1, 10)})
    assert (nobody.relative, nobody.interval) == (None, (-1, inf))
    assert compare({}, {}).relative is None
    assert wanted(alone) == 0


sizes = st.dictionaries(
    st.sampled_from("abcdefgh"),
    st.builds(Size, st.integers(1, 500), st.integers(1, 50)),
    min_size=2,
)


@given(sizes, sizes)
def test_the_other_way_round_everything_is_its_inverse(one, other) -> None:
    there, back = compare(one, other), compare(other, one)
    assert there.relative is not None
    assert back.relative is not None
    assert log(1 + there.relative) == pytest.approx(-log(1 + back.relative), abs=1e-9)
    assert there.error == pytest.approx(back.error)
    assert there.interval.low <= there.relative <= there.interval.high


@given(sizes, sizes, st.integers(2, 9))
def test_the_unit_of_what_hits_are_counted_against_changes_nothing(one, other, times) -> None:
    scaled = {name: size._replace(total=size.total * times) for name, size in one.items()}
    theirs = {name: size._replace(total=size.total * times) for name, size in other.items()}
    assert compare(scaled, theirs).interval == pytest.approx(compare(one, other).interval)


def test_as_many_places_as_are_wanted_would_show_the_rise() -> None:
    rng = np.random.default_rng(4)
    one, other = ({f"{arm}{n}": Size(int(rng.poisson(40)), 1) for n in range(10)} for arm in "ab")
    found = compare(one, other)
    assert wanted(found) == pytest.approx(
        10 * (found.error * (student(0.95, 9) + 0.8416) / log(1.2)) ** 2, abs=1
    )
    assert wanted(found, rise=0.1) > wanted(found) > wanted(found, rise=0.5)
