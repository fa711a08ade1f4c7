"""Reading JSON deliveries field by field: what a provider adds or leaves out breaks nothing."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from app.inbound.door import Garbled

_MS = 100_000_000_000  # a time above this, in seconds, would be after the year 5000: it is in ms


def parse(body: bytes) -> Mapping[str, Any]:
    """The JSON object of a body. Raises Garbled."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        raise Garbled("the body is not JSON") from None
    if not isinstance(value, dict):
        raise Garbled("the body is not a JSON object")
    return value


def part(value: Any, *names: str) -> Mapping[str, Any]:
    """The object at the end of a path of names; empty where it is not there."""
    for name in names:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value if isinstance(value, Mapping) else {}


def parts(value: Any, *names: str) -> Iterator[Mapping[str, Any]]:
    """The objects of a list at the end of a path of names."""
    found = part(value, *names[:-1]).get(names[-1]) if names else value
    if isinstance(found, list):
        yield from (item for item in found if isinstance(item, Mapping))


def time(value: Any, otherwise: int) -> int:
    """UTC ms of a provider's time: epoch seconds or ms as a number or text, or RFC 3339."""
    try:
        if isinstance(value, str) and not value.replace(".", "", 1).isdecimal():
            moment = datetime.fromisoformat(value)
            if moment.tzinfo is None:
                return otherwise
            return int(moment.astimezone(UTC).timestamp() * 1000)
        number = float(value)
        return int(number if number > _MS else number * 1000) if 0 < number < 1e15 else otherwise
    except (TypeError, ValueError, OverflowError):
        return otherwise
