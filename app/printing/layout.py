"""Layouts: how the parts of a printable stand on it, read from `printables/layouts/*.toml`.

A layout holds for every trim of its proportions: boxes are fractions of the trim, or hang on the
code, whose size the medium gives.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from app.config import resource
from app.errors import Missing


class Box(NamedTuple):
    """Left, top, width, height in mm."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """The bottom edge."""
        return self.top + self.height

    def grown(self, by: float) -> "Box":
        """The box with `by` mm more on every side."""
        return Box(self.left - by, self.top - by, self.width + 2 * by, self.height + 2 * by)


@dataclass(frozen=True, slots=True)
class Element:
    """One part in its place.

    `box` is left, top, width, height as fractions of the trim. With `at` = `below`, `right`, `left`
    or `above`, left and top are counted from the code's edge on that side. A width or height of 0
    or less runs to the margin (or to the code) and ends that much before it. `size` and `least`
    bound the em as fractions of the short side; `leading` and `tracking` are ems. `when`: shown if
    one of these traits holds; `unless`: not shown if one holds. Traits: `traits()` in compose.
    """

    part: str
    box: tuple[float, float, float, float]
    at: str = ""
    align: str = "left"
    valign: str = "top"
    face: str = "text"
    ink: str = "black"
    size: float = 0.05
    least: float = 0.02
    leading: float = 1.25
    tracking: float = 0.0
    lines: int = 9
    icon: float = 0.0
    radius: float = 0.0
    patch: bool = False
    tail: str = "below"
    when: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()

    def shown(self, traits: frozenset[str]) -> bool:
        """Whether this element is drawn for a content with these traits."""
        wanted = not self.when or not traits.isdisjoint(self.when)
        return wanted and traits.isdisjoint(self.unless)


@dataclass(frozen=True, slots=True)
class Layout:
    """The elements of one layout, bottom one first; `margin` as a fraction of the short side."""

    key: str
    margin: float
    elements: tuple[Element, ...]


@cache
def layouts() -> Mapping[str, Layout]:
    """Every layout by its key, the name of its file."""
    found: dict[str, Layout] = {}
    for path in sorted(resource("printables", "layouts").glob("*.toml")):
        with path.open("rb") as file:
            table = tomllib.load(file)
        elements = tuple(_element(entry) for entry in table["element"])
        found[path.stem] = Layout(path.stem, table["margin"], elements)
    return found


def layout(key: str) -> Layout:
    """The layout `key`. Raises Missing, naming those there are."""
    found = layouts().get(key)
    if found is None:
        names = ", ".join(layouts())
        raise Missing(f"no layout {key!r}; there are {names}", code="unknown-layout")
    return found


def _element(entry: Mapping[str, Any]) -> Element:
    values: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()
    }
    return Element(**values)
