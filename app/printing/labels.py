"""Sheets as geometry: labels that are already cut, and cards or flyers to be cut from a paper."""

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from app.config import resource
from app.errors import Missing, Problem, Refused
from app.i18n import _

TOLERANCE = 0.05  # mm by which a printable may exceed a label
# Papers that cards and flyers are imposed on, mm (ISO 216, and SRA of ISO 217).
PAPERS: Mapping[str, tuple[float, float]] = {
    "a4": (210.0, 297.0),
    "a3": (297.0, 420.0),
    "sra4": (225.0, 320.0),
    "sra3": (320.0, 450.0),
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """Labels on a paper, in mm (see `printables/labels.toml`). `cut`: marks show where to cut."""

    key: str
    name: str
    paper: tuple[float, float]
    label: tuple[float, float]
    grid: tuple[int, int]
    first: tuple[float, float]
    pitch: tuple[float, float]
    calibrate: bool = False
    cut: bool = False

    @property
    def places(self) -> tuple[tuple[float, float], ...]:
        """Left and top of every label, row by row."""
        columns, rows = self.grid
        return tuple(
            (self.first[0] + column * self.pitch[0], self.first[1] + row * self.pitch[1])
            for row in range(rows)
            for column in range(columns)
        )


@cache
def sheets() -> Mapping[str, Sheet]:
    """Every ready-made sheet by its key."""
    with resource("printables", "labels.toml").open("rb") as file:
        tables = tomllib.load(file)
    return {key: _sheet(key, table) for key, table in tables.items()}


def _sheet(key: str, table: Mapping[str, Any]) -> Sheet:
    pairs: dict[str, Any] = {
        name: tuple(v) if isinstance(v, list) else v for name, v in table.items()
    }
    return Sheet(key=key, **pairs)


def sheet(key: str) -> Sheet:
    """The sheet `key`. Raises Missing, naming those there are."""
    found = sheets().get(key)
    if found is None:
        raise Missing(f"no label sheet {key!r}; there are {', '.join(sheets())}")
    return found


def imposed(
    trim: tuple[float, float],
    *,
    paper: tuple[float, float] = (210.0, 297.0),
    bleed: float = 3.0,
    margin: float = 8.0,
) -> Sheet:
    """As many of `trim` as a paper holds with their bleed, to be cut; the paper is turned where
    that holds more. Raises Refused."""
    width, height = trim
    gap = 2 * bleed

    def fitting(sides: tuple[float, float]) -> tuple[int, int]:
        across, down = (side - 2 * margin + 1e-9 for side in sides)
        return int(across // (width + gap)), int(down // (height + gap))

    paper = max((paper, paper[::-1]), key=lambda sides: math.prod(fitting(sides)))
    columns, rows = fitting(paper)
    if columns < 1 or rows < 1:
        raise Refused([too_big(trim, paper)])
    used = (columns * (width + gap) - gap, rows * (height + gap) - gap)
    first = ((paper[0] - used[0]) / 2, (paper[1] - used[1]) / 2)
    name = f"{columns} × {rows}"
    pitch = (width + gap, height + gap)
    return Sheet("imposed", name, paper, trim, (columns, rows), first, pitch, cut=True)


def check(on: Sheet) -> None:
    """Raises Refused for a sheet whose labels overlap or leave the paper."""
    problems: list[Problem] = []
    for axis in (0, 1):
        end = on.first[axis] + (on.grid[axis] - 1) * on.pitch[axis] + on.label[axis]
        if end > on.paper[axis] + TOLERANCE or on.first[axis] < 0:
            problems.append(_bad(on, _("its labels leave the paper.")))
        if on.grid[axis] > 1 and on.pitch[axis] < on.label[axis] - 2 * TOLERANCE:
            problems.append(_bad(on, _("its labels overlap.")))
    if problems:
        raise Refused(dict.fromkeys(problems))


def _bad(on: Sheet, what: str) -> Problem:
    return Problem("bad-sheet", on.name, what, _("Check its measures."))


def too_big(trim: tuple[float, float], room: tuple[float, float]) -> Problem:
    """The problem of a printable that its place cannot hold."""
    what = _("{w:g} × {h:g} mm does not fit {a:g} × {b:g} mm.")
    return Problem(
        "too-big",
        _("sheet"),
        what.format(w=trim[0], h=trim[1], a=room[0], b=room[1]),
        _("Choose a larger sheet."),
    )
