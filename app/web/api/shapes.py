"""Rows of the catalog as the API shows them: the names are those of a campaign file."""

from datetime import UTC, datetime
from typing import Any

from app import signing
from app.model import Brand, Code
from app.store import rows
from app.store.rows import Row
from app.web.campaigns import draft

Shown = dict[str, Any]
_TEXTS = ("source", "external_id", "kind", "ref")
_REST = ("value_minor", "currency", "subject", "reverses", "contact_point")


def brand(one: Brand) -> Shown:
    """A brand."""
    return draft.brand(one)


def campaign(row: Row) -> Shown:
    """A campaign, without what it holds."""
    return draft.campaign(rows.read_campaign(row))


def placement(row: Row) -> Shown:
    """A placement, without its codes."""
    return {"campaign": row["campaign"], **draft.placement(rows.read_placement(row), ())}


def point(row: Row) -> Shown:
    """A contact point; `options` are its channel's own."""
    one = rows.read_point(row)
    return {
        "campaign": row["campaign"],
        "key": one.key,
        "channel": one.channel,
        "options": dict(one.options),
    }


def route(row: Row) -> Shown:
    """A route and its rules in order."""
    one = rows.read_route(row)
    return {"campaign": row["campaign"], "key": one.key, **draft.route(one)}


def code(one: Code, owner: Brand) -> Shown:
    """A code with the address that it prints."""
    spec = one.spec
    printed = signing.address(owner.host, one.token, byte_mode=owner.byte_mode)
    return {
        "token": one.token,
        "url": f"https://{owner.host}/{spec.alias}" if spec.alias else printed,
        "reference": one.reference,
        "campaign": one.campaign,
        "placement": one.placement,
        "key": spec.key,
        "kind": spec.kind,
        "route": spec.route,
        "call_to_action": dict(spec.call_to_action),
        "alias": spec.alias,
        "serials": spec.serials,
        "style": dict(spec.style),
        "withdrawn": one.withdrawn,
    }


def conversion(row: Row, token: str | None) -> Shown:
    """A conversion and to which code it belongs (`token`), on what evidence."""
    return {
        "id": row["id"],
        **{name: row[name] for name in (*_TEXTS, *_REST)},
        "at": moment(row["at"]),
        "received": moment(row["received"]),
        "campaign": row["campaign"],
        "placement": row["placement"],
        "medium": row["medium"],
        "match": {
            "token": token,
            "evidence": row["evidence"],
            "strength": row["strength"],
            "reason": row["reason"],
        },
    }


def moment(at: int) -> str:
    """UTC epoch milliseconds as RFC 3339."""
    return datetime.fromtimestamp(at / 1000, UTC).isoformat(timespec="milliseconds")[:-6] + "Z"
