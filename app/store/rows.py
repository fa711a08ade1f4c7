"""Values of the model as rows of the catalog and back. Lists and tables become JSON text."""

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from app import hours
from app.model import Brand, Campaign, Code, CodeSpec, ContactPoint, Money, Placement, Route, Rule

Row = dict[str, Any]


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _money(minor: int | None, currency: str | None) -> Money | None:
    return None if minor is None or currency is None else Money(minor, currency)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def brand_row(brand: Brand) -> Row:
    """A brand as a row."""
    return {
        "slug": brand.slug,
        "name": brand.name,
        "host": brand.host,
        "fallback": brand.fallback,
        "languages": _text(brand.languages),
        "timezone": brand.timezone,
        "colour": brand.colour,
        "byte_mode": int(brand.byte_mode),
        "logo": brand.logo,
        "profile": brand.profile,
        "style": _text(dict(brand.style)),
    }


def read_brand(row: Row) -> Brand:
    """A row as a brand."""
    languages = tuple(json.loads(row["languages"]))
    style, byte_mode = json.loads(row["style"]), bool(row["byte_mode"])
    return Brand(**{**row, "languages": languages, "byte_mode": byte_mode, "style": style})


def campaign_row(campaign: Campaign) -> Row:
    """A campaign as a row."""
    return {
        "brand": campaign.brand,
        "slug": campaign.slug,
        "name": campaign.name,
        "starts": campaign.starts.isoformat(),
        "ends": campaign.ends.isoformat(),
        "budget_minor": campaign.budget.minor if campaign.budget else None,
        "currency": campaign.budget.currency if campaign.budget else None,
        "phase": campaign.phase,
        "rewarded": int(campaign.rewarded),
    }


def read_campaign(row: Row) -> Campaign:
    """A row as a campaign."""
    return Campaign(
        brand=row["brand"],
        slug=row["slug"],
        name=row["name"],
        starts=date.fromisoformat(row["starts"]),
        ends=date.fromisoformat(row["ends"]),
        budget=_money(row["budget_minor"], row["currency"]),
        phase=row["phase"],
        rewarded=bool(row["rewarded"]),
    )


def point_row(point: ContactPoint) -> Row:
    """A contact point as a row, without its campaign. Checked options are plain JSON values."""
    return {"key": point.key, "channel": point.channel, "options": _text(dict(point.options))}


def read_point(row: Row) -> ContactPoint:
    """A row as a contact point."""
    return ContactPoint(row["key"], row["channel"], json.loads(row["options"]))


def route_row(route: Route) -> Row:
    """A route as a row, without its campaign; empty conditions are left out."""
    return {"key": route.key, "rules": _text([_plain(rule) for rule in route.rules])}


def _plain(rule: Rule) -> Row:
    plain: Row = {}
    for field in fields(rule):
        value = getattr(rule, field.name)
        if isinstance(value, frozenset):
            value = sorted(value)
        elif isinstance(value, hours.Hours):
            value = value.text
        elif isinstance(value, date):
            value = value.isoformat()
        if value or value == 0:
            plain[field.name] = value
    return plain


def read_route(row: Row) -> Route:
    """A row as a route."""
    return Route(row["key"], tuple(_rule(plain) for plain in json.loads(row["rules"])))


def _rule(plain: Mapping[str, Any]) -> Rule:
    values = dict(plain)
    for name in ("platform", "in_app", "language", "country", "medium", "placement"):
        if name in values:
            values[name] = frozenset(values[name])
    for name in ("starts", "ends"):
        values[name] = _day(values.get(name))
    if "hours" in values:
        values["hours"] = hours.parse(values["hours"])
    if "nth" in values:
        values["nth"] = tuple(values["nth"])
    return Rule(**values)


def placement_row(placement: Placement) -> Row:
    """A placement as a row, without its campaign and its codes."""
    return {
        "key": placement.key,
        "medium": placement.medium,
        "place": placement.place,
        "city": placement.city,
        "region": placement.region,
        "latitude": placement.latitude,
        "longitude": placement.longitude,
        "quantity": placement.quantity,
        "reach": placement.reach,
        "cost_minor": placement.cost.minor if placement.cost else None,
        "currency": placement.cost.currency if placement.cost else None,
        "starts": placement.starts.isoformat() if placement.starts else None,
        "ends": placement.ends.isoformat() if placement.ends else None,
        "language": placement.language,
    }


def read_placement(row: Row) -> Placement:
    """A row as a placement without codes."""
    return Placement(
        key=row["key"],
        medium=row["medium"],
        place=row["place"],
        city=row["city"],
        latitude=row["latitude"],
        longitude=row["longitude"],
        quantity=row["quantity"],
        cost=_money(row["cost_minor"], row["currency"]),
        starts=_day(row["starts"]),
        ends=_day(row["ends"]),
        language=row["language"],
        region=row["region"],
        reach=row["reach"],
    )


def code_row(code: Code) -> Row:
    """A code as a row."""
    return {
        "id": code.id,
        "token": code.token,
        "reference": code.reference,
        "brand": code.brand,
        "campaign": code.campaign,
        "placement": code.placement,
        "key": code.spec.key,
        "kind": code.spec.kind,
        "route": code.spec.route,
        "call_to_action": _text(dict(code.spec.call_to_action)),
        "alias": code.spec.alias,
        "serials": code.spec.serials,
        "style": _text(dict(code.spec.style)),
        "withdrawn": int(code.withdrawn),
    }


def read_code(row: Row) -> Code:
    """A row as a code."""
    spec = CodeSpec(
        key=row["key"],
        kind=row["kind"],
        route=row["route"],
        call_to_action=json.loads(row["call_to_action"]),
        alias=row["alias"],
        serials=row["serials"],
        style=json.loads(row["style"]),
    )
    return Code(
        id=row["id"],
        token=row["token"],
        reference=row["reference"],
        brand=row["brand"],
        campaign=row["campaign"],
        placement=row["placement"],
        spec=spec,
        withdrawn=bool(row["withdrawn"]),
    )
