"""The description of the API, OpenAPI 3.1, built from the endpoints themselves."""

import re
from importlib.metadata import version
from typing import Any

from flask import Response, json

from app.store.scopes import SCOPES
from app.web.api import limits, once
from app.web.api.endpoint import ENDPOINTS, Endpoint, endpoint
from app.web.api.schemas import SCHEMAS, ref
from app.web.problems import JSON as PROBLEM_JSON
from app.web.problems import TITLES_BY_STATUS

_ARGUMENT = re.compile(r"<(\w+:)?(\w+)>")


def describe() -> dict[str, Any]:
    """The whole document."""
    paths: dict[str, Any] = {}
    for name, spec in ENDPOINTS.items():
        path = "/api/v1" + _ARGUMENT.sub(r"{\2}", spec.path)
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
        "x-scopes": SCOPES,
    }


def _operation(name: str, spec: Endpoint) -> dict[str, Any]:
    found: dict[str, Any] = {"operationId": name, "summary": spec.summary, "responses": {}}
    if spec.tag:
        found["tags"] = [spec.tag]
    if parameters := [*_in_path(spec), *spec.parameters, *_in_headers(spec)]:
        found["parameters"] = parameters
    if spec.bodies:
        content = {kind: {"schema": schema} for kind, schema in spec.bodies.items()}
        found["requestBody"] = {"required": True, "content": content}
    if spec.scope:
        found["security"] = [{"key": []}]
        found["description"] = f"Needs a key with the scope `{spec.scope}`."
    headers = {name: _header(text) for name, text in limits.HEADERS.items()} if spec.scope else {}
    for status, (text, bodies) in spec.answers.items():
        content = {kind: {"schema": schema} for kind, schema in bodies.items()}
        found["responses"][str(status)] = {"description": text, "headers": headers}
        if content:
            found["responses"][str(status)]["content"] = content
    if spec.method == "GET":
        found["responses"]["304"] = {"description": "The caller has it already (If-None-Match)"}
    common = {401, 403, 422, 429} if spec.scope else set()
    if spec.repeatable:
        common |= {409, 413}
    for status in sorted({*common, *spec.problems}):
        found["responses"][str(status)] = {
            "description": TITLES_BY_STATUS[status],
            "content": {PROBLEM_JSON: {"schema": ref("Problem")}},
        }
    return found


def _header(text: str) -> dict[str, Any]:
    return {"description": text, "schema": {"type": "string"}}


def _in_path(spec: Endpoint) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": {"type": "integer", "minimum": 1}
            if kind == "int:"
            else {"type": "string", "minLength": 1, "maxLength": 200},
        }
        for kind, name in _ARGUMENT.findall(spec.path)
    ]


def _in_headers(spec: Endpoint) -> list[dict[str, Any]]:
    found = []
    if spec.repeatable:
        text = "the same request under the same key is done once; kept for a day"
        shape = {"type": "string", "minLength": 1, "maxLength": once.LONGEST, "pattern": "^[!-~]+$"}
        found.append({"name": once.HEADER, "in": "header", "description": text, "schema": shape})
    if spec.edits:
        text = "the ETag that the change is based on: 412 where it is no longer that"
        shape = {"type": "string", "pattern": '^"[0-9a-f]{32}"$'}
        found.append({"name": "If-Match", "in": "header", "description": text, "schema": shape})
    return found


@endpoint(
    Endpoint(
        "GET",
        "/openapi.json",
        "This description",
        "",
        {200: ("The OpenAPI document", {"application/json": {"type": "object"}})},
        tag="about",
    )
)
def openapi() -> Response:
    """The description of the API."""
    return Response(json.dumps(describe()), content_type="application/json")
