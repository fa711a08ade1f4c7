"""What a query asks, checked against its description; and the cursors of long lists."""

import base64
import difflib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from flask import Response, request, url_for
from werkzeug.datastructures import MultiDict

from app.errors import Problem, Refused
from app.store.pages import Page
from app.web.api.answers import answer

Parameter = Mapping[str, Any]
DEFAULT, MOST = 100, 1000
_BIGGEST = 2**63 - 1


def parameter(name: str, text: str, **schema: object) -> Parameter:
    """A parameter of the query; a text unless `schema` says otherwise."""
    return {
        "name": name,
        "in": "query",
        "description": text,
        "schema": {"type": "string", "maxLength": 200, **schema}
        if schema.get("type", "string") == "string"
        else schema,
    }


PAGING = (
    parameter(
        "limit", f"rows of a page; without: {DEFAULT}", type="integer", minimum=1, maximum=MOST
    ),
    parameter("cursor", "`next` of the page before", maxLength=500),
)


def check(parameters: Iterable[Parameter], given: "MultiDict[str, str]", *, strict: bool) -> None:
    """Raise Refused with everything that is wrong in a query."""
    known = {one["name"]: one["schema"] for one in parameters if one["in"] == "query"}
    problems = []
    for name in given:
        if name in known:
            right = (
                "one value" if len(given.getlist(name)) > 1 else _fault(known[name], given[name])
            )
            if right and strict:
                what = "is not what this parameter takes."
                problems.append(Problem("bad-parameter", name[:80], what, f"Give {right}."))
        elif strict:
            close = difflib.get_close_matches(name, known, 1)
            instead = f"Did you mean {close[0]}?" if close else ""
            problems.append(
                Problem("unknown-parameter", name[:80], "is no parameter here.", instead)
            )
    if problems:
        raise Refused(problems)


def _fault(schema: Mapping[str, Any], text: str) -> str:
    """What would be right, where `text` is wrong."""
    if schema["type"] == "integer":
        low, high = schema.get("minimum", 0), schema.get("maximum", _BIGGEST)
        fits = text.isascii() and text.isdecimal() and len(text) < 20 and low <= int(text) <= high
        return "" if fits else f"a whole number from {low} to {high}"
    if schema["type"] == "boolean":
        return "" if text in ("true", "false") else "true or false"
    if "enum" in schema:
        return "" if text in schema["enum"] else f"one of {', '.join(schema['enum'])}"
    longest = schema["maxLength"]
    return "" if len(text) <= longest else f"at most {longest} characters"


def rows(
    read: Callable[[Sequence[str | int] | None, int], Page],
    shown: Callable[[dict[str, Any]], Any],
) -> Response:
    """A page of a list: `data`, and `next`, the cursor of the page after it."""
    limit = request.args.get("limit", DEFAULT, int)
    try:
        found = read(_cursor(request.args.get("cursor", "")), limit)
    except ValueError:
        what = "is no cursor of this list."
        instead = "Give `next` of the page before."
        raise Refused([Problem("bad-cursor", "cursor", what, instead)]) from None
    after = None if found.after is None else _sealed(found.after)
    body = {"data": [shown(row) for row in found.rows], "next": after}
    made = answer(body)
    if after:
        query = {**request.args.to_dict(), "cursor": after}
        path = url_for(request.endpoint or "", **{**(request.view_args or {}), **query})
        made.headers["Link"] = f'<{path}>; rel="next"'
    return made


def _sealed(key: Sequence[str | int]) -> str:
    """A cursor: the key of the last row. Not secret, and tied to no list but by its shape."""
    return base64.urlsafe_b64encode(json.dumps([request.endpoint, *key]).encode()).decode()


def _cursor(text: str) -> list[str | int] | None:
    """The key that a cursor holds. Raises ValueError for one that we did not make for this list."""
    if not text:
        return None
    try:
        found: list[Any] = json.loads(base64.b64decode(text, altchars=b"-_", validate=True))
    except (TypeError, RecursionError) as error:
        raise ValueError(text) from error
    if not isinstance(found, list) or not found or found[0] != request.endpoint:
        raise ValueError(text)
    if not all(_fits(part) for part in found[1:]):
        raise ValueError(text)
    return found[1:]


def _fits(part: object) -> bool:
    if isinstance(part, str):
        return part.isprintable()
    return type(part) is int and 0 <= part <= _BIGGEST
