"""Printables on sheets, in reading order, as many pages as they need.

Office printers are never exact: an offset and a scale, found with the test grid, put them right.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO

from reportlab.pdfgen.canvas import Canvas

from app.errors import Refused
from app.printing.artwork import Artwork, Item, Segments, Shape, Text, rectangle
from app.printing.inks import BLACK, GREY
from app.printing.labels import TOLERANCE, Sheet, check, too_big
from app.printing.pdf import draw, start
from app.printing.press import HAIRLINE, POINT

_CUT_GAP, _CUT_LENGTH = 1.0, 4.0


@dataclass(frozen=True, slots=True)
class Calibration:
    """What a printer gets wrong: `x`, `y` mm to move everything, and the scale across and down."""

    x: float = 0.0
    y: float = 0.0
    across: float = 1.0
    down: float = 1.0


TRUE = Calibration()


def write_sheets(
    artworks: Sequence[Artwork], on: Sheet, *, calibration: Calibration = TRUE, skip: int = 0
) -> bytes:
    """The printables on sheets, as a PDF. `skip` labels of the first sheet are already used.

    Raises Refused where a printable is larger than a label, or the sheet does not fit its paper.
    """
    check(on)
    for artwork in artworks:
        if any(a > b + TOLERANCE for a, b in zip(artwork.trim, on.label, strict=True)):
            raise Refused([too_big(artwork.trim, on.label)])
    buffer = BytesIO()
    title = artworks[0].title if artworks else on.name
    page = start(buffer, title, "fr", (on.paper[0] * POINT, on.paper[1] * POINT))
    for content in _pages(artworks, on, skip):
        page.saveState()
        _calibrated(page, on, calibration)
        for (left, top), artwork in content:
            _place(page, on, artwork, left, top)
        if on.cut:
            _cut_marks(page, on)
        page.restoreState()
        page.showPage()
    page.save()
    return buffer.getvalue()


def calibration_grid(on: Sheet, *, calibration: Calibration = TRUE) -> bytes:
    """A page with the outline of every label and a ruler, to print on plain paper and compare."""
    check(on)
    buffer = BytesIO()
    page = start(buffer, on.name, "fr", (on.paper[0] * POINT, on.paper[1] * POINT))
    _calibrated(page, on, calibration)
    items: list[Item] = []
    for number, (left, top) in enumerate(on.places, start=1):
        items.append(Shape(rectangle(left, top, *on.label), BLACK, stroke=0.1))
        items.append(Text(str(number), left + 2, top + 5, 3, "text", GREY))
    width, height = on.paper
    items += [Shape(line, BLACK, stroke=0.1) for line in _ruler(width / 2, height / 2)]
    draw(page, Artwork(on.name, "", on.paper, 0, tuple(items)))
    page.showPage()
    page.save()
    return buffer.getvalue()


def _ruler(x: float, y: float) -> Iterator[Segments]:
    """Two rulers of 100 mm that cross: what they measure on paper gives the scale."""
    yield (("M", x - 50, y), ("L", x + 50, y))
    yield (("M", x, y - 50), ("L", x, y + 50))
    for step in range(-50, 51, 10):
        yield (("M", x + step, y - 1.5), ("L", x + step, y + 1.5))
        yield (("M", x - 1.5, y + step), ("L", x + 1.5, y + step))


_Placed = tuple[tuple[float, float], Artwork]


def _pages(artworks: Sequence[Artwork], on: Sheet, skip: int) -> Iterator[list[_Placed]]:
    places = on.places
    skip %= len(places)
    queue = list(artworks)
    while queue:
        room = places[skip:]
        yield list(zip(room, queue[: len(room)], strict=False))
        queue, skip = queue[len(room) :], 0


def _calibrated(page: Canvas, on: Sheet, calibration: Calibration) -> None:
    """From mm, y down, to the page, stretched about the middle of the paper."""
    width, height = on.paper
    x = width / 2 * (1 - calibration.across) + calibration.x
    y = height / 2 * (1 - calibration.down) + calibration.y
    page.transform(POINT, 0, 0, -POINT, 0, height * POINT)
    page.transform(calibration.across, 0, 0, calibration.down, x, y)


def _place(page: Canvas, on: Sheet, artwork: Artwork, left: float, top: float) -> None:
    """One printable in the middle of its label, cut to its trim, or to its bleed if it is cut."""
    x = left + (on.label[0] - artwork.trim[0]) / 2
    y = top + (on.label[1] - artwork.trim[1]) / 2
    over = artwork.bleed if on.cut else 0.0
    page.saveState()
    page.transform(1, 0, 0, 1, x, y)
    clip = page.beginPath()
    clip.rect(-over, -over, artwork.trim[0] + 2 * over, artwork.trim[1] + 2 * over)
    page.clipPath(clip, stroke=0, fill=0)
    draw(page, artwork)
    page.restoreState()


def _cut_marks(page: Canvas, on: Sheet) -> None:
    """Lines in the margin at every edge to cut, all the way around."""
    width, height = on.paper
    page.setStrokeColorCMYK(0, 0, 0, 1)
    page.setLineWidth(HAIRLINE / POINT)
    lefts, tops = {left for left, _top in on.places}, {top for _left, top in on.places}
    low = min(tops) - 3 - _CUT_GAP
    high = max(tops) + on.label[1] + 3 + _CUT_GAP
    for x in {*lefts, *(left + on.label[0] for left in lefts)}:
        page.line(x, max(low - _CUT_LENGTH, 0), x, low)
        page.line(x, high, x, min(high + _CUT_LENGTH, height))
    low = min(lefts) - 3 - _CUT_GAP
    high = max(lefts) + on.label[0] + 3 + _CUT_GAP
    for y in {*tops, *(top + on.label[1] for top in tops)}:
        page.line(max(low - _CUT_LENGTH, 0), y, low, y)
        page.line(high, y, min(high + _CUT_LENGTH, width), y)
