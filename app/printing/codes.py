"""Symbols other than QR: Micro QR, Data Matrix and Aztec for small marks, EAN-13 and Code 128.

All from zxing-cpp's writer. Native phone cameras read none of them with certainty: they are for
scanners and apps. A linear code is a symbol too, its rows repeated to the height of its bars.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import zxingcpp

from app.errors import Problem, Refused
from app.i18n import _
from app.printing.symbol import Symbol

_RECTANGLES = range(25, 31)  # zxing-cpp's numbers of 8 x 18 to 16 x 48 (ISO/IEC 16022, table 7)


class Kind(NamedTuple):
    """A symbology: its format in zxing-cpp, its name for eyes, its quiet zone in modules.

    `bars` is the height of a linear code in modules, 0 for a matrix.
    """

    format: Any
    name: str
    quiet: int
    bars: int = 0


# Quiet zones: ISO/IEC 18004 (Micro QR 2), 16022 (Data Matrix 1), 24778 (Aztec none), 15420 (EAN-13:
# 11 at the left, 7 at the right, here 11 on both), 15417 (Code 128: 10). Data Matrix and Aztec get
# 2, since a trimmed edge is never exact. Bars of EAN-13: 22.85 mm at a module of 0.33 mm.
KINDS: Mapping[str, Kind] = {
    "micro-qr": Kind(zxingcpp.BarcodeFormat.MicroQRCode, "Micro QR", 2),
    "data-matrix": Kind(zxingcpp.BarcodeFormat.DataMatrix, "Data Matrix", 2),
    "data-matrix-rectangle": Kind(zxingcpp.BarcodeFormat.DataMatrix, "Data Matrix", 2),
    "aztec": Kind(zxingcpp.BarcodeFormat.Aztec, "Aztec", 2),
    "ean-13": Kind(zxingcpp.BarcodeFormat.EAN13, "EAN-13", 11, 69),
    "code-128": Kind(zxingcpp.BarcodeFormat.Code128, "Code 128", 10, 45),
}


def encode_as(kind: str, text: str) -> Symbol:
    """The symbol of `text` in one of KINDS, as small as it can be. Raises Refused."""
    what = KINDS[kind]
    made = _made(kind, text)
    grid = np.asarray(made.to_image(scale=1, add_quiet_zones=False)) < 128
    rows = [row.astype(np.uint8).tobytes() for row in grid]
    if what.bars:
        guards = [row for row in rows if row != rows[0]]
        rows = [rows[0]] * what.bars + guards
    version = "" if what.bars else f"{len(rows)}x{len(rows[0])}"
    level = made.ec_level if kind == "micro-qr" else ""
    return Symbol(made.text, what.name, version, level, -1, tuple(rows), what.quiet)


def _made(kind: str, text: str) -> Any:
    """zxing-cpp's symbol; of the rectangular Data Matrix the first size that holds the text."""
    options: list[dict[str, Any]] = [{}]
    if kind == "data-matrix":
        options = [{"force_square": True}]
    elif kind == "data-matrix-rectangle":
        options = [{"version": number} for number in _RECTANGLES]
    reason = ""
    for choice in options:
        try:
            return zxingcpp.create_barcode(text, KINDS[kind].format, **choice)
        except ValueError as error:
            reason = str(error)
    raise Refused(
        [
            Problem(
                "cannot-encode",
                KINDS[kind].name,
                _("{text} cannot be encoded.").format(text=repr(text[:80])),
                reason,
            )
        ]
    )
