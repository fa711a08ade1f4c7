"""Artwork: everything that is drawn on one printable, in order, before any file format.

Lengths are millimetres at full size, x to the right and y down from the top left of the trim.
"""

import math
from dataclasses import dataclass

from app.printing.inks import BLACK, Ink
from app.printing.symbol import Symbol

# ("M", x, y), ("L", x, y), ("C", x1, y1, x2, y2, x, y) or ("Z",)
Segment = tuple[str | float, ...]
Segments = tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Gradient:
    """A run from one ink to another across the symbol: `angle` in degrees, or `radial`."""

    start: Ink
    end: Ink
    angle: float = 0.0
    radial: bool = False

    def line(self, width: float, height: float) -> tuple[float, float, float, float]:
        """From where to where it runs over a symbol of this size: x1, y1, x2, y2.

        Radial: from the centre to a corner. Linear: through the centre, corner to corner.
        """
        x, y = width / 2, height / 2
        if self.radial:
            return (x, y, width, height)
        dx, dy = math.cos(math.radians(self.angle)), math.sin(math.radians(self.angle))
        reach = abs(dx) * x + abs(dy) * y
        return (x - dx * reach, y - dy * reach, x + dx * reach, y + dy * reach)


@dataclass(frozen=True, slots=True)
class Shape:
    """A filled path (nonzero rule, or `even_odd`), or a line `stroke` mm wide where that is not 0.

    Its own units are placed by `x`, `y` (mm) and `scale` (mm a unit).
    """

    segments: Segments
    ink: Ink
    x: float = 0.0
    y: float = 0.0
    scale: float = 1.0
    stroke: float = 0.0
    even_odd: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text: baseline from (x, y), em of `size` mm, `tracking` in ems a letter."""

    text: str
    x: float
    y: float
    size: float
    face: str
    ink: Ink = BLACK
    tracking: float = 0.0


@dataclass(frozen=True, slots=True)
class Picture:
    """A raster picture: the bytes of a checked PNG, with or without an alpha channel."""

    png: bytes
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Layer:
    """A part of a styled symbol: a path in modules, and what it is painted with."""

    segments: Segments
    paint: Ink | Gradient


@dataclass(frozen=True, slots=True)
class Modules:
    """A symbol in place: top left of its first module, and the side of a module in mm.

    No `layers`: plain square modules in `ink`.
    """

    symbol: Symbol
    x: float
    y: float
    module: float
    ink: Ink = BLACK
    layers: tuple[Layer, ...] = ()

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, width, height in mm without the quiet zone."""
        return (self.x, self.y, self.symbol.width * self.module, self.symbol.height * self.module)

    @property
    def zone(self) -> tuple[float, float, float, float]:
        """Left, top, width, height in mm with the quiet zone."""
        rim = self.symbol.quiet * self.module
        left, top, width, height = self.box
        return (left - rim, top - rim, width + 2 * rim, height + 2 * rim)


Item = Shape | Text | Picture | Modules


@dataclass(frozen=True, slots=True)
class Artwork:
    """A printable before it is a file. `trim` (width, height) and `bleed` at full size, in mm.

    `scale` (0.1 for 1:10), `mirror` (seen through glass: printed mirrored, backed with white),
    `marks` and `profile` (an ICC output profile) matter to press formats only; SVG and PNG show the
    trim at full size as a passer-by sees it.
    """

    title: str
    language: str
    trim: tuple[float, float]
    bleed: float
    items: tuple[Item, ...]
    scale: float = 1.0
    mirror: bool = False
    marks: bool = False
    profile: bytes | None = None

    @property
    def modules(self) -> Modules | None:
        """The first symbol, or None where only an address or a mark is printed."""
        return next((item for item in self.items if isinstance(item, Modules)), None)

    @property
    def plates(self) -> tuple[str, ...]:
        """The names of all plates that the items need, process inks first."""
        names: dict[str, None] = {}
        for item in self.items:
            for ink in inks(item):
                names |= dict.fromkeys((ink._replace(spot="") if self.mirror else ink).plates)
            if isinstance(item, Picture):
                names |= dict.fromkeys(("Cyan", "Magenta", "Yellow", "Black"))
        if self.mirror:
            names |= {"White": None}
        process = ("Cyan", "Magenta", "Yellow", "Black")
        order = [name for name in process if name in names]
        return (*order, *(name for name in names if name not in process))


def inks(item: Item) -> tuple[Ink, ...]:
    """Every ink that one item uses; none for a picture."""
    if isinstance(item, Picture):
        return ()
    if isinstance(item, Modules) and item.layers:
        paints = [layer.paint for layer in item.layers]
        return tuple(
            ink
            for paint in paints
            for ink in ((paint.start, paint.end) if isinstance(paint, Gradient) else (paint,))
        )
    return (item.ink,)


def rectangle(
    left: float, top: float, width: float, height: float, radius: float = 0.0
) -> Segments:
    """A rectangle as a path, its corners rounded with `radius`; clockwise on the page."""
    right, bottom = left + width, top + height
    r = min(radius, width / 2, height / 2)
    if r <= 0:
        corners = ((right, top), (right, bottom), (left, bottom))
        return (("M", left, top), *(("L", x, y) for x, y in corners), ("Z",))
    k = r * 0.4477  # 1 - 0.5523: the control point of a cubic quarter circle
    return (
        ("M", left + r, top),
        ("L", right - r, top),
        ("C", right - k, top, right, top + k, right, top + r),
        ("L", right, bottom - r),
        ("C", right, bottom - k, right - k, bottom, right - r, bottom),
        ("L", left + r, bottom),
        ("C", left + k, bottom, left, bottom - k, left, bottom - r),
        ("L", left, top + r),
        ("C", left, top + k, left + k, top, left + r, top),
        ("Z",),
    )


def polygons(contours: tuple[tuple[tuple[int, int], ...], ...]) -> Segments:
    """Closed straight contours as a path."""
    found: list[Segment] = []
    for (x, y), *rest in contours:
        found += [("M", x, y), *(("L", a, b) for a, b in rest), ("Z",)]
    return tuple(found)


def reversed_path(segments: Segments) -> Segments:
    """A closed path run the other way round, so that it cuts a hole (nonzero rule)."""
    points: list[tuple[str | float, ...]] = [s for s in segments if s[0] != "Z"]
    found: list[Segment] = [("M", *points[-1][-2:])]
    for place in range(len(points) - 1, 0, -1):
        name, *values = points[place]
        goal = points[place - 1][-2:]
        if name == "L":
            found.append(("L", *goal))
        else:
            found.append(("C", *values[2:4], *values[0:2], *goal))
    return (*found, ("Z",))
