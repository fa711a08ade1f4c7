"""A file of any kind as pages that can be rendered, crop by crop, at a known scale.

The file is somebody else's: what is broken, locked, oversized or reaches outside is Refused.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from app.errors import Problem, Refused
from app.i18n import _
from app.printing.preflight.verdict import Finding

Pixels = NDArray[np.uint8]
MAX_BYTES = 200 << 20
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

    @property
    def whole(self) -> Box:
        """The page itself as a box."""
        return Box(0.0, 0.0, *self.size)

    def render(self, box: Box, px_per_mm: float) -> Pixels:
        """`box` as sRGB pixels. Raises Refused where that would take too much memory."""
        if box.width * box.height * px_per_mm * px_per_mm > MAX_PIXELS:
            raise ValueError("render in parts")
        return self.canvas.render(box, px_per_mm)


def open_pages(data: bytes, name: str) -> Sequence[Page]:
    """The pages of a PDF, SVG, PNG, JPEG or EPS file. Raises Refused saying what is wrong."""
    if not data:
        raise refused(name, "empty-file", _("the file is empty."))
    if len(data) > MAX_BYTES:
        raise refused(
            name,
            "file-too-large",
            _("the file has {size} MB.").format(size=len(data) >> 20),
            _("Give one of {most} MB at most.").format(most=MAX_BYTES >> 20),
        )
    # Imported where needed: each kind brings a library of its own.
    if b"%PDF-" in data[:1024]:
        from app.printing.preflight.pdf import read_pdf as read
    elif data.startswith((b"%!PS", b"\xc5\xd0\xd3\xc6")):
        from app.printing.preflight.eps import read_eps as read
    elif data.startswith((b"\x89PNG", b"\xff\xd8\xff")):
        from app.printing.preflight.picture import read_picture as read
    elif _is_markup(data):
        from app.printing.preflight.svg import read_svg as read
    else:
        raise refused(
            name,
            "unknown-file",
            _("this is no file that can be checked."),
            _("Give a PDF, SVG, PNG, JPEG or EPS file."),
        )
    return read(data, name)


def refused(name: str, code: str, what: str, instead: str = "") -> Refused:
    """The one problem of one file, ready to be raised."""
    return Refused([Problem(code, name, what, instead)])


def _is_markup(data: bytes) -> bool:
    head = data[:4096].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")
    return head.startswith((b"<", b"<\x00"))
