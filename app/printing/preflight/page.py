"""A page of a file, rendered crop by crop at a known scale, whatever kind of file it is."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from app.errors import Problem, Refused
from app.printing.preflight.verdict import Finding

Pixels = NDArray[np.uint8]
MAX_PAGES = 200
MAX_PIXELS = 40_000_000
MM_PER_INCH = 25.4


class Box(NamedTuple):
    """A rectangle of a page in mm from its top left corner, y down."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Width in mm."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Height in mm."""
        return self.bottom - self.top

    def grown(self, by: float) -> "Box":
        """The box with `by` mm more on every side."""
        return Box(self.left - by, self.top - by, self.right + by, self.bottom + by)

    def moved(self, x: float, y: float) -> "Box":
        """The box, `x` mm further right and `y` mm further down."""
        return Box(self.left + x, self.top + y, self.right + x, self.bottom + y)


class Canvas(Protocol):
    """One page of one kind of file."""

    def render(self, box: Box, px_per_mm: float) -> Pixels:
        """`box` as sRGB pixels (height, width, 3); what lies outside the page is white."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page. `size` is in mm; where the file states none (`sized` False) 300 dpi are assumed.

    `trim` is the finished size, None where the file does not state it. `native` is the resolution
    in px/mm of a picture, 0 for vectors. `scale` is 0.1 for artwork drawn at 1:10. `facts` are
    findings about the whole page; `plates` answers for one box which inks draw it, None if unknown.
    `redraws`: drawing a part once more costs less than bending a picture of it.
    """

    number: int
    size: tuple[float, float]
    canvas: Canvas
    sized: bool = True
    trim: Box | None = None
    native: float = 0.0
    scale: float = 1.0
    facts: tuple[Finding, ...] = ()
    plates: Callable[[Box], tuple[str, ...] | None] | None = None
    redraws: bool = False

    @property
    def whole(self) -> Box:
        """The page itself as a box."""
        return Box(0.0, 0.0, *self.size)

    def render(self, box: Box, px_per_mm: float) -> Pixels:
        """`box` as sRGB pixels. Raises Refused where that would take too much memory."""
        if box.width * box.height * px_per_mm * px_per_mm > MAX_PIXELS:
            raise ValueError("render in parts")
        return self.canvas.render(box, px_per_mm)


@dataclass(frozen=True, slots=True)
class _Part:
    canvas: Canvas
    box: Box

    def render(self, box: Box, px_per_mm: float) -> Pixels:
        return self.canvas.render(box.moved(self.box.left, self.box.top), px_per_mm)


def part(page: Page, box: Box) -> Page:
    """What lies in `box` of a page as a page of its own, with no trim and no findings."""
    asked = page.plates

    def plates(inner: Box) -> tuple[str, ...] | None:
        return asked(inner.moved(box.left, box.top)) if asked else None

    return replace(
        page,
        size=(box.width, box.height),
        canvas=_Part(page.canvas, box),
        trim=None,
        facts=(),
        plates=plates if asked else None,
    )


def refused(name: str, code: str, what: str, instead: str = "") -> Refused:
    """The one problem of one file, ready to be raised."""
    return Refused([Problem(code, name, what, instead)])
