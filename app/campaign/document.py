"""A TOML file whose values know their line, and the table reader that notes every problem.

The reader never stops at the first fault: it notes a Problem and goes on with a harmless value;
`Notes.raise_if_any` refuses the whole file at the end.
"""

import difflib
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from app.errors import Problem, Refused
from app.i18n import _

Place = tuple[str | int, ...]
_HEADER = re.compile(r"(\[\[?)\s*([\w.\-\"' ]+?)\s*\]\]?\s*(#.*)?")
_KEY = re.compile(r"([\w.\-\"']+)\s*=")


class Notes:
    """The problems found so far in one campaign file."""

    def __init__(self, name: str, lines: Mapping[Place, int]) -> None:
        self.name = name
        self._lines = lines
        self.problems: list[Problem] = []

    def add(self, code: str, place: Place, what: str, instead: str = "") -> None:
        """Note a problem with the value at `place`."""
        self.problems.append(Problem(code, self.where(place), what, instead))

    def where(self, place: Place) -> str:
        """`file:line key.path` of the nearest place that has a line of its own."""
        line = next(
            (
                self._lines[place[:end]]
                for end in range(len(place), 0, -1)
                if place[:end] in self._lines
            ),
            1,
        )
        path = "".join(f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in place)
        return f"{self.name}:{line} {path.lstrip('.')}".rstrip()

    def raise_if_any(self) -> None:
        """Raise Refused with every problem noted."""
        if self.problems:
            raise Refused(self.problems)


