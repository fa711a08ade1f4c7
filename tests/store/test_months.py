"""Whole months and the days beside them hold each day of a period once."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as some

from app.store.months import Cover, cover, month_of
from app.store.zones import DAY, date_of, days_of

DAYS = some.dates(date(2026, 11, 1), date(2028, 4, 1))
ONE = timedelta(days=1)


def counted(found: Cover, low: date, high: date) -> list[date]:
    """The days between two that a cover counts, as often as it does."""
    days = []
    day = low
    while day <= high:
        ms = days_of(day) * DAY
        spans = [span for span in found.days if span[0] <= ms <= span[1]]
        spans += [span for span in found.months if span[0] <= month_of(ms) <= span[1]]
        days += [day] * len(spans)
        day += ONE
    return days


@given(some.tuples(DAYS, DAYS).map(sorted), some.tuples(DAYS, DAYS).map(sorted))
def test_every_day_of_the_period_that_has_counts_is_in_it_once(
    period: list[date], data: list[date]
) -> None:
    (first, last), (low, high) = period, data
    wanted = [date_of(day * DAY) for day in range(days_of(first), days_of(last) + 1)]
    found = counted(cover(first, last, low, high), low, high)
    assert found == [day for day in wanted if low <= day <= high]


def test_a_period_of_all_there_is_reads_months_alone() -> None:
    found = cover(date(2027, 3, 4), date(2027, 5, 30), date(2027, 3, 4), date(2027, 5, 30))
    assert found.days == ()
    assert [date_of(ms) for ms in found.months[0]] == [date(2027, 3, 1), date(2027, 5, 1)]


def test_days_at_the_edges_stand_beside_the_months() -> None:
    found = cover(date(2027, 1, 30), date(2027, 3, 2), date(2026, 1, 1), date(2028, 1, 1))
    assert [(date_of(a), date_of(b)) for a, b in found.months] == [
        (date(2027, 2, 1), date(2027, 2, 1))
    ]
    assert [(date_of(a), date_of(b)) for a, b in found.days] == [
        (date(2027, 1, 30), date(2027, 1, 31)),
        (date(2027, 3, 1), date(2027, 3, 2)),
    ]
