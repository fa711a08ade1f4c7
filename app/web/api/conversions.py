"""Conversions in: one or many, each stored once however often it is sent."""

from collections.abc import Mapping
from typing import Any

from flask import Response, json, request

from app.errors import Problem
from app.inbound.ingest import ingest
from app.model import Conversion
from app.store import secrets
from app.store.base import Receipt
from app.store.listed import tokens
from app.web import context
from app.web.api import bodies
from app.web.api.access import Caller
from app.web.api.endpoint import Endpoint, endpoint
from app.web.api.schemas import ref
from app.web.problems import problem

_SPEC = Endpoint(
    "POST",
    "/conversions",
    "Store conversions: one, a list, or one per line. The same row again changes nothing.",
    "conversions",
    {
        200: ("All were stored before; the stored answer", {"application/json": ref("Receipts")}),
        201: ("Stored", {"application/json": ref("Receipts")}),
    },
    bodies={
        "application/json": {
            "oneOf": [ref("Conversion"), {"type": "array", "items": ref("Conversion")}]
        },
        "application/x-ndjson": {"type": "string", "description": "one Conversion per line"},
        "text/csv": {"type": "string", "description": "a header line with a Conversion's names"},
    },
    problems=(400, 409, 413, 415, 422),
    tag="conversions",
)


@endpoint(_SPEC)
def add_conversions(caller: Caller) -> Response:
    """Store the rows that are right; name each of the others, with 422, or 409 for clashes only."""
    rows, problems = bodies.conversions(request.get_data(), request.mimetype)
    ring = secrets.ring(context.config().keys, caller.brand)
    outcome = ingest(context.catalog(), ring, caller.brand, rows, context.now())
    sent = {row.where: row.conversion for row in rows}
    codes = (receipt.match.code for _where, receipt in outcome.receipts)
    printed = tokens(context.catalog().db, (code for code in codes if code is not None))
    results = [_result(printed, sent[where], receipt) for where, receipt in outcome.receipts]
    clashes = [
        Problem("conflict", where, receipt.match.reason or _CLASH, _INSTEAD)
        for where, receipt in outcome.receipts
        if receipt.status == "conflict"
    ]
    refused = [*problems, *outcome.problems]
    if refused or clashes:
        status, code = (422, "refused") if refused else (409, "conflict")
        return problem(status, code, _DETAIL, (*refused, *clashes), results=results)
    fresh = sum(receipt.status == "new" for _where, receipt in outcome.receipts)
    body = {"new": fresh, "replay": len(results) - fresh, "results": results}
    return Response(json.dumps(body), 201 if fresh else 200, content_type="application/json")


_DETAIL = "The rows named were not stored; the others were. Sending all again is safe."
_CLASH = "has the source and external_id of a stored conversion, but another body."
_INSTEAD = "Send it under an external_id of its own, or send what was stored."


def _result(printed: Mapping[int, str], row: Conversion, receipt: Receipt) -> dict[str, Any]:
    match = receipt.match
    return {
        "status": receipt.status,
        "id": receipt.id,
        "source": row.source,
        "external_id": row.external_id,
        "match": {
            "token": None if match.code is None else printed.get(match.code),
            "evidence": match.evidence,
            "strength": match.strength,
            "reason": match.reason,
        },
    }
