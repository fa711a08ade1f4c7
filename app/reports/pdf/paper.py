"""The sheet: A4, Inter with figures of one width, the brand's colour and greys.

Lengths are points, x from the left and y down from the top of the sheet.
"""

from collections.abc import Sequence
from functools import cache
from io import BytesIO
from typing import Any, NamedTuple

from fontTools.ttLib import TTFont as Font
from reportlab.lib.colors import Color, HexColor
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from app.config import resource

WIDTH, HEIGHT, MARGIN = 595.28, 841.89, 42.0
INNER = WIDTH - 2 * MARGIN
_POSTSCRIPT = 6  # name id of the name that PDF and PostScript know a font by
TEXT, STRONG, DISPLAY = "Inter-Regular", "Inter-SemiBold", "InterDisplay-ExtraBold"
INK, SOFT, LINE, WASH = (HexColor(text) for text in ("#1a1d1f", "#5a6066", "#dcd9d3", "#f6f5f2"))
GOOD, BAD = HexColor("#1d7044"), HexColor("#a8321c")
WHITE = HexColor("#ffffff")
_DIGITS = range(ord("0"), ord("9") + 1)
Point = tuple[float, float]


class Palette(NamedTuple):
    """The brand's colour for areas, what is written on it, and a tone that shows on white."""

    ground: Color
    on: Color
    tone: Color
    pale: Color


def palette(colour: str) -> Palette:
    """The palette of a brand. A colour that is lost on white is darkened for lines and bars."""
    ground = HexColor(colour)
    tone = ground
    while _contrast(tone, WHITE) < 3:
        tone = _mixed(tone, HexColor("#000000"), 0.9)
    on = WHITE if _contrast(WHITE, ground) >= 3 else INK
    return Palette(ground, on, tone, _mixed(tone, WHITE, 0.16))


def tint(colour: Color, share: float) -> Color:
    """A colour on white, from 0 (white) to 1."""
    return _mixed(colour, WHITE, share)


def _mixed(one: Color, other: Color, share: float) -> Color:
    pairs = zip(one.rgb(), other.rgb(), strict=True)
    red, green, blue = (round(a * share + b * (1 - share), 4) for a, b in pairs)
    return Color(red, green, blue)


def _contrast(one: Color, other: Color) -> float:
    """Contrast ratio, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    low, high = sorted(_luminance(colour) for colour in (one, other))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: Color) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in colour.rgb()
    )
    return float(0.2126 * red + 0.7152 * green + 0.0722 * blue)


class Paper:
    """A document being drawn, sheet by sheet."""

    def __init__(self, title: str, language: str, colours: Palette) -> None:
        self.colours = colours
        self._file = BytesIO()
        settings: dict[str, Any] = {"initialFontName": font(TEXT)}  # else Helvetica, not embedded
        self._canvas = Canvas(
            self._file,
            pagesize=(WIDTH, HEIGHT),
            pageCompression=1,
            invariant=1,
            lang=language,
            **settings,
        )
        self._canvas.setTitle(title)
        self._canvas.setCreator("Relais")
        self._canvas.setAuthor("Relais")

    def turn(self) -> None:
        """End this sheet."""
        self._canvas.showPage()

    def end(self) -> bytes:
        """The file."""
        self._canvas.save()
        return self._file.getvalue()

    def mark(self, name: str, title: str) -> None:
        """An entry of the table of contents that readers show beside the document."""
        self._canvas.bookmarkPage(name)
        self._canvas.addOutlineEntry(title, name)

    def text(
        self,
        x: float,
        y: float,
        content: str,
        size: float = 8.5,
        face: str = TEXT,
        colour: Color = INK,
        align: str = "left",
    ) -> None:
        """A line of text on the baseline `y`; `align`: left, right or centre of `x`."""
        self._canvas.setFillColor(colour)
        self._canvas.setFont(font(face), size)
        draw = {
            "left": self._canvas.drawString,
            "right": self._canvas.drawRightString,
            "centre": self._canvas.drawCentredString,
        }[align]
        draw(x, HEIGHT - y, content)

    def box(
        self, x: float, y: float, width: float, height: float, colour: Color, radius: float = 0
    ) -> None:
        """A filled box."""
        self._canvas.setFillColor(colour)
        if radius:
            self._canvas.roundRect(x, HEIGHT - y - height, width, height, radius, stroke=0, fill=1)
        else:
            self._canvas.rect(x, HEIGHT - y - height, width, height, stroke=0, fill=1)

    def line(self, points: Sequence[Point], colour: Color = LINE, width: float = 0.6) -> None:
        """A line through points."""
        self._canvas.setStrokeColor(colour)
        self._canvas.setLineWidth(width)
        self._canvas.setLineJoin(1)
        self._canvas.drawPath(self._path(points), stroke=1, fill=0)

    def area(self, points: Sequence[Point], colour: Color) -> None:
        """A filled shape."""
        self._canvas.setFillColor(colour)
        path = self._path(points)
        path.close()
        self._canvas.drawPath(path, stroke=0, fill=1)

    def dot(self, x: float, y: float, radius: float, colour: Color) -> None:
        """A filled circle with a white rim."""
        self._canvas.setFillColor(colour)
        self._canvas.setStrokeColor(WHITE)
        self._canvas.setLineWidth(1)
        self._canvas.circle(x, HEIGHT - y, radius, stroke=1, fill=1)

    def _path(self, points: Sequence[Point]) -> Any:
        path = self._canvas.beginPath()
        for number, (x, y) in enumerate(points):
            (path.lineTo if number else path.moveTo)(round(x, 2), round(HEIGHT - y, 2))
        return path


def width(content: str, size: float, face: str = TEXT) -> float:
    """How wide a line of text is."""
    return float(pdfmetrics.stringWidth(content, font(face), size))


def cut(content: str, room: float, size: float, face: str = TEXT) -> str:
    """`content`, or its begin and an ellipsis where it does not fit."""
    if width(content, size, face) <= room:
        return content
    while content and width(content + "…", size, face) > room:
        content = content[:-1]
    return content.rstrip() + "…"


def wrapped(content: str, room: float, size: float, face: str = TEXT) -> list[str]:
    """`content` in lines no wider than `room`; a word that is wider stands alone."""
    lines: list[str] = []
    for word in content.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, size, face) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


@cache
def font(name: str) -> str:
    """The name of a face of `static/fonts` in a PDF, read once; its figures have one width."""
    face = Font(resource("static", "fonts", f"{name}.ttf"), recalcTimestamp=False)
    even: dict[str, str] = {}
    for lookup in _lookups(face, "tnum"):
        for table in lookup.SubTable:
            even |= getattr(table, "ExtSubTable", table).mapping
    for table in face["cmap"].tables:
        for digit in _DIGITS:
            if digit in table.cmap:
                table.cmap[digit] = even.get(table.cmap[digit], table.cmap[digit])
    made = f"Report-{name}"
    for record in face["name"].names:
        if record.nameID == _POSTSCRIPT:  # reportlab takes fonts of one such name for one font
            record.string = made
    file = BytesIO()
    face.save(file)
    file.seek(0)
    pdfmetrics.registerFont(TTFont(made, file))
    return made


def _lookups(face: Any, feature: str) -> list[Any]:
    table = face["GSUB"].table if "GSUB" in face else None
    if table is None:
        return []
    numbers = {
        number
        for record in table.FeatureList.FeatureRecord
        if record.FeatureTag == feature
        for number in record.Feature.LookupListIndex
    }
    return [table.LookupList.Lookup[number] for number in sorted(numbers)]
