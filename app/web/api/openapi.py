"""The description of the API, OpenAPI 3.1, built from the endpoints themselves."""

import re
from importlib.metadata import version
from typing import Any

from flask import Response, json

from app.web.api.access import SCOPES
from app.web.api.endpoint import ENDPOINTS, Endpoint, endpoint
from app.web.api.schemas import SCHEMAS, ref
from app.web.problems import JSON as PROBLEM_JSON
from app.web.problems import TITLES_BY_STATUS

_ARGUMENT = re.compile(r"<(?:\w+:)?(\w+)>")


def describe() -> dict[str, Any]:
    """The whole document."""
    paths: dict[str, Any] = {}
    for name, spec in ENDPOINTS.items():
        path = "/api/v1" + _ARGUMENT.sub(r"{\1}", spec.path)
        paths.setdefault(path, {})[spec.method.lower()] = _operation(name, spec)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Relais",
            "version": version("relais"),
            "description": "Signed codes for printed things: what they brought, in and out.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": SCHEMAS,
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        },
        "x-scopes": list(SCOPES),
    }


def _operation(name: str, spec: Endpoint) -> dict[str, Any]:
    found: dict[str, Any] = {"operationId": name, "summary": spec.summary, "responses": {}}
    if spec.parameters:
        found["parameters"] = list(spec.parameters)
    if spec.bodies:
        content = {kind: {"schema": schema} for kind, schema in spec.bodies.items()}
        found["requestBody"] = {"required": True, "content": content}
    if spec.scope:
        found["security"] = [{"key": []}]
        found["description"] = f"Needs a key with the scope `{spec.scope}`."
    for status, (text, bodies) in spec.answers.items():
        content = {kind: {"schema": schema} for kind, schema in bodies.items()}
        found["responses"][str(status)] = {"description": text, "content": content}
    for status in (*((401, 403) if spec.scope else ()), *spec.problems):
        found["responses"][str(status)] = {
            "description": TITLES_BY_STATUS[status],
            "content": {PROBLEM_JSON: {"schema": ref("Problem")}},
        }
    return found


@endpoint(
    Endpoint(
        "GET",
        "/openapi.json",
        "This description",
        "",
        {200: ("The OpenAPI document", {"application/json": {"type": "object"}})},
    )
)
def openapi() -> Response:
    """The description of the API."""
    return Response(json.dumps(describe()), content_type="application/json")
