"""Local time as SQL agrees with Python's zoneinfo, which we did not write."""

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.store import zones

ZONES = (
    "Europe/Paris",
    "America/New_York",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Asia/Beirut",
    "Pacific/Apia",
    "America/Sao_Paulo",
    "Africa/Casablanca",
    "UTC",
)
START, END = (int(datetime(year, 1, 1, tzinfo=UTC).timestamp() * 1000) for year in (2024, 2029))
instants = st.integers(START, END - 1)


def sqlite(sql: str, at: int) -> int:
    with closing(sqlite3.connect(":memory:")) as db:
        found = db.execute(f"SELECT {sql} FROM (SELECT ? AS at)", (at,))  # noqa: S608 - ours
        return int(found.fetchone()[0])


@given(zone=st.sampled_from(ZONES), at=instants)
def test_the_wall_clock_of_sql_is_that_of_zoneinfo(zone: str, at: int) -> None:
    local = sqlite(zones.local_sql("at", zone, START, END), at)
    expected = datetime.fromtimestamp(at / 1000, ZoneInfo(zone)).replace(tzinfo=UTC)
    assert local == int(expected.timestamp() * 1000)


@given(zone=st.sampled_from(ZONES), at=instants)
def test_the_month_of_sql_is_that_of_zoneinfo(zone: str, at: int) -> None:
    sql = zones.month_sql(zones.local_sql("at", zone, START, END), zone, START, END)
    expected = datetime.fromtimestamp(at / 1000, ZoneInfo(zone)).date().replace(day=1)
    assert zones.date_of(sqlite(sql, at)) == expected


@given(zone=st.sampled_from(ZONES), day=st.dates(date(2024, 1, 1), date(2028, 12, 31)))
def test_a_day_begins_at_the_first_instant_that_is_in_it(zone: str, day: date) -> None:
    start = zones.day_start(zone, day)
    assert datetime.fromtimestamp(start / 1000, ZoneInfo(zone)).date() == day
    assert datetime.fromtimestamp(start / 1000 - 1, ZoneInfo(zone)).date() < day


@given(zone=st.sampled_from(ZONES), at=instants)
def test_every_instant_is_between_the_start_of_its_day_and_of_the_next(zone: str, at: int) -> None:
    day = zones.local_date(zone, at)
    assert zones.day_start(zone, day) <= at < zones.day_start(zone, day + timedelta(days=1))


@pytest.mark.parametrize(
    ("day", "hours"), [("2027-03-28", 23), ("2027-10-31", 25), ("2027-06-01", 24)]
)
def test_a_day_of_a_changed_clock_has_23_or_25_hours(day: str, hours: int) -> None:
    first = date.fromisoformat(day)
    length = zones.day_start("Europe/Paris", first + timedelta(days=1)) - zones.day_start(
        "Europe/Paris", first
    )
    assert length == hours * zones.HOUR


def test_hours_of_the_clock_are_whole_in_paris_and_not_in_india() -> None:
    assert zones.whole_hours("Europe/Paris", START, END)
    assert not zones.whole_hours("Asia/Kolkata", START, END)
