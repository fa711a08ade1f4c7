"""Conversions in a request body: one JSON object, a list, one per line (NDJSON), or CSV."""

import json
from typing import Any

from app.errors import Problem, Refused, RelaisError
from app.inbound import files
from app.inbound.ingest import Numbered

MAX_ROWS = 10_000
KINDS = ("application/json", "application/x-ndjson", "text/csv")


class UnknownKind(RelaisError):
    """A content type that none of KINDS is."""

    code = "unsupported-media-type"
    status = 415


class Unreadable(RelaisError):
    """A body that is not what its content type says."""

    code = "bad-request"
    status = 400


def conversions(body: bytes, kind: str) -> tuple[list[Numbered], list[Problem]]:
    """The conversions of a body, and the problems of the rows that are none.

    Raises UnknownKind, Unreadable, or Refused where the whole is no table or has too many rows.
    """
    if kind not in KINDS:
        raise UnknownKind(f"Send {', '.join(KINDS)}.")
    if kind == "text/csv":
        found, problems = files.read_csv(body, "csv")
        _count(len(found) + len(problems))
        return found, problems
    rows = _json_rows(body, kind)
    _count(len(rows))
    return files.parse(rows)


def _json_rows(body: bytes, kind: str) -> list[tuple[str, Any]]:
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(f"The body is not UTF-8: byte {error.start} is wrong.") from error
    if kind == "application/x-ndjson":
        # Not splitlines(): U+2028 and others may stand inside a JSON text.
        lines = enumerate(text.split("\n"), 1)
        return [(f"line {number}", _json(line, number)) for number, line in lines if line.strip()]
    document = _json(text, 0)
    if isinstance(document, list):
        return [(f"row {number}", row) for number, row in enumerate(document, 1)]
    return [("body", document)]


def _json(text: str, line: int) -> Any:
    try:
        return json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        where = f"Line {line} is" if line else "The body is"
        raise Unreadable(f"{where} not JSON: {error}.") from error


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON number")


def _count(rows: int) -> None:
    if rows == 0:
        raise Refused([Problem("empty", "body", "holds no row.", "Send at least one.")])
    if rows > MAX_ROWS:
        what = f"holds {rows} rows."
        raise Refused([Problem("too-many-rows", "body", what, f"Send at most {MAX_ROWS}.")])
