"""Codes as matching needs them: where each stands, and what may lead to it besides its token."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlite_utils import Database

_SELECT = """SELECT code.id, code.campaign, code.placement, medium, kind, route, reference, quantity
    FROM code JOIN placement ON placement.brand = code.brand
    AND placement.campaign = code.campaign AND placement.key = code.placement
    WHERE code.brand = ? AND """
_UNIQUE = frozenset({"id", "reference", "alias"})


class Placed(NamedTuple):
    """A code and where it stands; `quantity` is the copies printed of its placement."""

    id: int
    campaign: str
    placement: str
    medium: str
    kind: str
    route: str
    reference: str
    quantity: int


class Point(NamedTuple):
    """A contact point of a campaign, which `starts` on a local date (ISO) of the brand."""

    campaign: str
    key: str
    options: Mapping[str, Any]
    starts: str


def one(db: Database, brand: str, column: str, value: object) -> Placed | None:
    """A brand's code by its `id`, `reference` or `alias`."""
    if column not in _UNIQUE:
        raise ValueError(column)
    row = db.execute(f"{_SELECT} code.{column} = ?", [brand, value]).fetchone()
    return None if row is None else Placed(*row)


def at(db: Database, brand: str, campaign: str, key: str) -> list[Placed]:
    """The codes of one placement or, where `key` is none, of every placement of that medium.

    In the order of their keys.
    """
    sql = f"{_SELECT} code.campaign = ? AND code.placement = ? ORDER BY code.key, code.id"
    found = db.execute(sql, [brand, campaign, key]).fetchall()
    if not found:
        sql = f"{_SELECT} code.campaign = ? AND medium = ? ORDER BY code.key, code.id"
        found = db.execute(sql, [brand, campaign, key]).fetchall()
    return [Placed(*row) for row in found]


def points(db: Database, brand: str, channel: str) -> Iterator[Point]:
    """The contact points of one channel in every campaign of a brand."""
    sql = """SELECT point.campaign, key, options, starts FROM contact_point AS point
        JOIN campaign ON campaign.brand = point.brand AND slug = point.campaign
        WHERE point.brand = ? AND channel = ? ORDER BY starts, point.campaign, key"""
    for campaign, key, options, starts in db.execute(sql, [brand, channel]):
        yield Point(campaign, key, json.loads(options), starts)


def clock(db: Database, brand: str) -> ZoneInfo:
    """The time zone of a brand."""
    row = db.execute("SELECT timezone FROM brand WHERE slug = ?", [brand]).fetchone()
    return ZoneInfo(row[0] if row else "UTC")


def rules(db: Database, brand: str, campaign: str, route: str) -> list[Mapping[str, Any]]:
    """The rules of a route as they are stored (see app.store.rows); empty where it is gone."""
    sql = "SELECT rules FROM route WHERE brand = ? AND campaign = ? AND key = ?"
    row = db.execute(sql, [brand, campaign, route]).fetchone()
    return [] if row is None else json.loads(row[0])
