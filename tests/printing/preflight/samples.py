"""Files to preflight, made without Relais's own writers."""

import io

import segno
from PIL import Image
from reportlab.lib.colors import CMYKColor, CMYKColorSep, Color
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from segno import consts

TEXT = "https://Q.LEVAIN.EXAMPLE/04HMASW9G51TB4C7"


def code(
    tail: str = "Q.LEVAIN.EXAMPLE/04HMASW9G51TB4C7", level: str = "Q", version: int = 3
) -> segno.QRCode:
    parts = [("https://", consts.MODE_BYTE), (tail, consts.MODE_ALPHANUMERIC)]
    return segno.make_qr(parts, error=level, version=version, boost_error=False)


def image(
    qr: segno.QRCode | None = None, scale: int = 10, border: int = 4, **colours: str
) -> Image.Image:
    kept = io.BytesIO()
    (qr or code()).save(kept, kind="png", scale=scale, border=border, **colours)
    return Image.open(kept).convert("RGB")


def png(picture: Image.Image, dpi: float | None = 300) -> bytes:
    kept = io.BytesIO()
    picture.save(kept, "PNG", **({"dpi": (dpi, dpi)} if dpi else {}))
    return kept.getvalue()


def jpeg(picture: Image.Image, dpi: int = 300) -> bytes:
    kept = io.BytesIO()
    picture.save(kept, "JPEG", quality=92, dpi=(dpi, dpi))
    return kept.getvalue()


def svg(module: float = 0.7, qr: segno.QRCode | None = None) -> bytes:
    kept = io.BytesIO()
    (qr or code()).save(kept, kind="svg", scale=module, unit="mm")
    return kept.getvalue()


def eps() -> bytes:
    kept = io.StringIO()
    code().save(kept, kind="eps", scale=2)
    return kept.getvalue().encode()


BLACK = CMYKColor(0, 0, 0, 1)
RICH = CMYKColor(0.6, 0.5, 0.4, 1)
SPOT = CMYKColorSep(1, 0.7, 0, 0.1, spotName="PANTONE 286 C")
RGB = Color(0, 0, 0)


def pdf(
    ink: Color = BLACK,
    module: float = 0.7,
    at: tuple[float, float] = (20, 20),
    size: tuple[float, float] = (80, 70),
    qr: segno.QRCode | None = None,
    **options: object,
) -> bytes:
    """A label with 3 mm of bleed round a trim of `size`, the symbol `at` (from its top left)."""
    kept = io.BytesIO()
    page = ((size[0] + 6) * mm, (size[1] + 6) * mm)
    canvas = Canvas(kept, pagesize=page, invariant=1, **options)
    canvas.setTrimBox((3 * mm, 3 * mm, page[0] - 3 * mm, page[1] - 3 * mm))
    canvas.setBleedBox((0, 0, *page))
    draw(canvas, qr or code(), ink, module, at, size[1])
    canvas.showPage()
    canvas.save()
    return kept.getvalue()


def draw(
    canvas: Canvas,
    qr: segno.QRCode,
    ink: Color,
    module: float,
    at: tuple[float, float],
    height: float,
) -> None:
    canvas.setFillColor(ink)
    path = canvas.beginPath()
    for row, line in enumerate(qr.matrix):
        for column, dark in enumerate(line):
            if dark:
                x = (3 + at[0] + column * module) * mm
                y = (3 + height - at[1] - (row + 1) * module) * mm
                path.rect(x, y, module * mm, module * mm)
    canvas.drawPath(path, stroke=0, fill=1)
