"""Conversions in a request body: one JSON object, a list, one per line (NDJSON), or CSV."""

import json
from collections.abc import Iterator
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


DEEPEST = 12


def document(body: bytes, kind: str) -> Any:
    """The JSON value of a body that can be kept as a campaign file: no null, not too deep.

    Raises UnknownKind, Unreadable, Refused.
    """
    if kind != "application/json":
        raise UnknownKind("Send application/json.")
    try:
        found = _json(body.decode("utf-8-sig"), 0)
    except UnicodeDecodeError as error:
        raise Unreadable(f"The body is not UTF-8: byte {error.start} is wrong.") from error
    problems = list(_unfit(found, (), 0))
    if problems:
        raise Refused(problems)
    return found


def _unfit(value: Any, place: tuple[str, ...], depth: int) -> Iterator[Problem]:
    where = ".".join(place)[:200] or "body"
    if depth > DEEPEST:
        yield Problem("too-deep", where, "is nested too deeply.")
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _unfit(key, (*place, _shown(key)), depth + 1)
            yield from _unfit(item, (*place, _shown(key)), depth + 1)
    elif isinstance(value, list):
        for number, item in enumerate(value, 1):
            yield from _unfit(
                item, (*place[:-1], f"{place[-1] if place else ''}[{number}]"), depth + 1
            )
    elif value is None:
        yield Problem("null", where, "is null.", "Leave it out.")
    elif isinstance(value, str) and not value.isascii() and _has_surrogate(value):
        yield Problem("bad-text", where, "holds half of a character.", "Send whole characters.")
    elif type(value) is int and abs(value) > 2**63 - 1:
        yield Problem("bad-value", where, "is too large a number.")


def _shown(key: str) -> str:
    return key.encode("utf-8", "replace").decode()[:60]


def _has_surrogate(text: str) -> bool:
    return any("\ud800" <= char <= "\udfff" for char in text)
