"""Conversions as they arrived, and the journey of one: what came before it, and who is credited."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from flask import abort, render_template, request, url_for

from app.attribution import reasons
from app.attribution.models import MODELS
from app.attribution.shares import WHOLE
from app.store import story
from app.store.arrived import FILTERS, arrived, belongs
from app.store.story import Story
from app.web import context
from app.web.console import gate

PAGE = 50


class Part(NamedTuple):
    """What one code is credited with: for each model its share (0 to 1), None for nothing."""

    place: story.Place
    shares: list[float | None]
    minor: list[int | None]


@gate.page("/<brand>/conversions", "see")
def conversions(brand: str) -> Any:
    """The list, narrowed as a report was."""
    filters: dict[str, Any] = {
        name: request.args[name][:200] for name in FILTERS if request.args.get(name)
    }
    before = request.args.get("before", type=int)
    rows = arrived(context.catalog().db, brand, filters, before, PAGE + 1)
    onward = rows[PAGE - 1].id if len(rows) > PAGE else None
    return render_template(
        "console/conversions.html",
        rows=[(row, local(row.at)) for row in rows[:PAGE]],
        filters=filters,
        onward=onward and url_for("console.conversions", brand=brand, before=onward, **filters),
    )


@gate.page("/<brand>/conversions/<int:id>", "see")
def conversion(brand: str, id: int) -> Any:
    """The story of one conversion."""
    db = context.catalog().db
    if not belongs(db, brand, id):
        abort(404)
    told = story.tell(db, brand, id)
    match = told.event.match
    return render_template(
        "console/conversion.html",
        told=told,
        row=told.event.conversion,
        why=reasons.explain(match),
        place=told.places.get(match.code) if match.code is not None else None,
        models=[MODELS[name] for name in MODELS if name in told.credits],
        parts=_parts(told),
        local=local,
    )


def local(at: int) -> datetime:
    """A moment where the brand is."""
    return datetime.fromtimestamp(at / 1000, UTC).astimezone(ZoneInfo(gate.brand().timezone))


def _parts(told: Story) -> list[Part]:
    """A row for each credited code, with a cell for each model, the largest first."""
    names = [name for name in MODELS if name in told.credits]
    by_model: Sequence[Mapping[int, Any]] = [
        {credit.code: credit for credit in told.credits[name]} for name in names
    ]
    codes = dict.fromkeys(code for credits in by_model for code in credits)
    rows = []
    for code in codes:
        found = [credits.get(code) for credits in by_model]
        rows.append(
            Part(
                told.places[code],
                [None if one is None else one.share / WHOLE for one in found],
                [None if one is None else one.value_minor for one in found],
            )
        )
    return sorted(rows, key=lambda part: -sum(share or 0.0 for share in part.shares))
