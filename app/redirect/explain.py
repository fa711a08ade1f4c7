"""Why a code leads where it leads: every rule tried, and what kept it from firing."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from app.decide import Facts, weigh
from app.errors import Problem, Refused
from app.i18n import LANGUAGES, _
from app.model import Decision, Rule
from app.redirect.destination import destination
from app.redirect.table import Spot

_PLATFORMS = {
    "iphone": "ios", "ipad": "ios", "ios": "ios", "android": "android", "huawei": "harmonyos",
    "harmonyos": "harmonyos", "windows": "windows", "pc": "windows", "computer": "windows",
    "ordinateur": "windows", "mac": "macos", "macos": "macos", "linux": "linux", "other": "other",
}  # fmt: skip
_DAYS = (
    ("monday", "lundi"), ("tuesday", "mardi"), ("wednesday", "mercredi"), ("thursday", "jeudi"),
    ("friday", "vendredi"), ("saturday", "samedi"), ("sunday", "dimanche"),
)  # fmt: skip
_WEEKDAYS = {name: number for number, names in enumerate(_DAYS) for name in names}
_TIME = re.compile(r"(?:(\S+) +)?(\d{1,2})[:h](\d\d)")


class Person(NamedTuple):
    """Who scans, and when: what `--as` says. `when` is local to the brand."""

    platform: str
    in_app: str
    language: str
    country: str
    nth: int
    wait: int | None
    when: datetime


class Explanation(NamedTuple):
    """The rules tried, in order, each with the condition that failed; empty: it fires."""

    spot: Spot
    person: Person
    facts: Facts
    tried: tuple[tuple[Rule, str], ...]
    decision: Decision


def read(text: str, now: datetime, zone: ZoneInfo) -> Person:
    """A person from words: `iPhone, fr, Saturday 20:00`, `Android in instagram, BE, visit 2`.

    A weekday is the next one from today on. Raises Refused with every word not understood.
    """
    here = now.astimezone(zone)
    found = Person("ios", "", "", "", 1, None, here)
    problems = []
    for part in filter(None, (one.strip() for one in text.split(","))):
        read_part = _part(part, found)
        if read_part is None:
            right = _("Give a device, a language, a country, a day and time, visit N or wait N.")
            problems.append(
                Problem(
                    "not-understood", "--as", _("“{}” means nothing to me.").format(part), right
                )
            )
        else:
            found = read_part
    if problems:
        raise Refused(problems)
    return found


def explain(spot: Spot, person: Person) -> Explanation:
    """What happens when this person scans this code. Records nothing and uses up no cap."""
    facts = Facts(
        person.platform,
        person.in_app,
        person.language,
        person.country,
        spot.medium,
        spot.placement,
        person.when.weekday(),
        person.when.hour * 60 + person.when.minute,
        person.when.date(),
        nth=person.nth,
        wait=person.wait,
    )
    offered = [one for one in spot.brand.languages if one in LANGUAGES] or list(LANGUAGES)
    reads = person.language if person.language in offered else offered[0]
    decision = destination(spot, facts, reads)
    tried = tuple(weigh(spot.route, facts, ()))
    return Explanation(spot, person, facts, tried if decision.rule else (), decision)


def wanted(rule: Rule, condition: str) -> str:
    """What a rule's condition asks for, in short."""
    value = getattr(rule, condition)
    if isinstance(value, frozenset):
        return ", ".join(sorted(value))
    return str(getattr(value, "text", value))


def had(explanation: Explanation, condition: str) -> str:
    """What the visit had where the condition failed."""
    if condition in ("hours", "starts", "ends"):
        return explanation.person.when.strftime("%Y-%m-%d %H:%M")
    return str(getattr(explanation.facts, condition, "")) or "–"


def _part(part: str, person: Person) -> Person | None:
    word = part.lower()
    device, _in, app = re.sub(r" (?:dans|inside) ", " in ", word).partition(" in ")
    if device in _PLATFORMS:
        return person._replace(platform=_PLATFORMS[device], in_app=app.strip())
    if re.fullmatch(r"[a-z]{2}", part):
        return person._replace(language=part)
    if re.fullmatch(r"[A-Z]{2}", part):
        return person._replace(country=part)
    if number := re.fullmatch(r"(?:visit|visite) (\d+)", word):
        return person._replace(nth=int(number[1]))
    if number := re.fullmatch(r"(?:wait|attente) (\d+)", word):
        return person._replace(wait=int(number[1]))
    when = _when(word, person.when)
    return None if when is None else person._replace(when=when)


def _when(word: str, now: datetime) -> datetime | None:
    if word in _WEEKDAYS:
        return now + timedelta(days=(_WEEKDAYS[word] - now.weekday()) % 7)
    match = _TIME.fullmatch(word)
    if not match:
        return None
    hour, minute = int(match[2]), int(match[3])
    if hour > 23 or minute > 59:
        return None
    day = _day(match[1], now.date())
    if day is None:
        return None
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=now.tzinfo)


def _day(word: str | None, today: date) -> date | None:
    if word is None:
        return today
    if word in _WEEKDAYS:
        return today + timedelta(days=(_WEEKDAYS[word] - today.weekday()) % 7)
    try:
        return date.fromisoformat(word)
    except ValueError:
        return None


def utc(milliseconds: int) -> datetime:
    """A moment from epoch milliseconds."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
