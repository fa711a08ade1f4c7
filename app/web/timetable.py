"""Opening hours as a person reads them: days that share the same times on one line."""

from datetime import time
from itertools import groupby

from babel.dates import format_time, get_day_names

from app.hours import Hours, parse
from app.i18n import _, language


def read_hours(value: object) -> Hours | None:
    """Hours as a contact point holds them: checked, as text, or not at all."""
    if isinstance(value, Hours):
        return value
    return parse(value) if isinstance(value, str) and value else None


def open_rows(hours: Hours) -> list[tuple[str, str]]:
    """The rows of `timetable` without the days on which it is closed."""
    return [row for row in timetable(hours) if row[1] != _("closed")]


def timetable(hours: Hours) -> list[tuple[str, str]]:
    """Rows (days, times) from Monday to Sunday in the current language; closed days say so."""
    names = get_day_names("wide", context="stand-alone", locale=language())
    days = [
        tuple((start, end) for day, start, end in hours.spans if day == weekday)
        for weekday in range(7)
    ]
    rows: list[tuple[str, str]] = []
    for spans, group in groupby(range(7), key=lambda weekday: days[weekday]):
        run = list(group)
        first, last = names[run[0]], names[run[-1]]
        if len(run) == 7:
            label = _("Every day")
        elif len(run) == 1:
            label = first
        else:
            label = (_("{first} and {last}") if len(run) == 2 else _("{first} to {last}")).format(
                first=first, last=last
            )
        rows.append((label[:1].upper() + label[1:], _times(spans)))
    return rows


def _times(spans: tuple[tuple[int, int], ...]) -> str:
    if not spans:
        return _("closed")
    if spans == ((0, 24 * 60),):
        return _("day and night")
    return ", ".join(f"{_clock(start)} – {_clock(end)}" for start, end in spans)


def _clock(minutes: int) -> str:
    if minutes == 24 * 60:
        return _("midnight")
    return format_time(time(minutes // 60, minutes % 60), "short", locale=_locale())


def _locale() -> str:
    return "fr_FR" if language() == "fr" else "en_GB"
