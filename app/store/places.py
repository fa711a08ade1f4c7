"""The placements of a campaign as people look at them: added up, searched, a page at a time.

A campaign may have a hundred thousand: nothing here gives more than was asked for.
"""

from collections.abc import Sequence
from typing import NamedTuple

from sqlite_utils import Database

from app.model import Code, Money, Placement, Plan
from app.store import rows

_WORD = " AND (key LIKE ? ESCAPE '~' OR place LIKE ? ESCAPE '~' OR city LIKE ? ESCAPE '~')"


class Total(NamedTuple):
    """Placements of a campaign, copies printed at all of them, and what the runs cost together."""

    placements: int
    printed: int
    costs: tuple[Money, ...]


class Stand(NamedTuple):
    """A placement, the codes on it, and where a list goes on after it."""

    placement: Placement
    codes: tuple[Code, ...]
    position: int


def heads(db: Database, brand: str, campaign: str | None = None) -> list[Plan]:
    """The campaigns of a brand, or one of them, without their placements."""
    owner = next(map(rows.read_brand, db.query("SELECT * FROM brand WHERE slug = ?", [brand])))
    found = db.query(
        "SELECT * FROM campaign WHERE brand = ? AND ? IN (slug, '')", [brand, campaign or ""]
    )
    plans = []
    for row in found:
        place = [brand, row["slug"]]
        points = db.query("SELECT * FROM contact_point WHERE brand = ? AND campaign = ?", place)
        routes = db.query("SELECT * FROM route WHERE brand = ? AND campaign = ?", place)
        plans.append(
            Plan(
                owner,
                rows.read_campaign(row),
                {point.key: point for point in map(rows.read_point, points)},
                {route.key: route for route in map(rows.read_route, routes)},
                (),
            )
        )
    return plans


def total(db: Database, brand: str, campaign: str) -> Total:
    """A campaign's placements added up, costs by currency."""
    where = "FROM placement WHERE brand = ? AND campaign = ?"
    count, printed = db.execute(
        f"SELECT count(*), coalesce(sum(quantity), 0) {where}",
        [brand, campaign],
    ).fetchone()
    costs = db.execute(
        f"SELECT sum(cost_minor), currency {where} AND cost_minor IS NOT NULL "
        "GROUP BY currency ORDER BY currency",
        [brand, campaign],
    )
    return Total(count, printed, tuple(Money(*row) for row in costs))


def stands(
    db: Database, brand: str, campaign: str, words: Sequence[str], after: int, limit: int
) -> list[Stand]:
    """At most `limit` placements after a position; every word stands in key, place or city."""
    text, values = "", [brand, campaign, after]
    for word in words:
        escaped = "".join(f"~{char}" if char in "~%_" else char for char in word)
        text += _WORD
        values += [f"%{escaped}%"] * 3
    found = list(
        db.query(
            "SELECT *, rowid AS position FROM placement WHERE brand = ? AND campaign = ? "  # noqa: S608
            f"AND rowid > ?{text} ORDER BY rowid LIMIT {int(limit)}",
            values,
        )
    )
    keys = [row["key"] for row in found]
    on = _codes(db, brand, campaign, keys)
    return [
        Stand(rows.read_placement(row), tuple(on.get(row["key"], ())), row["position"])
        for row in found
    ]


def mapped(db: Database, brand: str, campaign: str, most: int) -> list[Placement]:
    """At most `most` placements that have coordinates."""
    found = db.query(
        "SELECT * FROM placement WHERE brand = ? AND campaign = ? AND latitude IS NOT NULL "
        "AND longitude IS NOT NULL LIMIT ?",
        [brand, campaign, most],
    )
    return [rows.read_placement(row) for row in found]


def _codes(db: Database, brand: str, campaign: str, keys: Sequence[str]) -> dict[str, list[Code]]:
    marks = ", ".join("?" for _key in keys)
    found = db.query(
        f"SELECT * FROM code WHERE brand = ? AND campaign = ? AND placement IN ({marks}) "  # noqa: S608
        "ORDER BY rowid",
        [brand, campaign, *keys],
    )
    on: dict[str, list[Code]] = {}
    for row in found:
        on.setdefault(row["placement"], []).append(rows.read_code(row))
    return on
