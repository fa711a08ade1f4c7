"""What `import FILE --as KIND --map M.toml` reads besides conversions, and the map's keys."""

import tomllib
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from app.errors import Problem, Refused
from app.i18n import _
from app.inbound import analytics, asterisk, calllog, threecx
from app.inbound.calllog import Found, Settings
from app.inbound.door import Keys

Importer = Callable[[bytes, str, Keys, Settings], Found]
IMPORTS: Mapping[str, Importer] = MappingProxyType(
    {
        "calls": calllog.read_csv,
        "asterisk": asterisk.read,
        "3cx": threecx.read,
        "app-store": analytics.read,
    }
)


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError(_("a text"))
    return value


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ValueError(_("a list of texts"))
    return tuple(value)


def _table(value: Any) -> Mapping[str, str]:
    if not isinstance(value, dict) or not all(isinstance(item, str) for item in value.values()):
        raise ValueError(_("a table: our field = their column"))
    return MappingProxyType(value)


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(_("true or false"))
    return value


def _zone(value: Any) -> ZoneInfo:
    try:
        return ZoneInfo(_text(value))
    except (ValueError, KeyError, OSError):
        raise ValueError(_("a time zone such as Europe/Paris")) from None


_KEYS: Mapping[str, Callable[[Any], Any]] = {
    "source": _text,
    "columns": _table,
    "order": _texts,
    "zone": _zone,
    "form": _text,
    "uniqueid": _flag,
    "userfield": _flag,
    "contexts": lambda value: frozenset(_texts(value)),
    "called": _text,
}


def settings(kind: str, toml: bytes, name: str = "map") -> Settings:
    """The map of an import. Raises Refused with everything that is wrong in it."""
    try:
        given = tomllib.loads(toml.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Refused([Problem("bad-toml", name, _("is no TOML."), str(error))]) from None
    values: dict[str, Any] = {"source": kind}
    problems: list[Problem] = []
    for key, value in given.items():
        if key not in _KEYS:
            instead = _("Give one of {words}.").format(words=", ".join(_KEYS))
            problems.append(Problem("unknown-key", f"{name}.{key}", _("is no key."), instead))
            continue
        try:
            values[key] = _KEYS[key](value)
        except ValueError as error:
            what = _("is {value!r}.").format(value=value)
            instead = _("Give {right}.").format(right=error)
            problems.append(Problem("bad-value", f"{name}.{key}", what, instead))
    if problems:
        raise Refused(problems)
    return Settings(**values)
