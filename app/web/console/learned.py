"""What a test says, in sentences a person who sells bread understands."""

from datetime import date
from math import isinf
from typing import NamedTuple

from app.attribution.stats.bayes import odds
from app.attribution.stats.power import detectable
from app.attribution.stats.proportions import Count
from app.attribution.stats.verdict import Trial
from app.i18n import _
from app.model import Plan
from app.reports import shown
from app.reports.versus import Result, Seen, Versus
from app.web.console import names

RISES = (0.1, 0.2, 0.5)
TONES = {
    "better": "good",
    "worse": "warn",
    "running": "accent",
    "broken": "bad",
    "more-hits": "bad",
    "unlike": "bad",
}


class Told(NamedTuple):
    """A verdict: its tone (a class of tags), a sentence, and what to know besides."""

    tone: str
    head: str
    more: tuple[str, ...]


def version(seen: Seen, plan: Plan | None, what: str) -> str:
    """A version by the name people know it by."""
    label = seen.arm.label
    points = plan.contact_points if plan else {}
    if what == "contact_point":
        keys = label.split("+")
        label = ", ".join(names.channel(points[k].channel) if k in points else k for k in keys)
    if what == "placements":
        return seen.arm.key.upper()
    if seen.printed is not None:
        return _("“{words}”").format(words=label) if label else seen.arm.key.upper()
    return f"{seen.arm.key.upper()} · {label}"


def of_test(result: Result, seen: Seen, version: str, first: str) -> Told:
    """What a version's comparison with the first says."""
    versus = seen.versus
    if versus is None:
        return Told("", "", ())
    tone = TONES.get(versus.state, "")
    if versus.state in ("better", "worse"):
        return Told(tone, _winner(versus, version, first), (_between(versus), *_when(versus)))
    if versus.state == "no-difference":
        head = _("No difference shown between {version} and {first}.")
        more = _("This does not make them equal: the difference may lie between {low} and {high}.")
        return Told(tone, head.format(version=version, first=first), (_filled(more, versus),))
    if versus.state == "running":
        return _running(result, versus)
    if versus.state == "not-enough":
        return Told(tone, _("Not enough data yet."), (_missing(result, seen),))
    return Told(tone, _("Do not read this test."), (_why_not(result, seen),))


def _winner(versus: Versus, version: str, first: str) -> str:
    text = _("{version} does {share} better than {first}.")
    if versus.state == "worse":
        text = _("{version} does {share} worse than {first}.")
    share = shown.percent(abs(versus.relative or 0.0))
    return text.format(version=version, share=share, first=first)


def signed(value: float | None) -> str:
    """A relative difference with its sign; "any" where it has no bound."""
    if value is None or isinf(value):
        return _("any size")
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return sign + shown.percent(abs(value))


def _filled(text: str, versus: Versus) -> str:
    return text.format(low=signed(versus.low), high=signed(versus.high))


def _between(versus: Versus) -> str:
    return _filled(_("The true difference lies between {low} and {high}."), versus)


def _when(versus: Versus) -> tuple[str, ...]:
    if versus.decided is None:
        return ()
    text = _("Decided on {day}; looking again changes nothing.")
    return (text.format(day=names.day(versus.decided)),)


def _running(result: Result, versus: Versus) -> Told:
    so_far = _filled(_("So far the difference may lie between {low} and {high}."), versus)
    if result.experiment.unit == "places":
        head = _("Still running: it is read after {day}, once the campaign is over.")
        day = names.day(result.experiment.season.ends)
        return Told("accent", head.format(day=day), (so_far,))
    head = _("Still running: {have} of the {needed} people that each version needs.").format(
        have=names.number(versus.have), needed=names.number(versus.needed or 0)
    )
    return Told("accent", head, (so_far, _pace(result, versus.until)))


def _pace(result: Result, until: date | None) -> str:
    if until is None or until > result.experiment.season.ends:
        return _("At this pace the campaign ends before that: expect no verdict.")
    return _("At this pace, on {day}. Do not stop it before.").format(day=names.day(until))


def _missing(result: Result, seen: Seen) -> str:
    if result.experiment.unit == "places":
        text = _("A version needs at least {needed} places and some conversions; it has {have}.")
        if result.experiment.printed:
            text = _("A version needs at least {needed} places and some scans; it has {have}.")
        versus = seen.versus or Versus("not-enough")
        return text.format(needed=versus.needed, have=versus.have)
    text = _(
        "It takes 30 people a version and 30 conversions in all to begin with; there are"
        " {people} people and {hits} conversions. Today is not counted before it is over."
    )
    people = min(one.people for one in result.seen)
    hits = sum(one.converted for one in result.seen)
    return text.format(people=names.number(people), hits=names.number(hits))


def _why_not(result: Result, seen: Seen) -> str:
    state = seen.versus.state if seen.versus else ""
    if state == "broken":
        text = _(
            "People were not split as planned: {have} and {first} instead of {share} to {other}."
            " Look for a version that does not load, or a rule changed half-way."
        )
        control = result.seen[0]
        return text.format(
            have=names.number(seen.people),
            first=names.number(control.people),
            share=shown.percent(seen.arm.share),
            other=shown.percent(control.arm.share),
        )
    if state == "more-hits":
        return _("There are more conversions than people: they come from elsewhere.")
    return _("The rules of the versions have different conditions, so different people see them.")


def planning(result: Result) -> list[tuple[str, str]]:
    """For some rises: how many people each version needs to show them."""
    people = sum(one.people for one in result.seen)
    hits = sum(one.converted for one in result.seen)
    if result.experiment.unit != "people" or not 0 < hits < people:
        return []
    base = hits / people
    return [
        (signed(rise), names.number(Trial(base, rise).needed))
        for rise in RISES
        if base * (1 + rise) < 1
    ]


def chance(result: Result, seen: Seen, version: str) -> str:
    """How likely a version is better than the first, from what was seen so far; empty for places.

    Told beside the verdict and never instead: a test that stops at 95 % names a winner every other
    time where there is none.
    """
    first, versus = result.seen[0], seen.versus
    if result.experiment.unit != "people" or versus is None or versus.relative is None:
        return ""
    found = odds(Count(seen.converted, seen.people), Count(first.converted, first.people))
    text = _("From all that was seen, {version} is the better one with a chance of {share}.")
    aside = _("That is no reason to stop early: chances swing until the number needed is reached.")
    told = text.format(version=version, share=shown.percent(found.better))
    return f"{told} {aside}" if versus.state == "running" else told


def visible(result: Result) -> str:
    """The smallest rise that the people there are would show; empty where nobody can know."""
    people = sum(one.people for one in result.seen)
    hits = sum(one.converted for one in result.seen)
    least = min(one.people for one in result.seen)
    if result.experiment.unit != "people" or not 0 < hits < people or least < 1:
        return ""
    rise = detectable(hits / people, least)
    return "" if rise is None else signed(rise)
