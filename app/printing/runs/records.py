"""Data files for variable-data printing: one line a copy, as CSV or as JSON lines."""

import json
from collections.abc import Iterator

from app.printing.runs.mint import text
from app.printing.runs.run import Run
from app.printing.runs.spool import Part

_COPIES = 4096


class Csv:
    """`serial,token,url` under a heading; RFC 4180 line ends, all of it ASCII."""

    copies = _COPIES

    def __init__(self, run: Run) -> None:
        self._run = run

    def head(self) -> Part:
        """See formats.Format."""
        return Part(b"serial,token,url\r\n")

    def part(self, first: int, count: int, at: int) -> Part:
        """See formats.Format."""
        base = self._run.base
        tokens = text(self._run.digits(first, count))
        lines = [
            f"{serial},{token},{base}{token}\r\n" for serial, token in enumerate(tokens, first)
        ]
        return Part("".join(lines).encode("ascii"))

    def foot(self, at: int, index: Iterator[bytes]) -> Iterator[bytes]:
        """See formats.Format."""
        return iter(())


class JsonLines(Csv):
    """One object a line, with the same three keys."""

    def head(self) -> Part:
        """See formats.Format."""
        return Part(b"")

    def part(self, first: int, count: int, at: int) -> Part:
        """See formats.Format."""
        base = json.dumps(self._run.base)[:-1]  # tokens need no escapes
        tokens = text(self._run.digits(first, count))
        lines = [
            f'{{"serial":{serial},"token":"{token}","url":{base}{token}"}}\n'
            for serial, token in enumerate(tokens, first)
        ]
        return Part("".join(lines).encode("ascii"))
