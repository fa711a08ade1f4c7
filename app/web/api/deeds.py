"""The JSON schemas (2020-12) of what people decide: alarms looked at, files made and approved."""

from typing import Any

from app.store.alarms import KINDS
from app.web.api.things import TEXT, thing

Schema = dict[str, Any]
_TIME: Schema = {**TEXT, "format": "date-time"}
_WHOLE: Schema = {"type": "integer"}


def _or_null(kind: str, **more: object) -> Schema:
    return {"type": [kind, "null"], **more}


SCHEMAS: dict[str, Schema] = {
    "Alarm": thing(
        {
            "id": _WHOLE,
            "kind": {**TEXT, "description": f"{', '.join(KINDS)}; others may come"},
            "token": _or_null("string", description="of the code it is about"),
            "what": {**TEXT, "description": "what tells it apart: a country, a copy number …"},
            "count": {**_WHOLE, "description": "scans"},
            "first": _TIME,
            "last": _TIME,
            "closed": _or_null("string", format="date-time"),
        }
    ),
    "AlarmChange": {
        "type": "object",
        "additionalProperties": False,
        "required": ["closed"],
        "properties": {"closed": {"type": "boolean"}},
    },
    "Making": thing(
        {
            "state": {"enum": ["none", "running", "done", "failed"]},
            "done": {**_WHOLE, "description": "codes drawn"},
            "all": {**_WHOLE, "description": "codes to draw; 0: not known yet"},
            "stale": {"type": "boolean", "description": "what is printed was changed since"},
            "digest": _or_null("string", description="names exactly these files; null: none made"),
            "files": {
                "type": "array",
                "items": thing(
                    {"name": TEXT, "bytes": _WHOLE, "sha256": _or_null("string")},
                ),
            },
            "verdict": {"anyOf": [{"$ref": "#/components/schemas/Verdict"}, {"type": "null"}]},
            "problems": {"type": "array", "items": {"type": "object"}},
        }
    ),
    "Verdict": thing(
        {
            "approved": {"type": "boolean"},
            "person": {**TEXT, "description": "who said so; a key by its name"},
            "remark": TEXT,
            "at": _TIME,
        }
    ),
    "NewVerdict": {
        "type": "object",
        "additionalProperties": False,
        "required": ["digest", "approved"],
        "properties": {
            "digest": {**TEXT, "pattern": "^[0-9a-f]{64}$", "description": "of what was looked at"},
            "approved": {"type": "boolean"},
            "remark": {**TEXT, "maxLength": 500},
        },
    },
}
