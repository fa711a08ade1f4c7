"""The pictograms of `printables/icons.toml` as line drawings that any writer can paint."""

import tomllib
from collections.abc import Mapping
from functools import cache

from fontTools.svgLib.path.parser import parse_path

from app.config import resource
from app.printing.artwork import Segments, Shape
from app.printing.fonts import PathPen
from app.printing.inks import Ink

GRID = 24.0


@cache
def _icons() -> tuple[float, Mapping[str, Segments]]:
    with resource("printables", "icons.toml").open("rb") as file:
        data = tomllib.load(file)
    return data["line"], {name: _path(text) for name, text in data["icons"].items()}


def _path(text: str) -> Segments:
    pen = PathPen()
    parse_path(text, pen)  # type: ignore[no-untyped-call]
    return tuple(pen.segments)


def icon(name: str, left: float, top: float, side: float, ink: Ink) -> Shape:
    """The pictogram `name` in a square of `side` mm."""
    line, icons = _icons()
    return Shape(icons[name], ink, left, top, side / GRID, line * side / GRID)
