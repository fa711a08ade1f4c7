"""The story of a conversion in words, told once: `lines` for the command line, `told` for a page.

In the current language, with times, shares and amounts as people read them.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from babel.numbers import format_currency, format_percent

from app.attribution import money, reasons
from app.attribution.credits import Credit
from app.attribution.kinds import kind_of
from app.attribution.models import MODELS
from app.attribution.shares import WHOLE
from app.i18n import _, language
from app.model import Conversion, Money
from app.store.story import Event, Place, Story

_STRENGTHS = {
    "deterministic": "certain: a signed or tracked source",
    "declared": "declared: somebody said or typed it, and nobody signed it",
    "probabilistic": "probable: told by what happened just before",
    "none": "none: nothing says which code it was",
}


class Other(NamedTuple):
    """A conversion that this one takes back, or is taken back by; `text` is its whole sentence.

    `refused`: what would have taken back more than there was.
    """

    id: int
    kind: str
    name: str
    when: str
    amount: str
    text: str
    refused: bool = False


class Step(NamedTuple):
    """A touch of the journey."""

    when: str
    place: Place


class Part(NamedTuple):
    """What one code is credited with: a share of 1 (0 of a refund), and of the value if any."""

    place: Place
    share: str
    percent: str
    amount: str


class Credited(NamedTuple):
    """The parts under one model; `model` is empty where all models agree."""

    model: str
    parts: Sequence[Part]


class Telling(NamedTuple):
    """The whole story. `waits`: for what it takes back and has not come; else empty."""

    kind: str
    name: str
    when: str
    amount: str
    origin: Sequence[str]
    original: Other | None
    waits: str
    place: Place | None
    why: str
    strength: str
    means: str
    journey: Sequence[Step]
    credits: Sequence[Credited]
    reversals: Sequence[Other]

    @property
    def heading(self) -> str:
        """Kind, name, time and amount in one line."""
        return _joined(self.kind, self.name, self.when, self.amount)

    @property
    def table(self) -> list[tuple[Place, list[Part | None]]]:
        """The credited codes, each with its part under every model, in the order of the models."""
        places = dict.fromkeys(part.place for one in self.credits for part in one.parts)
        by_model = [{part.place: part for part in one.parts} for one in self.credits]
        return [(place, [parts.get(place) for parts in by_model]) for place in places]


def told(story: Story, zone: ZoneInfo) -> Telling:
    """What came, by which door, to which code, why, and what was credited."""
    event = story.event
    row, match = event.conversion, event.match
    kind, name, when, amount = _named(event, zone)
    return Telling(
        kind=kind,
        name=name,
        when=when,
        amount=amount,
        origin=tuple(_origin(event, zone)),
        original=_original(story.original, zone) if story.original else None,
        waits=row.reverses if row.reverses and not story.original else "",
        place=story.places[match.code] if match.code is not None else None,
        why=_why(event),
        strength=match.strength,
        means=_(_STRENGTHS[match.strength]),
        journey=[Step(_time(one.at, zone), story.places[one.code]) for one in story.touches],
        credits=tuple(_credits(story)),
        reversals=tuple(_reversals(story, zone)),
    )


def lines(story: Story, zone: ZoneInfo) -> list[str]:
    """The story one line below the other."""
    one = told(story, zone)
    found = [one.heading, *one.origin]
    if one.waits:
        text = _("It waits for {original}, which it takes back and which has not come yet.")
        found.append(text.format(original=one.waits))
    if one.original:
        found.append(one.original.text)
    if one.place:
        found.append(_("Code: {code}").format(code=code(one.place)))
    if one.why:
        found.append(_("Why: {reason}").format(reason=one.why))
        found.append(_("Evidence: {strength}").format(strength=one.means))
    if one.journey:
        found.append(_("Journey of this person, touches within the window of this kind:"))
        steps = enumerate(one.journey, start=1)
        found += [f"  {number}. {step.when} – {code(step.place)}" for number, step in steps]
    found += _credit_lines(one)
    return [*found, *(other.text for other in one.reversals)]


def code(place: Place) -> str:
    """A code as a person knows it."""
    found = ", ".join(part for part in (place.place, place.medium, place.campaign) if part)
    if not place.token:
        return found
    mark = _("ref. {reference}").format(reference=place.reference)
    return f"{found} ({place.token}, {mark})"


def _named(event: Event, zone: ZoneInfo) -> tuple[str, str, str, str]:
    row = event.conversion
    kind, name = _(kind_of(row.kind).label), f"{row.source}/{row.external_id}"
    return kind, name, _time(row.at, zone), _amount(row, row.value_minor)


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _origin(event: Event, zone: ZoneInfo) -> Iterator[str]:
    row = event.conversion
    door = _("It came from {source} on {time}").format(
        source=row.source, time=_time(event.received, zone)
    )
    carried = _("carrying {ref}").format(ref=row.ref) if row.ref else _("carrying no source")
    yield f"{door}, {carried}."
    if event.variant:
        yield _("Variant: {variant}").format(variant=event.variant)
    if row.contact_point:
        yield _("Contact point: {point}").format(point=row.contact_point)


def _original(event: Event, zone: ZoneInfo) -> Other:
    kind, name, when, amount = _named(event, zone)
    text = _("It takes back {original}.").format(original=_joined(kind, name, when, amount))
    return Other(event.id, kind, name, when, amount, text)


def _why(event: Event) -> str:
    match = event.match
    why = "" if match.evidence == "reversal" else reasons.explain(match)
    journey = match.evidence == "journey"
    return f"{why} {_('What its person met before does name one.')}" if journey else why


def _credits(story: Story) -> Iterator[Credited]:
    agreed = list(story.credits) == ["last"]
    for name, model in MODELS.items():
        if story.credits.get(name):
            yield Credited("" if agreed else _(model.label), _parts(story, story.credits[name]))


def _credit_lines(one: Telling) -> Iterator[str]:
    if not one.credits:
        yield _("Credited to no code: it stands in the unattributed row.")
    for model, parts in one.credits:
        if model:
            yield _("Credit under “{model}”:").format(model=model)
        else:
            yield _("Credit, the same under every model:")
        for part in parts:
            tail = f" ({part.amount})" if part.amount else ""
            yield f"  {part.share}{tail} – {code(part.place)}"


def _parts(story: Story, parts: Sequence[Credit]) -> list[Part]:
    point, form = (",", "#,##0.#\u202f%") if language() == "fr" else (".", "#,##0.#%")
    found = []
    for credit in parts:
        share = f"{credit.share / WHOLE:.6f}".rstrip("0").rstrip(".").replace(".", point)
        percent = str(format_percent(credit.share / WHOLE, form, _locale()))
        amount = _amount(story.event.conversion, credit.value_minor)
        found.append(Part(story.places[credit.code], share, percent, amount))
    return found


def _reversals(story: Story, zone: ZoneInfo) -> Iterator[Other]:
    for event in story.reversals:
        kind, name, when, whole = _named(event, zone)
        amount = whole or _("the whole")
        refused = event.match.evidence == "reversal"
        if refused:
            text = _("Refused: {id} {reason}.").format(id=name, reason=event.match.reason)
        else:
            text = _("Taken back by {id} on {time}: {amount}")
            text = text.format(id=name, time=when, amount=amount)
        yield Other(event.id, kind, name, when, amount, text, refused)


def _amount(row: Conversion, minor: int | None) -> str:
    if minor is None:
        return ""
    if row.currency is None:
        seconds = kind_of(row.kind).measure == "seconds"
        return _("{count} s").format(count=minor) if seconds else str(minor)
    plain = money.plain(Money(minor, row.currency))
    return str(format_currency(plain, row.currency, locale=_locale(), currency_digits=False))


def _time(at: int, zone: ZoneInfo) -> str:
    moment = datetime.fromtimestamp(at / 1000, zone)
    return str(format_datetime(moment, "d MMM y HH:mm:ss", locale=_locale()))


def _locale() -> str:
    return "fr_FR" if language() == "fr" else "en_GB"
