"""When a report is due: by the brand's clock, whatever that clock does."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reports.sending.rhythm import check, next_due
from tests.store.shop import at

ZONES = ("Europe/Paris", "America/St_Johns", "Pacific/Auckland", "Asia/Kolkata", "UTC")
rhythms = st.one_of(
    st.tuples(st.just("day"), st.just(0)),
    st.tuples(st.just("week"), st.integers(1, 7)),
    st.tuples(st.just("month"), st.integers(1, 28)),
)
instants = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)).map(
    lambda moment: int(moment.replace(tzinfo=UTC).timestamp() * 1000)
)


@pytest.mark.parametrize(
    ("every", "day", "hour", "after", "due"),
    [
        ("day", 0, 8, "2027-01-10 06:59", "2027-01-10 07:00"),
        ("day", 0, 8, "2027-01-10 07:00", "2027-01-11 07:00"),
        ("week", 1, 8, "2027-03-25 12:00", "2027-03-29 06:00"),
        ("month", 1, 0, "2027-12-31 22:59", "2027-12-31 23:00"),
        ("month", 28, 23, "2027-02-28 22:00", "2027-03-28 21:00"),
        # Two o'clock does not exist that night in Paris: it is three.
        ("day", 0, 2, "2027-03-28 00:00", "2027-03-28 01:00"),
        # It comes twice in autumn: once is enough, the first.
        ("day", 0, 2, "2027-10-30 23:00", "2027-10-31 00:00"),
        ("day", 0, 2, "2027-10-31 00:00", "2027-11-01 01:00"),
    ],
)
def test_reports_are_due_on_the_clock_of_the_brand(every, day, hour, after, due):
    assert next_due(every, day, hour, "Europe/Paris", at(after)) == at(due)


@given(rhythms, st.integers(0, 23), st.sampled_from(ZONES), instants)
def test_the_next_is_later_fits_and_comes_once_a_period(rhythm, hour, zone, after):
    every, day = rhythm
    found = next_due(every, day, hour, zone, after)
    here = datetime.fromtimestamp(found / 1000, UTC).astimezone(ZoneInfo(zone))
    assert found > after
    assert here.hour in (hour, (hour + 1) % 24)
    assert here.minute in (0, 30)
    assert every != "week" or here.isoweekday() == day
    assert every != "month" or here.day == day
    following = datetime.fromtimestamp(
        next_due(every, day, hour, zone, found) / 1000, UTC
    ).astimezone(ZoneInfo(zone))
    days = (following.date() - here.date()).days
    assert {"day": days == 1, "week": days == 7, "month": 28 <= days <= 31}[every]
    longest = {"day": 1, "week": 7, "month": 31}[every]
    assert found - after <= (timedelta(days=longest) + timedelta(hours=2)) / timedelta(
        milliseconds=1
    )


@given(rhythms, st.integers(0, 23))
def test_a_rhythm_that_can_be_is_not_refused(rhythm, hour):
    assert check(*rhythm, hour) == []


@pytest.mark.parametrize(
    "wrong", [("year", 0, 8), ("week", 0, 8), ("week", 8, 8), ("month", 29, 8), ("day", 1, 8)]
)
def test_a_day_that_never_or_not_always_comes_is_refused(wrong):
    assert [problem.code for problem in check(*wrong)] == ["bad-rhythm"]


@pytest.mark.parametrize("hour", [-1, 24])
def test_an_hour_that_is_none_is_refused(hour):
    assert len(check("day", 0, hour)) == 1
