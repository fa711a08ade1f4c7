"""A stored campaign as the document of a campaign file: read again, it gives the same campaign."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from babel.numbers import get_currency_precision

from app.hours import Hours
from app.model import Brand, Campaign, Code, ContactPoint, Money, Placement, Plan, Route, Rule

Document = dict[str, Any]
_CONDITIONS = tuple(field for field in fields(Rule) if field.name not in ("name", "to", "variant"))


def document(plan: Plan, codes: Iterable[Code]) -> Document:
    """The whole file. `codes` are those of the catalog, whose placements carry none."""
    stored: dict[str, list[Code]] = {}
    for code in codes:
        stored.setdefault(code.placement, []).append(code)
    return {
        "brand": brand(plan.brand),
        "campaign": campaign(plan.campaign),
        "contact_points": {key: point(one) for key, one in plan.contact_points.items()},
        "routes": {key: route(one) for key, one in plan.routes.items()},
        "placements": [
            placement(one, stored[one.key]) for one in plan.placements if one.key in stored
        ],
    }


def brand(one: Brand) -> Document:
    """The [brand] table."""
    return _without_empty(
        {
            "slug": one.slug,
            "name": one.name,
            "host": one.host,
            "fallback": one.fallback,
            "languages": list(one.languages),
            "timezone": one.timezone,
            "colour": one.colour,
            "byte_mode": one.byte_mode or None,
            "logo": one.logo,
            "profile": one.profile,
            "style": _plain(one.style),
        }
    )


def campaign(one: Campaign) -> Document:
    """The [campaign] table."""
    return _without_empty(
        {
            "slug": one.slug,
            "name": one.name,
            "starts": one.starts,
            "ends": one.ends,
            "budget": money(one.budget),
            "phase": one.phase,
            "rewarded": one.rewarded or None,
        }
    )


def point(one: ContactPoint) -> Document:
    """One [contact_points.*] table."""
    return {"channel": one.channel, **{key: _plain(value) for key, value in one.options.items()}}


def route(one: Route) -> Document:
    """One [routes.*] table."""
    return {"rules": [rule(item) for item in one.rules]}


def rule(one: Rule) -> Document:
    """One rule; only the conditions that it has."""
    found: Document = {"name": one.name}
    for field in _CONDITIONS:
        value = getattr(one, field.name)
        if value != field.default:
            found[field.name] = _plain(value)
    return _without_empty({**found, "to": one.to, "variant": one.variant})


def placement(one: Placement, codes: Iterable[Code]) -> Document:
    """One [[placements]] table with its codes. Keys are written, so no token can change."""
    return _without_empty(
        {
            "key": one.key,
            "medium": one.medium,
            "place": one.place,
            "city": one.city,
            "region": one.region,
            "latitude": one.latitude,
            "longitude": one.longitude,
            "quantity": one.quantity,
            "reach": one.reach,
            "cost": money(one.cost),
            "starts": one.starts,
            "ends": one.ends,
            "language": one.language,
            "codes": [
                _without_empty(
                    {
                        "key": code.spec.key,
                        "kind": code.spec.kind,
                        "route": code.spec.route,
                        "alias": code.spec.alias,
                        "serials": code.spec.serials or None,
                        "call_to_action": dict(code.spec.call_to_action) or None,
                        "style": _plain(code.spec.style),
                    }
                )
                for code in codes
                if not code.withdrawn
            ],
        }
    )


def money(amount: Money | None) -> str | None:
    """An amount as a campaign file has it: `38.00 EUR`."""
    if amount is None:
        return None
    exponent = get_currency_precision(amount.currency)
    return f"{amount.minor / 10**exponent:.{exponent}f} {amount.currency}"


def _plain(value: Any) -> Any:
    if isinstance(value, Hours):
        return value.text
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    return value if isinstance(value, date | str | int | float | bool) else list(value)


def _without_empty(table: Document) -> Document:
    return {key: value for key, value in table.items() if value not in (None, "", [], {})}
