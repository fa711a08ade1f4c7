"""Printables on sheets, in reading order, as many pages as they need.

Office printers are never exact: an offset and a scale, found with the test grid, put them right.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from io import BytesIO

import pikepdf
from reportlab.pdfgen.canvas import Canvas

from app.printing.artwork import Artwork, Item, Segments, Shape, Text, rectangle
from app.printing.copies import TRUE, Copies
from app.printing.copies import Calibration as Calibration
from app.printing.inks import BLACK, GREY
from app.printing.labels import Sheet, check
from app.printing.pdf import draw, start
from app.printing.pdfx import label
from app.printing.press import HAIRLINE, POINT

_CUT_GAP, _CUT_LENGTH = 1.0, 4.0


def write_sheets(
    files: Sequence[bytes],
    on: Sheet,
    *,
    calibration: Calibration = TRUE,
    skip: int = 0,
    title: str = "",
    language: str = "fr",
    profile: bytes | None = None,
) -> bytes:
    """PDF printables on sheets, page after page of each, as a PDF with the very same drawings.

    A page lies with its trim box in the middle of its label, cut off there, or at its bleed box
    where marks show where to cut. `skip` labels of the first sheet are already used. `profile`
    makes it a PDF/X-4, as it does the files.

    Raises Refused where a page is larger than a label, the sheet does not fit its paper, or a file
    is no PDF.
    """
    check(on)
    skip %= len(on.places)
    with ExitStack() as opened:
        copies = Copies(opened, on)
        placed = [copy for data in files for copy in copies.of(data)]
        count = max(1, -(-(skip + len(placed)) // len(on.places)))
        target = opened.enter_context(_papers(on, count, calibration, title, language))
        for number, page in enumerate(target.pages):
            first = number * len(on.places)
            room = zip(range(first, first + len(on.places)), on.places, strict=True)
            here = [
                (place, placed[at - skip]) for at, place in room if 0 <= at - skip < len(placed)
            ]
            copies.lay(target, page, here, calibration)
        buffer = BytesIO()
        target.save(buffer, deterministic_id=True)
    return label(buffer.getvalue(), profile, title) if profile else buffer.getvalue()


def filled(files: Sequence[bytes], on: Sheet, copies: int | None, skip: int = 0) -> list[bytes]:
    """`copies` of each file in turn; None: as many as fill one sheet, shared out evenly."""
    room = len(on.places) - skip % len(on.places)
    count = copies or max(1, room // len(files))
    return [data for data in files for _number in range(count)]


def _papers(
    on: Sheet, count: int, calibration: Calibration, title: str, language: str
) -> pikepdf.Pdf:
    """Empty sheets, but for the marks."""
    buffer = BytesIO()
    page = start(buffer, title or on.name, language, (on.paper[0] * POINT, on.paper[1] * POINT))
    for _number in range(count):
        if on.cut:
            page.saveState()
            _calibrated(page, on, calibration)
            _cut_marks(page, on)
            page.restoreState()
        page.showPage()
    page.save()
    return pikepdf.open(BytesIO(buffer.getvalue()))


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


def _calibrated(page: Canvas, on: Sheet, calibration: Calibration) -> None:
    """From mm, y down, to the page, stretched about the middle of the paper."""
    width, height = on.paper
    x = width / 2 * (1 - calibration.across) + calibration.x
    y = height / 2 * (1 - calibration.down) + calibration.y
    page.transform(POINT, 0, 0, -POINT, 0, height * POINT)
    page.transform(calibration.across, 0, 0, calibration.down, x, y)


def _cut_marks(page: Canvas, on: Sheet) -> None:
    """Lines in the margin at every edge to cut, all the way around."""
    width, height = on.paper
    page.setStrokeColorCMYK(0, 0, 0, 1)
    page.setLineWidth(HAIRLINE / POINT)
    lefts, tops = {left for left, _top in on.places}, {top for _left, top in on.places}
    bleed = max((on.pitch[0] - on.label[0]) / 2, 0.0)
    low = min(tops) - bleed - _CUT_GAP
    high = max(tops) + on.label[1] + bleed + _CUT_GAP
    for x in {*lefts, *(left + on.label[0] for left in lefts)}:
        page.line(x, max(low - _CUT_LENGTH, 0), x, low)
        page.line(x, high, x, min(high + _CUT_LENGTH, height))
    low = min(lefts) - bleed - _CUT_GAP
    high = max(lefts) + on.label[0] + bleed + _CUT_GAP
    for y in {*tops, *(top + on.label[1] for top in tops)}:
        page.line(max(low - _CUT_LENGTH, 0), y, low, y)
        page.line(high, y, min(high + _CUT_LENGTH, width), y)
