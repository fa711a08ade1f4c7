"""The typeface of the numbers: the few glyphs they need, embedded, as PDF objects."""

import zlib
from io import BytesIO
from typing import Any

from fontTools import subset
from fontTools.ttLib import TTFont

from app.printing.fonts import face

GLYPHS = "0123456789 N°o."
_FIRST, _LAST = ord(" "), ord("°")
_NONSYMBOLIC = 32  # ISO 32000-1, table 123
_TAG = "RELAIS"  # six letters name a subset (ISO 32000-1, 9.6.4)


def embedded(font: int, descriptor: int, file: int) -> list[bytes]:
    """The font, its descriptor and its file as the bodies of objects of these numbers."""
    kind = face("text")
    cut, data = _subset(str(kind.path))
    scale = 1000 / cut["head"].unitsPerEm
    head, metrics = cut["head"], cut["hhea"]
    box = [head.xMin, head.yMin, head.xMax, head.yMax]
    cmap = cut.getBestCmap()
    advances = cut["hmtx"].metrics
    widths = [
        round(advances[cmap[code]][0] * scale) if code in cmap else 0
        for code in range(_FIRST, _LAST + 1)
    ]
    name = f"{_TAG}+{kind.name}"
    packed = zlib.compress(data, 9)
    return [
        f"<</Type/Font/Subtype/TrueType/BaseFont/{name}/Encoding/WinAnsiEncoding"
        f"/FirstChar {_FIRST}/LastChar {_LAST}/Widths[{' '.join(map(str, widths))}]"
        f"/FontDescriptor {descriptor} 0 R>>".encode(),
        f"<</Type/FontDescriptor/FontName/{name}/Flags {_NONSYMBOLIC}/ItalicAngle 0"
        f"/FontBBox[{' '.join(str(round(side * scale)) for side in box)}]"
        f"/Ascent {round(metrics.ascent * scale)}/Descent {round(metrics.descent * scale)}"
        f"/CapHeight {round(kind.capital * 1000)}/StemV 80/FontFile2 {file} 0 R>>".encode(),
        f"<</Filter/FlateDecode/Length {len(packed)}/Length1 {len(data)}>>stream\n".encode()
        + packed
        + b"\nendstream",
    ]


def _subset(path: str) -> tuple[Any, bytes]:
    tools: Any = subset  # fontTools.subset is not typed
    options = tools.Options()
    options.layout_features = []
    options.hinting = False
    options.name_IDs = []
    font = TTFont(path, recalcTimestamp=False)
    subsetter = tools.Subsetter(options)
    subsetter.populate(text=GLYPHS)
    subsetter.subset(font)
    out = BytesIO()
    font.save(out)
    return TTFont(BytesIO(out.getvalue())), out.getvalue()
