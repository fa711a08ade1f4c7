"""The JSON schemas (2020-12) of what the lists give."""

from typing import Any

from app.model import KINDS, PHASES
from app.store.queues import LONGEST
from app.store.webhooks import EVENTS

Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
DAY: Schema = {"type": "string", "format": "date"}
MONEY: Schema = {"type": "string", "description": "an amount and an ISO 4217 currency: 38.00 EUR"}
_OR_NULL: Schema = {"type": ["string", "null"]}


def thing(required: dict[str, Schema], optional: dict[str, Schema] | None = None) -> Schema:
    """An object; other keys may come in later versions."""
    return {
        "type": "object",
        "required": list(required),
        "properties": {**required, **(optional or {})},
    }


_RULES: Schema = {"type": "array", "items": {"$ref": "#/components/schemas/Rule"}}
_EVENTS: Schema = {"type": "array", "minItems": 1, "items": {"enum": list(EVENTS)}}
_WEBHOOK: dict[str, Schema] = {
    "id": {"type": "integer"},
    "url": {**TEXT, "format": "uri"},
    "events": _EVENTS,
    "created": {**TEXT, "format": "date-time"},
    "paused": {"type": "boolean"},
}
SCHEMAS: dict[str, Schema] = {
    "Webhook": thing(_WEBHOOK),
    "FreshWebhook": thing({**_WEBHOOK, "secret": {**TEXT, "description": "shown this once"}}),
    "NewWebhook": {
        "type": "object",
        "additionalProperties": False,
        "required": ["url", "events"],
        "properties": {
            "url": {**TEXT, "maxLength": 2000, "pattern": "^https://"},
            "events": _EVENTS,
        },
    },
    "WebhookChange": {
        "type": "object",
        "additionalProperties": False,
        "required": ["paused"],
        "properties": {"paused": {"type": "boolean"}},
    },
    "Delivery": thing(
        {
            "id": {"type": "integer"},
            "message": {**TEXT, "description": "the webhook-id it is sent with"},
            "state": {"enum": ["waiting", "sent", "given-up"]},
            "tries": {"type": "integer"},
            "status": {"type": ["integer", "null"], "description": "of the last answer"},
            "due": {**_OR_NULL, "format": "date-time"},
        }
    ),
    "Brand": thing(
        {"slug": TEXT, "name": TEXT, "host": TEXT, "fallback": {**TEXT, "format": "uri"}},
        {
            "languages": {"type": "array", "items": {"enum": ["fr", "en"]}},
            "timezone": TEXT,
            "colour": TEXT,
            "byte_mode": {"type": "boolean"},
            "logo": TEXT,
            "profile": TEXT,
            "style": {"type": "object"},
        },
    ),
    "Campaign": thing(
        {"slug": TEXT, "name": TEXT, "starts": DAY, "ends": DAY},
        {"budget": MONEY, "phase": {"enum": list(PHASES)}, "rewarded": {"type": "boolean"}},
    ),
    "Placement": thing(
        {"campaign": TEXT, "key": TEXT, "medium": TEXT, "place": TEXT},
        {
            "city": TEXT,
            "latitude": {"type": "number"},
            "longitude": {"type": "number"},
            "quantity": {"type": "integer"},
            "cost": MONEY,
            "starts": DAY,
            "ends": DAY,
            "language": {"enum": ["fr", "en"]},
        },
    ),
    "ContactPoint": thing(
        {"campaign": TEXT, "key": TEXT, "channel": TEXT, "options": {"type": "object"}}
    ),
    "Route": thing({"campaign": TEXT, "key": TEXT, "rules": _RULES}),
    "Code": thing(
        {
            "token": TEXT,
            "url": {**TEXT, "format": "uri", "description": "what the symbol holds"},
            "reference": TEXT,
            "campaign": TEXT,
            "placement": TEXT,
            "key": TEXT,
            "kind": {"enum": list(KINDS)},
            "route": TEXT,
            "call_to_action": {"type": "object", "additionalProperties": TEXT},
            "alias": _OR_NULL,
            "serials": {"type": "integer", "description": "copies of a serialised run; 0: none"},
            "style": {"type": "object"},
            "withdrawn": {"type": "boolean"},
        }
    ),
    "CodeChange": {
        "type": "object",
        "additionalProperties": False,
        "required": ["withdrawn"],
        "properties": {"withdrawn": {"type": "boolean"}},
    },
    "StoredConversion": thing(
        {
            "id": {"type": "integer"},
            "source": TEXT,
            "external_id": TEXT,
            "kind": TEXT,
            "ref": TEXT,
            "at": {**TEXT, "format": "date-time"},
            "received": {**TEXT, "format": "date-time"},
            "value_minor": {"type": ["integer", "null"]},
            "currency": _OR_NULL,
            "subject": {**_OR_NULL, "description": "a keyed hash where it stands for a person"},
            "reverses": _OR_NULL,
            "contact_point": TEXT,
            "campaign": _OR_NULL,
            "placement": _OR_NULL,
            "medium": _OR_NULL,
            "match": {"$ref": "#/components/schemas/Match"},
        }
    ),
    "Queue": thing(
        {
            "contact_point": TEXT,
            "seconds": {"type": "integer"},
            "at": {**TEXT, "format": "date-time", "description": "when it was said"},
            "believed": {"type": "boolean", "description": "whether rules still go by it"},
        }
    ),
    "NewWait": {
        "type": "object",
        "additionalProperties": False,
        "required": ["seconds"],
        "properties": {"seconds": {"type": "integer", "minimum": 0, "maximum": LONGEST}},
    },
    "Verdicts": thing(
        {
            "data": {
                "type": "array",
                "items": thing({"grade": {"enum": ["A", "B", "C", "D", "F"]}, "page": {}}),
            }
        }
    ),
    "Saved": thing(
        {
            "status": {"enum": ["saved", "waiting"]},
            "campaign": TEXT,
            "placements": {"type": "integer"},
            "codes": thing(
                {
                    name: {"type": "array", "items": TEXT, "description": "tokens"}
                    for name in ("added", "updated", "unchanged", "kept")
                }
            ),
        }
    ),
}
