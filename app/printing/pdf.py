"""Press PDF: CMYK and spot plates, boxes, marks, embedded subset fonts, the same bytes every time.

Labelled PDF/X-4 when, and only when, the artwork carries an output profile. Artwork for the inside
of glass is mirrored and lies on a white backing: that plate is painted first, and all that follows
overprints it (PDF overprint mode 0: process inks replace each other and leave other plates alone).
"""

from functools import cache
from io import BytesIO
from typing import Any

from PIL import Image
from reportlab.lib.colors import CMYKColor, CMYKColorSep
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from app.printing.artwork import (
    Artwork,
    Gradient,
    Item,
    Modules,
    Picture,
    Segments,
    Shape,
    Text,
    polygons,
)
from app.printing.fonts import face
from app.printing.inks import BACKING, Ink
from app.printing.outline import outline
from app.printing.pdfx import label
from app.printing.press import (
    HAIRLINE,
    REGISTER,
    Sheet,
    backing,
    crop_marks,
    placed,
    printed,
    register_marks,
    sheet,
)
from app.printing.separate import separated

_NONZERO = 1  # reportlab's number for the nonzero fill rule


def write(artwork: Artwork, *, dpi: int) -> bytes:
    """The artwork as a PDF file at its scale. `dpi` is not needed here. Raises Refused."""
    boxes = sheet(artwork)
    buffer = BytesIO()
    page = start(buffer, artwork.title, artwork.language, boxes.media[2:])
    page.setTrimBox(boxes.trim)
    page.setBleedBox(boxes.bleed)
    if artwork.marks:
        _marks(page, boxes)
    page.saveState()
    clip = page.beginPath()
    left, bottom, right, top = boxes.bleed
    clip.rect(left, bottom, right - left, top - bottom)
    page.clipPath(clip, stroke=0, fill=0)
    page.transform(*placed(artwork, boxes.trim))
    draw(page, artwork)
    page.restoreState()
    page.showPage()
    page.save()
    data = buffer.getvalue()
    return label(data, artwork.profile, artwork.title) if artwork.profile else data


def start(buffer: BytesIO, title: str, language: str, size: tuple[float, float]) -> Canvas:
    """An empty document with our settings; `size` in points."""
    settings: dict[str, Any] = {"initialFontName": _font("text")}  # else Helvetica, not embedded
    page = Canvas(
        buffer,
        pagesize=size,
        pageCompression=1,
        invariant=1,
        pdfVersion=(1, 6),
        lang=language,
        **settings,
    )
    page.setTitle(title)
    page.setCreator("Relais")
    page.setLineCap(1)
    page.setLineJoin(1)
    return page


def draw(page: Canvas, artwork: Artwork) -> None:
    """Paint the items of an artwork; the page's matrix already maps its millimetres."""
    if artwork.mirror:
        page.setFillColor(_colour(BACKING))
        _fill(page, backing(artwork))
        page.setFillOverprint(True)
        page.setStrokeOverprint(True)
        page.setOverprintMask(False)
    for item in artwork.items:
        _item(page, item, artwork)


def _colour(ink: Ink) -> CMYKColor:
    if ink.spot:
        return CMYKColorSep(*ink.cmyk, spotName=ink.spot, density=1)
    return CMYKColor(*ink.cmyk)


def _item(page: Canvas, item: Item, artwork: Artwork) -> None:
    if isinstance(item, Text):
        page.setFillColor(_colour(printed(item.ink, artwork)))
        _text(page, item)
        return
    page.saveState()
    if isinstance(item, Picture):
        _picture(page, item)
    elif isinstance(item, Modules):
        page.transform(item.module, 0, 0, item.module, item.x, item.y)
        _modules(page, item, artwork)
    else:
        page.transform(item.scale, 0, 0, item.scale, item.x, item.y)
        _shape(page, item, _colour(printed(item.ink, artwork)))
    page.restoreState()


