"""Opening hours: `Mo-Fr 09:00-19:00; Sa 10:00-12:30` (the common part of OpenStreetMap's)."""

import re
from dataclasses import dataclass

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_DAY_MINUTES = 24 * 60
_RULE = re.compile(r"(?P<days>[A-Za-z,\- ]+?)\s+(?P<times>[\d:,\- ]+)")
_SPAN = re.compile(r"(\d{1,2}):(\d\d)\s*-\s*(\d{1,2}):(\d\d)")


@dataclass(frozen=True, slots=True)
class Hours:
    """Open spans as (weekday 0-6 from Monday, first minute, end minute); the end is not included.

    A span that passes midnight is stored as two. `text` is what was written, for showing.
    """

    spans: tuple[tuple[int, int, int], ...]
    text: str

    def open_at(self, weekday: int, minute: int) -> bool:
        """Whether it is open at `minute` of the local day `weekday`."""
        return any(day == weekday and start <= minute < end for day, start, end in self.spans)


def _days(text: str) -> list[int]:
    found: list[int] = []
    for part in text.replace(" ", "").split(","):
        first, _sep, last = part.partition("-")
        low, high = DAYS.index(first), DAYS.index(last or first)
        found += [day % 7 for day in range(low, high + 1 if high >= low else high + 8)]
    return found


def _span(text: str) -> tuple[int, int]:
    match = _SPAN.fullmatch(text.strip())
    if not match:
        raise ValueError(text)
    hour, minute, end_hour, end_minute = map(int, match.groups())
    start, end = hour * 60 + minute, end_hour * 60 + end_minute
    if max(minute, end_minute) > 59 or start >= _DAY_MINUTES or end > _DAY_MINUTES or start == end:
        raise ValueError(text)
    return start, end


def parse(text: str) -> Hours:
    """Read opening hours. Raises ValueError naming the part that cannot be read."""
    spans: list[tuple[int, int, int]] = []
    for rule in filter(None, (part.strip() for part in text.split(";"))):
        if rule == "24/7":
            spans += [(day, 0, _DAY_MINUTES) for day in range(7)]
            continue
        match = _RULE.fullmatch(rule)
        if not match:
            raise ValueError(rule)
        for day in _days(match["days"]):
            for start, end in map(_span, match["times"].split(",")):
                if start < end:
                    spans.append((day, start, end))
                else:
                    spans += [(day, start, _DAY_MINUTES), ((day + 1) % 7, 0, end)]
    if not spans:
        raise ValueError(text)
    return Hours(tuple(sorted(span for span in spans if span[1] < span[2])), text)
