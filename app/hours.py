"""Opening hours: `Mo-Fr 09:00-19:00; Sa 10:00-12:30` (the common part of OpenStreetMap's).

Read in French too, `Lu-Ve 9h-19h; samedi 10:00-12:30`; kept in the form above.
"""

import re
from dataclasses import dataclass

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_NAMES = (
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"],
    ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"],
)
_DAY_MINUTES = 24 * 60
_RULE = re.compile(r"(?P<days>[A-Za-z,\- ]+?)\s+(?P<times>\d[\dh:,\- ]+)")
_CLOCK = r"(\d{1,2})\s?(?:[:h]\s?(\d\d)|h)"
_SPAN = re.compile(rf"{_CLOCK}\s*-\s*{_CLOCK}")


@dataclass(frozen=True, slots=True)
class Hours:
    """Open spans as (weekday 0-6 from Monday, first minute, end minute); the end is not included.

    A span that passes midnight is stored as two. `text` is what was written, in its one form.
    """

    spans: tuple[tuple[int, int, int], ...]
    text: str

    def open_at(self, weekday: int, minute: int) -> bool:
        """Whether it is open at `minute` of the local day `weekday`."""
        return any(day == weekday and start <= minute < end for day, start, end in self.spans)


def _day(word: str) -> int:
    """The weekday of a name or of its beginning (two letters at least), English or French."""
    small = word.lower()
    for names in _NAMES:
        for day, name in enumerate(names):
            if len(small) >= 2 and name.startswith(small):
                return day
    raise ValueError(word)


def _days(text: str) -> list[tuple[int, int]]:
    """Runs of weekdays: the first and the last of each."""
    found = []
    for part in text.replace(" ", "").split(","):
        first, _sep, last = part.partition("-")
        found.append((_day(first), _day(last or first)))
    return found


def _span(text: str) -> tuple[int, int]:
    match = _SPAN.fullmatch(text.strip())
    if not match:
        raise ValueError(text)
    hour, minute, end_hour, end_minute = (int(part or 0) for part in match.groups())
    start, end = hour * 60 + minute, end_hour * 60 + end_minute
    if max(minute, end_minute) > 59 or start >= _DAY_MINUTES or end > _DAY_MINUTES or start == end:
        raise ValueError(text)
    return start, end


def parse(text: str) -> Hours:
    """Read opening hours. Raises ValueError naming the part that cannot be read."""
    spans: list[tuple[int, int, int]] = []
    written: list[str] = []
    plain = re.sub(r"[–—]", "-", text)
    for rule in filter(None, (part.strip() for part in plain.split(";"))):
        if rule == "24/7":
            spans += [(day, 0, _DAY_MINUTES) for day in range(7)]
            written.append(rule)
            continue
        match = _RULE.fullmatch(rule)
        if not match:
            raise ValueError(rule)
        runs = _days(match["days"])
        times = [_span(part) for part in match["times"].split(",")]
        written.append(_canonical(runs, times))
        for first, last in runs:
            for day in range(first, last + (1 if last >= first else 8)):
                spans += _on(day % 7, times)
    if not spans:
        raise ValueError(text)
    return Hours(tuple(sorted(span for span in spans if span[1] < span[2])), "; ".join(written))


def _on(day: int, times: list[tuple[int, int]]) -> list[tuple[int, int, int]]:
    found = []
    for start, end in times:
        if start < end:
            found.append((day, start, end))
        else:
            found += [(day, start, _DAY_MINUTES), ((day + 1) % 7, 0, end)]
    return found


def _canonical(runs: list[tuple[int, int]], times: list[tuple[int, int]]) -> str:
    days = [DAYS[first] if first == last else f"{DAYS[first]}-{DAYS[last]}" for first, last in runs]
    clocks = [f"{a // 60:02}:{a % 60:02}-{b // 60:02}:{b % 60:02}" for a, b in times]
    return f"{','.join(days)} {','.join(clocks)}"