def _shape(page: Canvas, shape: Shape, colour: CMYKColor) -> None:
    if not shape.stroke:
        page.setFillColor(colour)
        _fill(page, shape.segments, 0 if shape.even_odd else _NONZERO)
        return
    page.setStrokeColor(colour)
    page.setLineWidth(shape.stroke / shape.scale)
    page.drawPath(_path(page, shape.segments), stroke=1, fill=0)


def _modules(page: Canvas, item: Modules, artwork: Artwork) -> None:
    if not item.layers:
        page.setFillColor(_colour(printed(item.ink, artwork)))
        _fill(page, polygons(outline(item.symbol.rows)))
    for layer in item.layers:
        if isinstance(layer.paint, Gradient):
            _gradient(page, layer.segments, layer.paint, item)
        else:
            page.setFillColor(_colour(printed(layer.paint, artwork)))
            _fill(page, layer.segments)


def _gradient(page: Canvas, segments: Segments, paint: Gradient, item: Modules) -> None:
    x1, y1, x2, y2 = paint.line(item.symbol.width, item.symbol.height)
    colours = (CMYKColor(*paint.start.cmyk), CMYKColor(*paint.end.cmyk))
    page.saveState()
    page.clipPath(_path(page, segments), stroke=0, fill=0, fillMode=_NONZERO)
    if paint.radial:
        page.radialGradient(x1, y1, ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5, colours)
    else:
        page.linearGradient(x1, y1, x2, y2, colours)
    page.restoreState()


def _path(page: Canvas, segments: Segments) -> Any:
    path = page.beginPath()
    draw: dict[str, Any] = {
        "M": path.moveTo,
        "L": path.lineTo,
        "C": path.curveTo,
        "Z": path.close,
    }
    for name, *values in segments:
        draw[str(name)](*values)
    return path


def _fill(page: Canvas, segments: Segments, rule: int = _NONZERO) -> None:
    page.drawPath(_path(page, segments), stroke=0, fill=1, fillMode=rule)


@cache
def _font(key: str) -> str:
    """The name under which reportlab knows a face of ours."""
    kind = face(key)
    pdfmetrics.registerFont(TTFont(kind.name, str(kind.path)))
    return kind.name


def _text(page: Canvas, item: Text) -> None:
    """A line of real text, cut where the typeface's kerning moves a glyph."""
    kind = face(item.face)
    glyphs, _width = kind.place(item.text, item.tracking)
    scale = item.size / kind.units
    text = page.beginText()
    text.setFont(_font(item.face), item.size)
    run, run_x, expected = "", 0.0, 0.0
    for glyph in glyphs:
        if run and abs(glyph.x - expected) > 0.01:
            text.setTextTransform(1, 0, 0, -1, item.x + run_x * scale, item.y)
            text.textOut(run)
            run = ""
        if not run:
            run_x = glyph.x
        run += glyph.char
        expected = glyph.x + kind.advance(glyph.name)
    text.setTextTransform(1, 0, 0, -1, item.x + run_x * scale, item.y)
    text.textOut(run)
    page.drawText(text)


def _picture(page: Canvas, item: Picture) -> None:
    """A picture in CMYK with its soft edges."""
    picture = Image.open(BytesIO(item.png)).convert("RGBA")
    reader: Any = ImageReader(separated(picture))
    reader.getRGBData()  # the first call forgets the soft mask
    reader._dataA = ImageReader(picture.getchannel("A"))
    page.transform(1, 0, 0, -1, item.x, item.y + item.height)
    page.drawImage(reader, 0, 0, item.width, item.height, mask="auto")


def _marks(page: Canvas, boxes: Sheet) -> None:
    """Crop and registration marks, on every plate."""
    page.saveState()
    page.setStrokeColor(CMYKColorSep(1, 1, 1, 1, spotName="All", density=1))
    page.setLineWidth(HAIRLINE)
    page.setLineCap(0)
    page.lines(crop_marks(boxes))
    for x, y in register_marks(boxes):
        page.circle(x, y, REGISTER * 0.6)
        page.lines([(x - REGISTER, y, x + REGISTER, y), (x, y - REGISTER, x, y + REGISTER)])
    page.restoreState()
