"""The JSON schemas (2020-12) of what the API takes and gives. Names are those of the values."""

from typing import Any

from app.model import STRENGTHS
from app.web.api import deeds, documents, things

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string", "minLength": 1, "maxLength": 200}
CONVERSION: Schema = {
    "type": "object",
    "additionalProperties": False,
    "required": ["source", "external_id", "kind", "ref", "at"],
    "properties": {
        "source": {**_TEXT, "description": "the system that says so, such as `shop`"},
        "external_id": {**_TEXT, "description": "its own number; the pair is the idempotency key"},
        "kind": {**_TEXT, "description": "install, open, call, lead, order …"},
        "ref": {
            "type": "string",
            "maxLength": 200,
            "description": "token, reference, tracked number or coupon; empty: unattributed",
        },
        "at": {"type": "string", "format": "date-time", "description": "when it happened"},
        "value_minor": {"type": ["integer", "null"], "description": "in minor units (cents)"},
        "currency": {"type": ["string", "null"], "pattern": "^[A-Z]{3}$"},
        "subject": {"type": ["string", "null"], "maxLength": 200},
        "reverses": {
            "type": ["string", "null"],
            "maxLength": 200,
            "description": "external_id of the conversion that this one takes back",
        },
        "contact_point": {"type": "string", "maxLength": 200},
    },
}
RECEIPT: Schema = {
    "type": "object",
    "required": ["status", "id", "source", "external_id", "match"],
    "properties": {
        "status": {"enum": ["new", "replay", "conflict"]},
        "id": {"type": "integer"},
        "source": {"type": "string"},
        "external_id": {"type": "string"},
        "match": {"$ref": "#/components/schemas/Match"},
    },
}
MATCH: Schema = {
    "type": "object",
    "required": ["token", "evidence", "strength", "reason"],
    "properties": {
        "token": {"type": ["string", "null"], "description": "of the code credited"},
        "evidence": {"type": "string"},
        "strength": {"enum": list(STRENGTHS)},
        "reason": {"type": "string"},
    },
}
RECEIPTS: Schema = {
    "type": "object",
    "required": ["new", "replay", "results"],
    "properties": {
        "new": {"type": "integer"},
        "replay": {"type": "integer"},
        "results": {"type": "array", "items": {"$ref": "#/components/schemas/Receipt"}},
    },
}
PROBLEM: Schema = {
    "type": "object",
    "required": ["type", "title", "status", "code", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "stable; programs may compare it"},
        "detail": {"type": "string"},
        "problems": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["code", "where", "what", "instead"],
                "properties": {
                    name: {"type": "string"} for name in ("code", "where", "what", "instead")
                },
            },
        },
        "results": {"type": "array", "items": {"$ref": "#/components/schemas/Receipt"}},
    },
}
REPORT: Schema = {
    "type": "object",
    "required": ["columns", "rows", "unattributed", "orphans", "totals", "coverage"],
    "properties": {
        "columns": {"type": "array"},
        "rows": {"type": "array"},
        "unattributed": {},
        "orphans": {},
        "totals": {},
        "coverage": {},
    },
}
SCHEMAS: dict[str, Schema] = {
    **things.SCHEMAS,
    **documents.SCHEMAS,
    **deeds.SCHEMAS,
    "Conversion": CONVERSION,
    "Match": MATCH,
    "Receipt": RECEIPT,
    "Receipts": RECEIPTS,
    "Problem": PROBLEM,
    "Report": REPORT,
}


def ref(name: str) -> Schema:
    """A pointer to one of SCHEMAS."""
    return {"$ref": f"#/components/schemas/{name}"}


def listing(name: str) -> Schema:
    """A page of a list of one of SCHEMAS."""
    return {
        "type": "object",
        "required": ["data", "next"],
        "properties": {
            "data": {"type": "array", "items": ref(name)},
            "next": {"type": ["string", "null"], "description": "cursor of the page after"},
        },
    }
