"""Days as whole months and the days beside them, so that a long period reads few rows."""

from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from app.store.zones import DAY, date_of, days_of

_ONE = timedelta(days=1)


class Cover(NamedTuple):
    """Spans of months and of days, both ends included, each named by its first local ms."""

    months: tuple[tuple[int, int], ...]
    days: tuple[tuple[int, int], ...]


@lru_cache(maxsize=4096)
def month_of(day: int) -> int:
    """The first local ms of the month of a local day."""
    return _ms(date_of(day).replace(day=1))


def cover(first: date, last: date, low: date, high: date) -> Cover:
    """The days `first` to `last` of counts that begin at `low` and end at `high`.

    Beyond those there is nothing, so a period that reaches so far may take the whole month.
    """
    start = low.replace(day=1) if first <= low else first
    end = _end(high) if last >= high else last
    if end < start:
        return Cover((), ((_ms(first), _ms(last)),))
    begin = start if start.day == 1 else _end(start) + _ONE
    until = end if end == _end(end) else end.replace(day=1) - _ONE
    if until < begin:
        return Cover((), ((_ms(start), _ms(end)),))
    beside = [(start, begin - _ONE), (until + _ONE, end)]
    return Cover(
        ((_ms(begin), _ms(until.replace(day=1))),),
        tuple((_ms(one), _ms(other)) for one, other in beside if one <= other),
    )


def _end(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - _ONE


def _ms(day: date) -> int:
    return days_of(day) * DAY
