"""PDF files as pages, drawn by PDFium."""

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pypdfium2
import pypdfium2.raw

from app.i18n import _
from app.printing.preflight.page import MAX_PAGES, MM_PER_INCH, Box, Page, Pixels, refused
from app.printing.preflight.press import inspect

# Neither module has types.
_pdfium: Any = pypdfium2.raw
_open: Any = pypdfium2.PdfDocument
_AS_RGB = _pdfium.FPDF_REVERSE_BYTE_ORDER
_POINTS_PER_MM = 72 / MM_PER_INCH


@dataclass(frozen=True, slots=True)
class _Sheet:
    page: pypdfium2.PdfPage
    size: tuple[float, float]

    def render(self, box: Box, px_per_mm: float) -> Pixels:
        width = max(1, round(box.width * px_per_mm))
        height = max(1, round(box.height * px_per_mm))
        stride = (width * 3 + 3) // 4 * 4
        raw = np.full((height, stride), 255, np.uint8)  # white
        start = raw.ctypes.data_as(ctypes.c_void_p)
        bitmap = _pdfium.FPDFBitmap_CreateEx(width, height, _pdfium.FPDFBitmap_BGR, start, stride)
        try:
            # PDFium's matrix starts from the page at 72 dpi with y down.
            scale = px_per_mm / _POINTS_PER_MM
            matrix = _pdfium.FS_MATRIX(
                scale, 0, 0, scale, -box.left * px_per_mm, -box.top * px_per_mm
            )
            clip = _pdfium.FS_RECTF(0, 0, width, height)
            _pdfium.FPDF_RenderPageBitmapWithMatrix(
                bitmap, self.page.raw, matrix, clip, _AS_RGB | _pdfium.FPDF_ANNOT
            )
        finally:
            _pdfium.FPDFBitmap_Destroy(bitmap)
        pixels: Pixels = raw[:, : width * 3].reshape(height, width, 3)
        return pixels


def read_pdf(data: bytes, name: str) -> Sequence[Page]:
    """The pages of a PDF. Raises Refused for a broken, locked or endless one."""
    try:
        document = _open(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise refused(
                name, "locked-file", _("the PDF is locked by a password."), _("Give it unlocked.")
            ) from None
        raise refused(name, "broken-file", _("the PDF cannot be read.")) from None
    if not 0 < len(document) <= MAX_PAGES:
        raise refused(
            name,
            "too-many-pages",
            _("the PDF has {count} pages.").format(count=len(document)),
            _("Give 1 to {most}.").format(most=MAX_PAGES),
        )
    press = inspect(data, name)
    pages = []
    for place in range(len(document)):
        try:
            page = document[place]
        except pypdfium2.PdfiumError:
            raise refused(name, "broken-file", _("the PDF cannot be read.")) from None
        width, height = (side / _POINTS_PER_MM for side in page.get_size())
        if not (0.1 < width < 100_000 and 0.1 < height < 100_000):
            raise refused(name, "page-size", _("a page has an impossible size."))
        about = press(place)
        pages.append(
            Page(
                place + 1,
                (width, height),
                _Sheet(page, (width, height)),
                trim=about.trim,
                facts=about.facts,
                plates=about.plates,
                redraws=True,
            )
        )
    return pages
