"""When a report is due next, on the brand's own clock. Pure."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.errors import Problem
from app.i18n import _

EVERY = ("day", "week", "month")
_DAYS = {"day": (0, 0), "week": (1, 7), "month": (1, 28)}


def next_due(every: str, day: int, hour: int, zone: str, after: int) -> int:
    """The first instant after `after` (UTC ms) that fits: `hour` o'clock of the brand.

    `day` is 1 (Monday) to 7 of a week, 1 to 28 of a month. An hour that the clock leaves out is an
    hour later that day; of one that comes twice, the first counts.
    """
    here = ZoneInfo(zone)
    first = datetime.fromtimestamp(after / 1000, UTC).astimezone(here).date()
    for ahead in range(33):
        found = first + timedelta(days=ahead)
        at = round(datetime.combine(found, time(hour), here).timestamp() * 1000)
        if at > after and _fits(every, day, found):
            return at
    raise ValueError(every)


def check(every: str, day: int, hour: int) -> list[Problem]:
    """What is wrong with a rhythm."""
    low, high = _DAYS.get(every, (0, 0))
    right = _("a whole number from {low} to {high}")
    found = []
    if every not in EVERY:
        names = ", ".join(EVERY)
        found.append(_problem("every", every, _("There are {names}.").format(names=names)))
    elif not low <= day <= high:
        give = _("Give {right}.").format(right=right.format(low=low, high=high))
        found.append(_problem("day", day, give))
    if not 0 <= hour <= 23:
        give = _("Give {right}.").format(right=right.format(low=0, high=23))
        found.append(_problem("hour", hour, give))
    return found


def _problem(where: str, value: object, instead: str) -> Problem:
    return Problem("bad-rhythm", where, _("is {value!r}.").format(value=value), instead)


def _fits(every: str, day: int, found: date) -> bool:
    if every == "week":
        return found.isoweekday() == day
    return every == "day" or found.day == day
