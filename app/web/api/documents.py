"""The JSON schema of a campaign's document: the keys of a campaign file.

What a channel's options may hold is the channel's own matter; its check names what is wrong.
"""

from typing import Any

from app.channels import CHANNELS
from app.model import KINDS, PHASES, PLATFORMS
from app.printing.media import media

Schema = dict[str, Any]


def _text(longest: int, **more: object) -> Schema:
    return {"type": "string", "minLength": 1, "maxLength": longest, **more}


def _slug(longest: int) -> Schema:
    return _text(longest, pattern="^[a-z0-9]+(-[a-z0-9]+)*$")


def _closed(required: tuple[str, ...], properties: dict[str, Schema]) -> Schema:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": list(required),
        "properties": properties,
    }


def _several(item: Schema) -> Schema:
    return {"anyOf": [item, {"type": "array", "items": item}]}


_DAY: Schema = {"type": "string", "format": "date"}
_MONEY = _text(30, description="an amount and an ISO 4217 currency: 38.00 EUR")
_LANGUAGE: Schema = {"enum": ["fr", "en"]}
_KEY = _text(120, pattern="^[a-z0-9*-]+$")
_NAME = _text(60)
_STYLE: Schema = {"type": "object"}
BRAND = _closed(
    ("slug", "name", "host", "fallback"),
    {
        "slug": _slug(60),
        "name": _text(80),
        "host": _text(253),
        "fallback": _text(2000, format="uri"),
        "languages": _several(_LANGUAGE),
        "timezone": _text(60),
        "colour": _text(7, pattern="^#[0-9a-fA-F]{6}$"),
        "byte_mode": {"type": "boolean"},
        "logo": _text(200),
        "profile": _text(200),
        "style": _STYLE,
    },
)
CAMPAIGN = _closed(
    ("name", "starts", "ends"),
    {
        "slug": _slug(60),
        "name": _text(80),
        "starts": _DAY,
        "ends": _DAY,
        "budget": _MONEY,
        "phase": {"enum": list(PHASES)},
        "rewarded": {"type": "boolean"},
    },
)
POINT: Schema = {
    "type": "object",
    "required": ["channel"],
    "properties": {"channel": {"enum": list(CHANNELS)}},
    "description": "a channel and its own options",
}
RULE = _closed(
    ("to",),
    {
        "name": _NAME,
        "to": _text(60, description="key of a contact point, or `fallback`"),
        "platform": _several({"enum": list(PLATFORMS)}),
        "in_app": _several(_text(30)),
        "language": _several(_text(2, pattern="^[a-z]{2}$")),
        "country": _several(_text(2, pattern="^[A-Z]{2}$")),
        "hours": _text(200, description="opening hours: Mo-Fr 09:00-19:00"),
        "starts": _DAY,
        "ends": _DAY,
        "medium": _several(_KEY),
        "placement": _several(_KEY),
        "nth": _several({"type": "integer", "minimum": 1, "maximum": 1_000_000}),
        "percent": {"type": "integer", "minimum": 1, "maximum": 99},
        "wait_over": {"type": "integer", "minimum": 0, "maximum": 86_400},
        "cap": {"type": "integer", "minimum": 0, "maximum": 1_000_000_000},
        "variant": _text(8, pattern="^[a-z0-9]+$"),
    },
)
CODE: Schema = {
    "type": "object",
    "required": ["kind", "route"],
    "properties": {
        "key": _slug(40),
        "kind": {"enum": list(KINDS)},
        "route": _text(40),
        "call_to_action": _closed((), {"fr": _text(80), "en": _text(80)}),
        "alias": _text(60, description="the typed address of a `url` code"),
        "serials": {"type": "integer", "minimum": 0, "maximum": 1 << 25},
        "style": _STYLE,
    },
}
PLACEMENT: Schema = {
    "type": "object",
    "required": ["medium", "place", "codes"],
    "properties": {
        "key": _slug(120),
        "medium": {"enum": list(media())},
        "place": _text(120),
        "city": _text(120),
        "region": _text(120),
        "postcode": _text(10),
        "latitude": {"type": "number", "minimum": -90, "maximum": 90},
        "longitude": {"type": "number", "minimum": -180, "maximum": 180},
        "quantity": {"type": "integer", "minimum": 1, "maximum": 1_000_000_000},
        "reach": {"type": "integer", "minimum": 0, "maximum": 10_000_000_000},
        "cost": _MONEY,
        "starts": _DAY,
        "ends": _DAY,
        "language": _LANGUAGE,
        "codes": {
            "type": "array",
            "minItems": 1,
            "items": {"$ref": "#/components/schemas/NewCode"},
        },
    },
}
_PLACEMENTS: Schema = {
    "type": "array",
    "minItems": 1,
    "items": {"$ref": "#/components/schemas/NewPlacement"},
}
SCHEMAS: dict[str, Schema] = {
    "BrandTable": BRAND,
    "CampaignTable": CAMPAIGN,
    "NewContactPoint": POINT,
    "Rule": RULE,
    "NewRoute": _closed(
        ("rules",),
        {"rules": {"type": "array", "minItems": 1, "items": {"$ref": "#/components/schemas/Rule"}}},
    ),
    "NewCode": CODE,
    "NewPlacement": PLACEMENT,
    "Document": {
        "type": "object",
        "additionalProperties": False,
        "required": ["campaign", "contact_points", "routes"],
        "properties": {
            "brand": {
                "$ref": "#/components/schemas/BrandTable",
                "description": "left out: as it is",
            },
            "campaign": {"$ref": "#/components/schemas/CampaignTable"},
            "contact_points": {
                "type": "object",
                "additionalProperties": {"$ref": "#/components/schemas/NewContactPoint"},
            },
            "routes": {
                "type": "object",
                "additionalProperties": {"$ref": "#/components/schemas/NewRoute"},
            },
            "placements": _PLACEMENTS,
        },
    },
    "Placements": _closed(("placements",), {"placements": {**_PLACEMENTS, "maxItems": 10_000}}),
}