def read(path: Path) -> tuple[dict[str, Any], Notes]:
    """The tables of a TOML file and the notes to be taken on it. Raises Refused for no TOML."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        tables = tomllib.loads(text)
    except FileNotFoundError:
        raise Refused([Problem("no-file", str(path), _("does not exist."))]) from None
    except (UnicodeDecodeError, OSError) as error:
        what = _("cannot be read as UTF-8 text ({error}).").format(error=error)
        raise Refused([Problem("unreadable", str(path), what)]) from error
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        where = f"{path.name}:{line[1]}" if line else path.name
        what = _("is not TOML: {error}.").format(error=error)
        raise Refused([Problem("bad-toml", where, what)]) from error
    return tables, Notes(path.name, dict(_lines(text)))


def _lines(text: str) -> Iterator[tuple[Place, int]]:
    """The line of each table, key, and table inside an array that starts a line of its own."""
    table: Place = ()
    place: Place = ()
    arrays: dict[Place, int] = {}
    depth = item = 0
    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.strip()
        if depth == 0:
            header, key = _HEADER.fullmatch(line), _KEY.match(line)
            if header:
                table = _path(header[2])
                if header[1] == "[[":
                    arrays[table] = arrays.get(table, -1) + 1
                    table = (*table, arrays[table])
                yield table, number
                continue
            if key:
                place, item = (*table, *_path(key[1])), 0
                yield place, number
        elif line.startswith("{"):
            yield (*place, item), number
            item += 1
        bare = re.sub(r'"(\\.|[^"\\])*"|\'[^\']*\'|#.*', "", line)
        depth = max(0, depth + sum(map(bare.count, "[{")) - sum(map(bare.count, "]}")))


def _path(dotted: str) -> Place:
    return tuple(part.strip().strip("\"'") for part in dotted.split("."))


class Table:
    """One table of the file. Each getter takes a key, notes what is wrong, and returns a value."""

    def __init__(self, values: object, place: Place, notes: Notes) -> None:
        self.place = place
        self.notes = notes
        self._asked: set[str] = set()
        self._values: Mapping[str, Any] = values if isinstance(values, dict) else {}
        if not isinstance(values, dict):
            notes.add("not-a-table", place, _("is missing or is no table."))

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def raw(self, key: str, default: Any = None) -> Any:
        """The value as it stands."""
        self._asked.add(key)
        return self._values.get(key, default)

    def wrong(self, key: str, code: str, what: str, instead: str = "") -> None:
        """Note a problem with one key."""
        self.notes.add(code, (*self.place, key), what, instead)

    def checked(self, key: str, check: Callable[[Any], Any], default: Any = None) -> Any:
        """`check(value)`, whose ValueError says what would be right; `default` where absent."""
        value = self.raw(key)
        if value is None:
            return default
        try:
            return check(value)
        except (ValueError, TypeError, AttributeError) as error:
            what = _("is {value!r}.").format(value=value)
            self.wrong(key, "bad-value", what, _("Give {right}.").format(right=error))
            return default

    def needed(self, key: str, check: Callable[[Any], Any], default: Any) -> Any:
        """Like `checked`, but its absence is a problem."""
        if key not in self._values:
            self._asked.add(key)
            self.wrong(key, "missing", _("is missing."))
            return default
        return self.checked(key, check, default)

    def tables(self, key: str) -> Iterator["Table"]:
        """The tables of an array."""
        value = self.raw(key, [])
        if not isinstance(value, list):
            self.wrong(key, "not-a-list", _("is no list of tables."))
            value = []
        for index, item in enumerate(value):
            yield Table(item, (*self.place, key, index), self.notes)

    def named(self, key: str) -> Iterator[tuple[str, "Table"]]:
        """The tables of a table, with their names."""
        value = self.raw(key, {})
        if not isinstance(value, dict):
            self.wrong(key, "not-a-table", _("is no table."))
            value = {}
        for name, item in value.items():
            yield name, Table(item, (*self.place, key, name), self.notes)

    def no_more(self) -> None:
        """Note every key that nobody asked for, with the nearest known one."""
        for key in self._values:
            if key not in self._asked:
                close = difflib.get_close_matches(key, self._asked, 1)
                instead = _("Did you mean “{name}”?").format(name=close[0]) if close else ""
                self.wrong(key, "unknown-key", _("is not known here."), instead)


def text(longest: int = 200) -> Callable[[Any], str]:
    """A check for one line of text."""

    def check(value: Any) -> str:
        if not isinstance(value, str) or not 0 < len(value.strip()) <= longest:
            raise ValueError(_("a text of 1 to {longest} characters").format(longest=longest))
        if any(ord(char) < 32 or ord(char) == 127 for char in value):
            raise ValueError(_("a text without control characters"))
        return value.strip()

    return check


def pattern(regex: str, right: str) -> Callable[[Any], str]:
    """A check for a text of a certain form; `right` says which."""

    def check(value: Any) -> str:
        if not isinstance(value, str) or not re.fullmatch(regex, value):
            raise ValueError(right)
        return value

    return check


def choice(*allowed: str) -> Callable[[Any], str]:
    """A check for one of some words."""

    def check(value: Any) -> str:
        if value not in allowed:
            raise ValueError(_("one of {words}").format(words=", ".join(allowed)))
        return str(value)

    return check


def whole(low: int, high: int) -> Callable[[Any], int]:
    """A check for a whole number, also as text (a CSV cell: `1 200`)."""

    def check(value: Any) -> int:
        if isinstance(value, str):
            value = re.sub(r"(?<=\d)\s(?=\d{3}\b)", "", value)
        number = int(value) if isinstance(value, str) and value.isdecimal() else value
        if isinstance(number, bool) or not isinstance(number, int) or not low <= number <= high:
            raise ValueError(_("a whole number from {low} to {high}").format(low=low, high=high))
        return number

    return check


def flag(value: Any) -> bool:
    """A check for true or false."""
    if not isinstance(value, bool):
        raise ValueError("true, false")
    return value


def day(value: Any) -> date:
    """A check for a date, also as text."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(value)
    except (ValueError, TypeError):
        raise ValueError(_("a date such as 2027-03-01")) from None


def several(check: Callable[[Any], str]) -> Callable[[Any], tuple[str, ...]]:
    """A check for a list of texts, or a single one."""

    def check_all(value: Any) -> tuple[str, ...]:
        items: Iterable[Any] = value if isinstance(value, list) else [value]
        return tuple(check(item) for item in items)

    return check_all
