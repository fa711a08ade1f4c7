"""The file formats of runs, by the ending of their names. A new one: a file, and a line."""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple, Protocol

from app.printing.copies import TRUE, Calibration
from app.printing.labels import Sheet
from app.printing.runs.archive import Archive
from app.printing.runs.pages import Pages
from app.printing.runs.records import Csv, JsonLines
from app.printing.runs.run import Run
from app.printing.runs.spool import Part


class Format(Protocol):
    """A file in parts of `copies` copies; only the last part may hold fewer.

    What a part holds depends on the run, on its place and on `at`, the size of the file before it.
    """

    @property
    def copies(self) -> int: ...

    def head(self) -> Part:
        """What stands before the first copy."""

    def part(self, first: int, count: int, at: int) -> Part:
        """`count` copies from number `first` on."""

    def foot(self, at: int, index: Iterator[bytes]) -> Iterator[bytes]:
        """What stands after the last copy; `index` is every part's entry, in order."""


class Paper(NamedTuple):
    """What a run is printed on; it matters to label sheets only."""

    sheet: Sheet
    calibration: Calibration = TRUE


FORMATS: Mapping[str, Callable[[Run, Paper], Format]] = {
    "csv": lambda run, _paper: Csv(run),
    "jsonl": lambda run, _paper: JsonLines(run),
    "pdf": lambda run, paper: Pages(run, paper.sheet, paper.calibration),
    "zip": lambda run, _paper: Archive(run),
}
