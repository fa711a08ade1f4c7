"""Conversions as they arrived, and the story of one: what came before it, and who is credited."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import abort, render_template, request, url_for

from app.inbound import telling
from app.store import story
from app.store.arrived import FILTERS, arrived, belongs
from app.web import context
from app.web.console import gate

PAGE = 50


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
    """The story of one conversion, as `explain-conversion` tells it."""
    db = context.catalog().db
    if not belongs(db, brand, id):
        abort(404)
    told = telling.told(story.tell(db, brand, id), ZoneInfo(gate.brand().timezone))
    return render_template("console/conversion.html", told=told)


def local(at: int) -> datetime:
    """A moment where the brand is."""
    return datetime.fromtimestamp(at / 1000, UTC).astimezone(ZoneInfo(gate.brand().timezone))
