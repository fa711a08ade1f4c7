"""What followed a print run, in sentences."""

from app.i18n import _
from app.reports import shown
from app.reports.lifts import Lifted
from app.web.console import names
from app.web.console.learned import Told, signed

TONES = {"more": "good", "less": "warn"}


def of_lift(one: Lifted, place: str) -> Told:
    """What followed a print run."""
    tone = TONES.get(one.state, "")
    about = _("{got} with it, {held} without. {before} before, {after} after, in {days} days.")
    counted = about.format(
        got=_count(one.got, place),
        held=names.number(one.held),
        before=names.number(one.before),
        after=names.number(one.after),
        days=one.span,
    )
    if one.state == "too-early":
        return Told("", _("Too early: it takes a whole week before and a whole week after."), ())
    if one.state == "few-places":
        head = _("Not enough data: it takes four places with it and four without.")
        return Told("", head, (counted,))
    head = {
        "more": _("{share} more than without it."),
        "less": _("{share} less than without it."),
        "no-difference": _("No difference shown."),
    }[one.state].format(share=shown.percent(abs(one.relative or 0.0)))
    bounds = _("The true difference lies between {low} and {high}.").format(
        low=signed(one.low), high=signed(one.high)
    )
    extra = _("That is {extra} more in these days.").format(
        extra=names.number(round(one.extra or 0))
    )
    more = (bounds, extra, counted) if one.state == "more" else (bounds, counted)
    return Told(tone, head, more)


def of_weeks(one: Lifted) -> str:
    """What the weeks before say, in one sentence; empty where they say nothing."""
    if one.relative is None:
        return ""
    if one.state == "few-weeks":
        text = _(
            "Against the same weekdays of the four weeks before: {rise}. How much such a figure"
            " strays by itself is not known yet, so take it as a hint."
        )
        return text.format(rise=signed(one.relative))
    text = _("Against the same weekdays of the four weeks before: {rise} ({low} to {high}).")
    return text.format(rise=signed(one.relative), low=signed(one.low), high=signed(one.high))


def _count(number: int, place: str) -> str:
    words = {
        "city": _("{count} cities"),
        "region": _("{count} regions"),
        "place": _("{count} places"),
    }
    return words[place].format(count=names.number(number))
