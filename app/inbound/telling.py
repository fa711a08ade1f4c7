"""The story of a conversion in words, in the current language, for the command line and pages."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from babel.numbers import format_currency

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


def tell(story: Story, zone: ZoneInfo) -> list[str]:
    """The lines of a story: what came, by which door, to which code, why, and what was credited."""
    event = story.event
    row, match = event.conversion, event.match
    lines = [_heading(event, zone), *_origin(event, zone)]
    if row.reverses is not None:
        lines.append(_takes_back(story, zone))
    if match.code is not None:
        lines.append(_("Code: {code}").format(code=_named(story.places[match.code])))
    if match.evidence != "reversal":
        why = reasons.explain(match)
        if match.evidence == "journey":
            why = f"{why} {_('What its person met before does name one.')}"
        lines.append(_("Why: {reason}").format(reason=why))
        lines.append(_("Evidence: {strength}").format(strength=_(_STRENGTHS[match.strength])))
    lines += _journey(story, zone)
    lines += _credits(story)
    lines += _reversals(story, zone)
    return lines


def _heading(event: Event, zone: ZoneInfo) -> str:
    row = event.conversion
    parts = [
        _(kind_of(row.kind).label),
        f"{row.source}/{row.external_id}",
        _time(row.at, zone),
        _amount(row, row.value_minor),
    ]
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


def _takes_back(story: Story, zone: ZoneInfo) -> str:
    if story.original is None:
        text = _("It waits for {original}, which it takes back and which has not come yet.")
        return text.format(original=story.event.conversion.reverses)
    text = _("It takes back {original}.")
    return text.format(original=_heading(story.original, zone))


def _journey(story: Story, zone: ZoneInfo) -> Iterator[str]:
    if not story.touches:
        return
    yield _("Journey of this person, touches within the window of this kind:")
    for number, touch in enumerate(story.touches, start=1):
        yield f"  {number}. {_time(touch.at, zone)} – {_named(story.places[touch.code])}"


def _credits(story: Story) -> Iterator[str]:
    if not any(story.credits.values()):
        yield _("Credited to no code: it stands in the unattributed row.")
        return
    if list(story.credits) == ["last"]:
        yield _("Credit, the same under every model:")
        yield from _parts(story, story.credits["last"])
        return
    for name, model in MODELS.items():
        if name in story.credits:
            yield _("Credit under “{model}”:").format(model=_(model.label))
            yield from _parts(story, story.credits[name])


def _parts(story: Story, parts: Sequence[Credit]) -> Iterator[str]:
    for credit in parts:
        share = f"{credit.share / WHOLE:.6f}".rstrip("0").rstrip(".")
        share = share.replace(".", ",") if language() == "fr" else share
        amount = _amount(story.event.conversion, credit.value_minor)
        tail = f" ({amount})" if amount else ""
        yield f"  {share}{tail} – {_named(story.places[credit.code])}"


def _reversals(story: Story, zone: ZoneInfo) -> Iterator[str]:
    for event in story.reversals:
        row = event.conversion
        if event.match.evidence == "reversal":
            text = _("Refused: {id} {reason}.")
            yield text.format(id=f"{row.source}/{row.external_id}", reason=event.match.reason)
        else:
            text = _("Taken back by {id} on {time}: {amount}")
            yield text.format(
                id=f"{row.source}/{row.external_id}",
                time=_time(row.at, zone),
                amount=_amount(row, row.value_minor) or _("the whole"),
            )


def _named(place: Place) -> str:
    """A code as a person knows it."""
    where = [place.place, place.medium, place.campaign]
    found = ", ".join(part for part in where if part)
    if not place.token:
        return found
    mark = _("ref. {reference}").format(reference=place.reference)
    return f"{found} ({place.token}, {mark})"


def _amount(row: Conversion, minor: int | None) -> str:
    if minor is None:
        return ""
    if row.currency is None:
        return _("{count} s").format(count=minor) if _seconds(row) else str(minor)
    plain = money.plain(Money(minor, row.currency))
    return str(format_currency(plain, row.currency, locale=_locale(), currency_digits=False))


def _seconds(row: Conversion) -> bool:
    return kind_of(row.kind).measure == "seconds"


def _time(at: int, zone: ZoneInfo) -> str:
    moment = datetime.fromtimestamp(at / 1000, UTC).astimezone(zone)
    return str(format_datetime(moment, "d MMM y HH:mm:ss", locale=_locale()))


def _locale() -> str:
    return "fr_FR" if language() == "fr" else "en_GB"
