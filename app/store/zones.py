"""Local time as SQL: a brand's clock as integer arithmetic that every engine computes alike.

No date function of any engine is used. A "local" number is the epoch milliseconds that a UTC clock
would show where the wall clock shows the same; it names a day or an hour of the day, never an
instant.
"""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

HOUR = 3_600_000
DAY = 24 * HOUR
_EPOCH = date(1970, 1, 1)


def day_start(zone: str, day: date) -> int:
    """The instant (UTC epoch ms) at which the local `day` begins: the first moment that is in it.

    Where midnight does not exist (a clock put forward at 00:00), that is the end of the gap.
    """
    naive = (day - _EPOCH).days * DAY
    guess = naive - _offset(zone, naive)
    before = naive - _offset(zone, naive - DAY)
    return min(at for at in (guess, before, naive - _offset(zone, guess)) if _is_in(zone, at, day))


def _is_in(zone: str, at: int, day: date) -> bool:
    return local_date(zone, at) == day


def local_date(zone: str, at: int) -> date:
    """The local date of the instant `at` (UTC epoch ms)."""
    return _EPOCH + timedelta(days=(at + _offset(zone, at)) // DAY)


def date_of(local: int) -> date:
    """The date a local number falls on."""
    return _EPOCH + timedelta(days=local // DAY)


def days_of(day: date) -> int:
    """Days from 1970-01-01 to `day`."""
    return (day - _EPOCH).days


def whole_hours(zone: str, start: int, end: int) -> bool:
    """Whether every offset of `zone` between two instants is a whole number of hours."""
    return all(offset % HOUR == 0 for _at, offset in offsets(zone, start, end))


@lru_cache(maxsize=64)
def offsets(zone: str, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """(instant from which it holds, offset in ms) between two instants; the first holds before.

    zoneinfo does not tell its transitions, so days whose two ends differ are halved to the second.
    """
    found = [(start, _offset(zone, start))]
    at = start
    while at < end:
        after = min(at + DAY, end)
        if _offset(zone, after) != found[-1][1]:
            change = _change(zone, at, after)
            found.append((change, _offset(zone, change)))
            after = change
        at = after
    return tuple(found)


def _change(zone: str, low: int, high: int) -> int:
    """The first whole second in (low, high] whose offset differs from that of `low`."""
    here = _offset(zone, low)
    low, high = low // 1000, -(-high // 1000)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _offset(zone, middle * 1000) == here else (low, middle)
    return high * 1000


def local_sql(at: str, zone: str, start: int, end: int) -> str:
    """SQL for the local number of the instant `at`, right between `start` and `end`."""
    spans = offsets(zone, start, end)
    if len(spans) == 1:
        return f"({at} + {spans[0][1]})"
    # Flat, not nested: SQLite's parser goes a hundred deep, and a century has 200 changes.
    cases = (
        f"WHEN {at} < {until} THEN {offset}" for (_from, offset), (until, _) in pairwise(spans)
    )
    return f"({at} + CASE {' '.join(cases)} ELSE {spans[-1][1]} END)"


def month_sql(local: str, zone: str, start: int, end: int) -> str:
    """SQL for the first day of the month of a local number between two instants."""
    first, last = local_date(zone, start).replace(day=1), local_date(zone, end)
    months = [first]
    while months[-1] <= last:
        months.append((months[-1] + timedelta(days=31)).replace(day=1))
    cases = (
        f"WHEN {local} < {days_of(after) * DAY} THEN {days_of(month) * DAY}"
        for month, after in pairwise(months)
    )
    return f"CASE {' '.join(cases)} END"


def shown(zone: str, at: int) -> datetime:
    """The instant `at` as the brand's clock shows it, with its offset."""
    return datetime.fromtimestamp(at / 1000, UTC).astimezone(ZoneInfo(zone))


def _offset(zone: str, at: int) -> int:
    moment = datetime.fromtimestamp(at // 1000, UTC).astimezone(ZoneInfo(zone))
    return int((moment.utcoffset() or timedelta(0)).total_seconds()) * 1000
