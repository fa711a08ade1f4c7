"""Rules of a route in plain words, in the current language."""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from babel import Locale
from babel.lists import format_list

from app.i18n import _
from app.model import ContactPoint, Plan, Rule
from app.web import timetable
from app.web.console import names


class Said(NamedTuple):
    """A rule in words: who it is for, and where they go (`to` is the contact point's key)."""

    rule: Rule
    who: str
    to: str
    target: str


def route(plan: Plan, key: str) -> list[Said]:
    """The rules of a route in their order; nothing where the route is gone."""
    found = plan.routes.get(key)
    rules = found.rules if found else ()
    return [
        Said(rule, who(rule, first=number == 0), rule.to, target(plan, rule.to))
        for number, rule in enumerate(rules)
    ]


def target(plan: Plan, key: str) -> str:
    """Where a rule leads, such as `WhatsApp`."""
    point = plan.contact_points.get(key)
    return names.channel(point.channel) if point else _("the brand’s own page")


def who(rule: Rule, *, first: bool = False) -> str:
    """The conditions of a rule as one phrase."""
    clauses = [text for say in _CLAUSES for text in [say(rule)] if text]
    if not clauses:
        return _("Everybody") if first else _("Everybody else")
    phrase = ", ".join(clauses)
    return phrase[:1].upper() + phrase[1:]


class Differs(NamedTuple):
    """A route or a contact point that a change touches, in words, before and after."""

    title: str
    before: tuple[str, ...]
    after: tuple[str, ...]


def differences(before: Plan, after: Plan) -> list[Differs]:
    """What a change does to where codes lead: routes by their rules, contact points by options."""
    found = []
    for key in sorted({*before.routes, *after.routes}):
        was, now = (tuple(_lines(plan, key)) for plan in (before, after))
        if was != now:
            found.append(Differs(_("Route {name}").format(name=key), was, now))
    for key in sorted({*before.contact_points, *after.contact_points}):
        held, holds = (_held(plan.contact_points.get(key)) for plan in (before, after))
        if held != holds:
            was = tuple(f"{name}: {text}" for name, text in held.items() if holds.get(name) != text)
            now = tuple(f"{name}: {text}" for name, text in holds.items() if held.get(name) != text)
            found.append(Differs(_("Contact point {name}").format(name=key), was, now))
    return found


def _lines(plan: Plan, key: str) -> Iterator[str]:
    for said in route(plan, key):
        yield f"{said.who} → {said.target} ({said.to})"


def _held(point: ContactPoint | None) -> dict[str, str]:
    if point is None:
        return {}
    options = {name: str(value) for name, value in sorted(point.options.items())}
    return {_("channel"): names.channel(point.channel), **options}


def _either(words: Iterable[str]) -> str:
    return format_list(sorted(words), "or", locale=names.locale())


def _platform(rule: Rule) -> str:
    if not rule.platform:
        return ""
    return _("on {names}").format(names=_either(map(names.platform, rule.platform)))


def _in_app(rule: Rule) -> str:
    if "*" in rule.in_app:
        return _("inside another app")
    return _("inside {names}").format(names=_either(rule.in_app)) if rule.in_app else ""


def _language(rule: Rule) -> str:
    if not rule.language:
        return ""
    spoken = Locale.parse(names.locale()).languages
    return _("reading {names}").format(names=_either(spoken.get(key, key) for key in rule.language))


def _country(rule: Rule) -> str:
    if not rule.country:
        return ""
    lands = Locale.parse(names.locale()).territories
    return _("in {names}").format(names=_either(lands.get(key, key) for key in rule.country))


def _hours(rule: Rule) -> str:
    if rule.hours is None:
        return ""
    rows = [f"{days.lower()} {times}" for days, times in timetable.open_rows(rule.hours)]
    return "; ".join(rows)


def _dates(rule: Rule) -> str:
    if rule.starts and rule.ends:
        return _("from {start} to {end}").format(
            start=names.day(rule.starts), end=names.day(rule.ends)
        )
    if rule.starts:
        return _("from {start}").format(start=names.day(rule.starts))
    return _("until {end}").format(end=names.day(rule.ends)) if rule.ends else ""


def _medium(rule: Rule) -> str:
    if not rule.medium:
        return ""
    return _("scanning {names}").format(names=_either(map(names.medium, rule.medium)))


def _placement(rule: Rule) -> str:
    return _("at {names}").format(names=_either(rule.placement)) if rule.placement else ""


def _nth(rule: Rule) -> str:
    if rule.nth is None:
        return ""
    low, high = rule.nth
    if low == high:
        return _("on visit {number} of the day").format(number=low)
    return _("on visits {low} to {high} of the day").format(low=low, high=high)


def _percent(rule: Rule) -> str:
    return "" if rule.percent is None else _("{share} % of visitors").format(share=rule.percent)


def _wait(rule: Rule) -> str:
    if rule.wait_over is None:
        return ""
    minutes, seconds = divmod(rule.wait_over, 60)
    time = f"{minutes} min" + (f" {seconds} s" if seconds else "") if minutes else f"{seconds} s"
    return _("when callers wait more than {time}").format(time=time)


def _cap(rule: Rule) -> str:
    if rule.cap is None:
        return ""
    return _("the first {count} people").format(count=names.number(rule.cap))


_CLAUSES: tuple[Callable[[Rule], str], ...] = (
    *(_percent, _cap, _platform, _in_app, _language, _country, _medium, _placement),
    *(_nth, _hours, _dates, _wait),
)
