"""Finding every code of a page, and telling ghosts from codes."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np
import zxingcpp
from numpy.typing import NDArray

from app.printing.preflight.inked import inked
from app.printing.preflight.page import Box, Page, Pixels

_MATRIX = ("QR Code", "Micro QR Code", "Data Matrix", "Aztec")
_LINEAR = ("EAN-13", "EAN-8", "UPC-A", "Code 128")
_WANTED = _MATRIX + _LINEAR
QR_ALONE: Any = zxingcpp.QRCode  # ten times as fast as all formats
_FORMATS = zxingcpp.BarcodeFormats(
    (
        zxingcpp.QRCode,
        zxingcpp.MicroQRCode,
        zxingcpp.DataMatrix,
        zxingcpp.Aztec,
        zxingcpp.EAN13,
        zxingcpp.EAN8,
        zxingcpp.UPCA,
        zxingcpp.Code128,
    )
)
_FINE_PX_PER_MM = 10.0  # reads modules of 0.25 mm
_MOST_PIXELS = 6_000_000
_FEW_PIXELS = 800_000  # below which a page is read as it is
_LEAST_SIDE = 480
_SMALL_SIDE = 1000
_MOST_TILES = 16

Quad = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Found:
    """One code as it was read. `quad` are its corners in mm on the page: the symbol's own top left,
    top right, bottom right, bottom left. Version, level and mask are those of a QR code, else 0.
    """

    text: str
    symbology: str
    quad: Quad
    version: int = 0
    level: str = ""
    mask: int = 0

    @property
    def box(self) -> Box:
        """The upright box around the corners."""
        low, high = self.quad.min(axis=0), self.quad.max(axis=0)
        return Box(float(low[0]), float(low[1]), float(high[0]), float(high[1]))


def find(page: Page, module: float = 0.0) -> list[Found]:
    """Every code of `page`, from the top. `module` is the smallest module expected, in mm."""
    whole = page.whole
    fine = 3.0 / module if module else _FINE_PX_PER_MM
    if page.native:
        fine = page.native
    fine = max(fine, _LEAST_SIDE / max(page.size))
    pixels = whole.width * whole.height * fine * fine
    parts = inked(page) if pixels > _FEW_PIXELS else [whole]
    found = _read(page, parts, fine, least=_scale(whole, fine))
    if not found:
        found = _read(page, [whole], min(fine, _scale(whole, fine)) / 2.5)
    if not found and _scale(whole, fine) < _FINE_PX_PER_MM:
        tiles = _tiles(whole, _scale(whole, fine))
        found = _read(page, tiles, _FINE_PX_PER_MM, QR_ALONE) or _read(page, tiles, _FINE_PX_PER_MM)
    return sorted(found, key=lambda code: (round(code.box.top), code.box.left))


def _scale(box: Box, fine: float) -> float:
    """`fine`, or what keeps the picture of `box` small enough."""
    return min(fine, sqrt(_MOST_PIXELS / (box.width * box.height)))


def read(pixels: Pixels, formats: Any = _FORMATS) -> list[Found]:
    """The codes of a raster, with corners in pixels. Micro QR M1 is left out: it reads ghosts."""
    codes = []
    for code in zxingcpp.read_barcodes(pixels, formats=formats):
        symbology = str(code.format)
        extra: Any = code.extra or {}
        if symbology not in _WANTED or extra.get("Version") == "M1":
            continue
        corners = code.position
        quad = np.array(
            [
                (point.x, point.y)
                for point in (
                    corners.top_left,
                    corners.top_right,
                    corners.bottom_right,
                    corners.bottom_left,
                )
            ],
            float,
        )
        if symbology == "QR Code":
            version, level = int(extra["Version"]), str(extra["ECLevel"])
            codes.append(Found(code.text, symbology, quad, version, level, extra["DataMask"]))
        else:
            codes.append(Found(code.text, symbology, quad))
    return codes


def _read(
    page: Page, boxes: Iterable[Box], fine: float, formats: Any = _FORMATS, least: float = 0.0
) -> list[Found]:
    """What stands in some boxes at `fine` px/mm, or as much as keeps a picture small enough. With
    `least`, only small boxes are drawn finer than that: large letters make ghosts of bars."""
    found: list[Found] = []
    for box in boxes:
        origin, scale = np.array([box.left, box.top]), _scale(box, fine)
        if least:
            scale = min(scale, max(least, _SMALL_SIDE / max(box.width, box.height)))
        for code in read(page.render(box, scale), formats):
            quad = code.quad / scale + origin
            placed = Found(code.text, code.symbology, quad, code.version, code.level, code.mask)
            if not any(_same(placed, other) for other in found):
                found.append(placed)
    return found


def _same(one: Found, other: Found) -> bool:
    near = np.abs(one.quad.mean(axis=0) - other.quad.mean(axis=0)).max()
    return one.text == other.text and bool(near < max(one.box.width, one.box.height) / 2)


def _tiles(whole: Box, scale: float) -> list[Box]:
    """Overlapping parts of a page that was too large to read finely in one piece."""
    finer = min(scale * 4, _FINE_PX_PER_MM)
    count = min(4, max(1, -(-int(whole.width * finer) // 2400)))
    rows = min(4, max(1, -(-int(whole.height * finer) // 2400)))
    wide, high = whole.width / count, whole.height / rows
    return [
        Box(
            max(0.0, (column - 0.2) * wide),
            max(0.0, (row - 0.2) * high),
            min(whole.right, (column + 1.2) * wide),
            min(whole.bottom, (row + 1.2) * high),
        )
        for row in range(rows)
        for column in range(count)
    ][:_MOST_TILES]
