"""SVG: millimetres, text as outlines, so that it is the same everywhere. The trim, no marks."""

from base64 import b64encode
from xml.sax.saxutils import escape, quoteattr

from app.printing.artwork import (
    Artwork,
    Gradient,
    Item,
    Layer,
    Modules,
    Picture,
    Segments,
    Shape,
    Text,
    polygons,
)
from app.printing.fonts import face
from app.printing.inks import WHITE, Ink
from app.printing.outline import outline


def write(artwork: Artwork, *, dpi: int) -> bytes:
    """The artwork as an SVG file at full size, as a passer-by sees it. `dpi` is not needed here."""
    width, height = artwork.trim
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{number(width)}mm" '
        f'height="{number(height)}mm" viewBox="0 0 {number(width)} {number(height)}" '
        f'xml:lang="{escape(artwork.language)}">',
        f"<title>{escape(artwork.title)}</title>",
        f'<rect width="{number(width)}" height="{number(height)}" fill="{WHITE.hex}"/>',
        *(_item(item) for item in artwork.items),
        "</svg>",
        "",
    ]
    return "\n".join(lines).encode()


def number(value: float) -> str:
    """A number as short as four decimals allow."""
    return f"{value:.4f}".rstrip("0").rstrip(".") if value % 1 else str(int(value))


def path(segments: Segments) -> str:
    """SVG path data."""
    return "".join(
        str(segment[0]) + " ".join(number(float(part)) for part in segment[1:])
        for segment in segments
    )


def _item(item: Item) -> str:
    if isinstance(item, Modules):
        return _modules(item)
    if isinstance(item, Text):
        return _text(item)
    if isinstance(item, Picture):
        return _picture(item)
    return _shape(item)


def _shape(shape: Shape) -> str:
    data = path(shape.segments)
    place = _placed(shape.x, shape.y, shape.scale)
    if not shape.stroke:
        rule = ' fill-rule="evenodd"' if shape.even_odd else ""
        return f'<path{place} fill="{shape.ink.hex}"{rule} d="{data}"/>'
    return (
        f'<path{place} fill="none" stroke="{shape.ink.hex}" '
        f'stroke-width="{number(shape.stroke / shape.scale)}" stroke-linecap="round" '
        f'stroke-linejoin="round" d="{data}"/>'
    )


def _placed(x: float, y: float, scale: float) -> str:
    if (x, y, scale) == (0, 0, 1):
        return ""
    return f' transform="translate({number(x)} {number(y)}) scale({scale:.6g})"'


def _text(text: Text) -> str:
    kind = face(text.face)
    scale = text.size / kind.units
    data = path(kind.line(text.text, text.tracking))
    return (
        f"<path aria-label={quoteattr(text.text)} "
        f'transform="translate({number(text.x)} {number(text.y)}) scale({scale:.6g} {-scale:.6g})" '
        f'fill="{text.ink.hex}" d="{data}"/>'
    )


def _modules(item: Modules) -> str:
    place = _placed(item.x, item.y, item.module)
    if item.layers:
        parts = [_layer(layer, number_, item) for number_, layer in enumerate(item.layers)]
        return f"<g{place}>{''.join(parts)}</g>"
    data = path(polygons(outline(item.symbol.rows)))
    return f'<path{place} fill="{item.ink.hex}" shape-rendering="crispEdges" d="{data}"/>'


def _layer(layer: Layer, place: int, item: Modules) -> str:
    data = path(layer.segments)
    if isinstance(layer.paint, Ink):
        return f'<path fill="{layer.paint.hex}" d="{data}"/>'
    name = f"paint{place}"
    gradient = _gradient(layer.paint, name, item.symbol.width, item.symbol.height)
    return f'<defs>{gradient}</defs><path fill="url(#{name})" d="{data}"/>'


def _gradient(paint: Gradient, name: str, width: int, height: int) -> str:
    stops = (
        f'<stop offset="0" stop-color="{paint.start.hex}"/>'
        f'<stop offset="1" stop-color="{paint.end.hex}"/>'
    )
    x1, y1, x2, y2 = paint.line(width, height)
    if paint.radial:
        reach = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
        return (
            f'<radialGradient id="{name}" gradientUnits="userSpaceOnUse" cx="{number(x1)}" '
            f'cy="{number(y1)}" r="{number(reach)}">{stops}</radialGradient>'
        )
    return (
        f'<linearGradient id="{name}" gradientUnits="userSpaceOnUse" x1="{number(x1)}" '
        f'y1="{number(y1)}" x2="{number(x2)}" y2="{number(y2)}">{stops}</linearGradient>'
    )


def _picture(picture: Picture) -> str:
    return (
        f'<image x="{number(picture.x)}" y="{number(picture.y)}" width="{number(picture.width)}" '
        f'height="{number(picture.height)}" preserveAspectRatio="none" '
        f'href="data:image/png;base64,{b64encode(picture.png).decode()}"/>'
    )
