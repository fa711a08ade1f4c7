"""What a PDF says about itself as a press file: boxes, fonts, hidden bombs. Not a conformance test.

Conformance to PDF/X is for a validator; these are the faults that stop a job at the printer's.
"""

import io
import zlib
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any, NamedTuple

import pikepdf

from app.i18n import _
from app.printing.preflight.page import MM_PER_INCH, Box, refused
from app.printing.preflight.plates import inks_in
from app.printing.preflight.verdict import Finding

_MM = MM_PER_INCH / 72
_SUSPECT_BYTES = 64 << 10
_MOST_UNPACKED = 256 << 20
_MOST_IMAGE_PIXELS = 100_000_000
_STANDARD_BOXES = ("/MediaBox", "/CropBox", "/BleedBox", "/TrimBox")


class About(NamedTuple):
    """One page: its trim on the page as shown, findings, and which inks draw a box of it."""

    trim: Box | None
    facts: tuple[Finding, ...]
    plates: Callable[[Box], tuple[str, ...] | None]


def inspect(data: bytes, name: str) -> Callable[[int], About]:
    """Open a PDF for questions about its pages, by place from 0. Raises Refused for a bomb."""
    try:
        pdf = pikepdf.open(io.BytesIO(data))
        _no_bombs(pdf, name)
    except (pikepdf.PdfError, pikepdf.PasswordError, RuntimeError):
        return lambda _place: About(None, (), lambda _box: None)

    def about(place: int) -> About:
        try:
            page = pdf.pages[place]
            shown = _shown(page)
            facts = (*_boxes(page), _fonts(page))
        except (pikepdf.PdfError, ValueError, TypeError, KeyError, IndexError, AttributeError):
            return About(None, (), lambda _box: None)
        trim = shown(_box(page.obj["/TrimBox"])) if "/TrimBox" in page.obj else None

        def plates(box: Box) -> tuple[str, ...] | None:
            # Asked anew: pikepdf's pages die with their document, so the answer keeps it.
            return inks_in(pdf.pages[place], shown, box)

        return About(trim, facts, plates)

    return about


Corners = tuple[float, float, float, float]


def _box(value: Any) -> Corners:
    left, bottom, right, top = (float(side) for side in value)
    return min(left, right), min(bottom, top), max(left, right), max(bottom, top)


def _shown(page: pikepdf.Page) -> Callable[[Corners], Box]:
    """A function from PDF points (y up) to mm on the page as it is shown (y down, turned)."""
    left, bottom, right, top = _box(page.cropbox)
    turn = int(page.obj.get("/Rotate", 0)) % 360

    def convert(corners: Corners) -> Box:
        x0, y0, x1, y1 = corners
        ahead = (x0 - left, top - y1, x1 - left, top - y0)
        aside = {
            0: ahead,
            90: (y0 - bottom, x0 - left, y1 - bottom, x1 - left),
            180: (right - x1, y0 - bottom, right - x0, y1 - bottom),
            270: (top - y1, right - x1, top - y0, right - x0),
        }.get(turn, ahead)
        return Box(*(side * _MM for side in aside))

    return convert


def _boxes(page: pikepdf.Page) -> Iterator[Finding]:
    """Whether TrimBox lies in BleedBox in MediaBox (ISO 15930-7, 6.14)."""
    given = [_box(page.obj[key]) for key in _STANDARD_BOXES if key in page.obj]
    nested = all(
        inner[0] >= outer[0] - 0.01
        and inner[1] >= outer[1] - 0.01
        and inner[2] <= outer[2] + 0.01
        and inner[3] <= outer[3] + 0.01
        for outer, inner in pairwise(given)
    )
    if not nested:
        yield Finding(
            "boxes",
            "D",
            _("The page boxes do not nest: trim must lie in bleed, bleed in media."),
            do=_("Export again with the trim and bleed of the finished size."),
        )
    elif "/TrimBox" not in page.obj:
        yield Finding(
            "boxes",
            None,
            _("The PDF states no trim box; the page edge is taken as the trim."),
            do=_("Export with trim box and bleed, so that the printer need not guess."),
        )
    else:
        yield Finding("boxes", "A", _("Trim, bleed and media boxes nest."))


def _fonts(page: pikepdf.Page) -> Finding:
    """Whether every font of the page is embedded."""
    missing = sorted(set(_unembedded(page.obj.get("/Resources"), 0)))
    if missing and _shows_text(page):
        return Finding(
            "fonts",
            "D",
            _("Fonts are not embedded: {names}.").format(names=", ".join(missing)),
            do=_("Embed the fonts or turn the text into outlines."),
        )
    return Finding("fonts", "A", _("Every font is embedded."))


def _unembedded(resources: Any, depth: int) -> Iterator[str]:
    if resources is None or depth > 5:
        return
    for font in resources.get("/Font", {}).values():
        for part in font.get("/DescendantFonts", [font]):
            described = part.get("/FontDescriptor", {})
            if part.get("/Subtype") != "/Type3" and not any(
                key in described for key in ("/FontFile", "/FontFile2", "/FontFile3")
            ):
                yield str(part.get("/BaseFont", "?")).lstrip("/")
    for form in resources.get("/XObject", {}).values():
        if form.get("/Subtype") == "/Form" and "/Resources" in form:
            yield from _unembedded(form["/Resources"], depth + 1)


def _shows_text(page: pikepdf.Page) -> bool:
    """Whether a page or a form of it sets any text: fonts that are only listed do no harm."""
    resources: Any = page.obj.get("/Resources", {})
    holders: list[Any] = [page.obj, *resources.get("/XObject", {}).values()]
    for holder in holders:
        if holder is not page.obj and holder.get("/Subtype") != "/Form":
            continue
        instructions: Any = pikepdf.parse_content_stream(holder, "Tj TJ ' \"")
        if len(instructions):
            return True
    return False


def _no_bombs(pdf: pikepdf.Pdf, name: str) -> None:
    """Refuse a file whose streams unpack to far more than any printed thing needs."""
    unpacked = 0
    for item in pdf.objects:
        if not isinstance(item, pikepdf.Stream):
            continue
        pixels = int(item.get("/Width", 0)) * int(item.get("/Height", 0))
        if int(item.get("/Length", 0)) > _SUSPECT_BYTES and "/Filter" in item:
            unpacked += _unpacked(item.read_raw_bytes(), _MOST_UNPACKED - unpacked + 1)
        if unpacked > _MOST_UNPACKED or pixels > _MOST_IMAGE_PIXELS:
            raise refused(
                name,
                "file-too-large",
                _("a part of the PDF unpacks to too much."),
                _("Reduce its pictures to the resolution that is printed."),
            )


def _unpacked(raw: bytes, most: int) -> int:
    """How many bytes deflated `raw` unpacks to, counted up to `most`; 0 for other filters."""
    worker, count, rest = zlib.decompressobj(), 0, raw
    try:
        while rest and count < most and not worker.eof:
            count += len(worker.decompress(rest, 1 << 20))
            rest = worker.unconsumed_tail
    except zlib.error:
        return count
    return count
