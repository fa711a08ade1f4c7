"""Values as TOML 1.0 text. Reading is the standard library's `tomllib`."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def write(document: Mapping[str, Any]) -> str:
    """A document of tables. Tables in lists become [[arrays]] where they hold more than texts."""
    return "\n".join(_table(document, ())).strip() + "\n"


def _table(table: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[str]:
    plain = {key: value for key, value in table.items() if not _opens(key, value, path)}
    for key, value in plain.items():
        yield _line(key, value)
    for key, value in table.items():
        if key in plain:
            continue
        name = ".".join(_key(part) for part in (*path, key))
        for item in value if isinstance(value, list) else [value]:
            nested = all(_opens(inner, found, (*path, key)) for inner, found in item.items())
            if isinstance(value, list):
                yield f"\n[[{name}]]"
            elif not nested or not item:
                yield f"\n[{name}]"
            yield from _table(item, (*path, key))


def _opens(key: str, value: Any, path: tuple[str, ...]) -> bool:
    """Whether a value gets a header of its own: tables down to the second level, and placements."""
    if isinstance(value, list):
        return not path and key == "placements"
    return isinstance(value, Mapping) and len(path) < 2 and key != "call_to_action"


def _line(key: str, value: Any) -> str:
    if isinstance(value, list) and value and isinstance(value[0], Mapping):
        rows = "".join(f"  {_value(item)},\n" for item in value)
        return f"{_key(key)} = [\n{rows}]"
    return f"{_key(key)} = {_value(value)}"


def inline(value: Any) -> str:
    """A value as it stands after a key."""
    return _value(value)


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        inside = ", ".join(f"{_key(key)} = {_value(item)}" for key, item in value.items())
        return f"{{ {inside} }}" if inside else "{}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        # A JSON text is a TOML basic string, but for DEL, which TOML wants escaped.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, bool | int | float):
        return json.dumps(value)
    raise TypeError(f"{value!r} has no TOML form here")


def _key(text: str) -> str:
    return text if _BARE.fullmatch(text) else _value(text)
