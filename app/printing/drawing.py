"""SVG logos: filled and stroked paths in flat colours, and nothing that reaches outside the file.

Scripts, links, style sheets, text, gradients, filters and references are refused by name rather
than dropped, since a logo that loses a part is a wrong logo.
"""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple
from xml.etree import ElementTree

from fontTools.misc.transform import Identity, Transform
from fontTools.pens.transformPen import TransformPen
from fontTools.svgLib.path.parser import parse_path
from fontTools.svgLib.path.shapes import PathBuilder
from PIL import ImageColor

from app.errors import Refused
from app.printing.artwork import Shape
from app.printing.fonts import PathPen
from app.printing.inks import Ink, parse
from app.printing.refusal import bad_logo

_LARGEST = 1_000_000  # bytes
_MOST = 4000  # elements
_SHAPES = ("path", "rect", "circle", "ellipse", "polygon", "polyline", "line")
_SILENT = ("title", "desc", "metadata", "defs")
_INHERITED = ("fill", "fill-rule", "stroke", "stroke-width", "color")
_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"


class _Paint(NamedTuple):
    """What an element inherits: its presentation attributes and the transform of its groups."""

    values: Mapping[str, str]
    transform: Transform


def read_drawing(data: bytes) -> tuple[float, float, tuple[Shape, ...]]:
    """Width, height and shapes of an SVG file, in its own units. Raises Refused (`bad-logo`)."""
    if len(data) > _LARGEST:
        raise bad_logo("the drawing is larger than 1 MB.", "Simplify it.")
    if re.search(rb"<!(DOCTYPE|ENTITY)", data, re.I):
        raise bad_logo("the drawing declares a document type.", "Export it as plain SVG.")
    try:
        root = ElementTree.fromstring(data)  # noqa: S314 (no entities: refused above)
        left, top, width, height = _view(root)
        start = _Paint({}, Identity.translate(-left, -top))
        shapes = tuple(_shapes(root, start))
    except Refused:
        raise
    except (ElementTree.ParseError, ValueError, TypeError, IndexError, RecursionError):
        raise bad_logo("the drawing is broken.", "Export it again as plain SVG.") from None
    if not shapes:
        raise bad_logo("the drawing is empty.", "Export it again with its content.")
    return width, height, shapes


def _view(root: ElementTree.Element) -> tuple[float, float, float, float]:
    box = re.findall(_NUMBER, root.get("viewBox", ""))
    if len(box) != 4:
        sides = [re.match(_NUMBER, root.get(name, "")) for name in ("width", "height")]
        box = ["0", "0", *(side[0] if side else "0" for side in sides)]
    left, top, width, height = (float(part) for part in box)
    if not (0 < width < 1e6 and 0 < height < 1e6 and max(width, height) <= 50 * min(width, height)):
        raise bad_logo("the drawing has no usable size.", "Give it a viewBox.")
    return left, top, width, height


def _shapes(root: ElementTree.Element, start: _Paint) -> Iterator[Shape]:
    stack = [(root, start)]
    count = 0
    while stack:
        element, paint = stack.pop()
        count += 1
        if count > _MOST:
            raise bad_logo("the drawing has more than 4,000 elements.", "Simplify it.")
        name = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
        if name in _SILENT and not (name == "defs" and len(element)):
            continue
        values = _values(element, paint.values)
        if name in ("svg", "g"):
            moved = _transform(element.get("transform", ""), paint.transform)
            stack += [(child, _Paint(values, moved)) for child in reversed(element)]
        elif name in _SHAPES:
            yield from _painted(element, _Paint(values, paint.transform))
        elif name:
            raise bad_logo(_unknown(name), "Convert it to plain paths in flat colours.")


def _unknown(name: str) -> str:
    known = {
        "script": "the drawing holds a script.",
        "image": "the drawing holds a picture.",
        "text": "the drawing holds text.",
        "style": "the drawing holds a style sheet.",
        "use": "the drawing refers to other parts.",
        "foreignObject": "the drawing holds foreign content.",
        "defs": "the drawing holds gradients or other definitions.",
    }
    return known.get(name, "the drawing holds more than paths.")


def _values(element: ElementTree.Element, inherited: Mapping[str, str]) -> dict[str, str]:
    """The presentation of an element: inherited, then its attributes, then its style."""
    own = dict(element.attrib)
    for part in own.pop("style", "").split(";"):
        name, _colon, value = part.partition(":")
        own[name.strip()] = value.strip()
    for name, value in own.items():
        if name.rpartition("}")[2] == "href" or name.lower().startswith("on") or "url(" in value:
            raise bad_logo(
                "the drawing refers to something outside its paths.",
                "Convert it to plain paths in flat colours.",
            )
        if name in ("opacity", "fill-opacity", "stroke-opacity") and float(value or 1) < 1:
            raise bad_logo("the drawing is partly transparent.", "Use full colours.")
        if name in ("filter", "mask", "clip-path"):
            raise bad_logo("the drawing holds more than paths.", "Convert it to plain paths.")
    found = dict(inherited)
    found.update({name: value for name, value in own.items() if name in _INHERITED and value})
    return found


def _transform(text: str, outer: Transform) -> Transform:
    """The transforms of an attribute, after those of the groups around it."""
    for name, arguments in re.findall(r"(\w+)\s*\(([^)]*)\)", text):
        numbers = [float(part) for part in re.findall(_NUMBER, arguments)]
        if name == "translate":
            outer = outer.translate(*numbers)
        elif name == "scale":
            outer = outer.scale(*numbers)
        elif name == "matrix":
            outer = outer.transform(tuple(numbers))  # type: ignore[no-untyped-call]
        elif name == "rotate":
            x, y = numbers[1:] or (0.0, 0.0)
            outer = (
                outer.translate(x, y).rotate(numbers[0] * 0.017453292519943295).translate(-x, -y)
            )
        else:
            raise ValueError(name)
    return outer


def _painted(element: ElementTree.Element, paint: _Paint) -> Iterator[Shape]:
    """The fill and the line of one shape."""
    plain = ElementTree.Element(element.tag, {k: v for k, v in element.items() if k != "transform"})
    builder = PathBuilder()  # type: ignore[no-untyped-call]
    builder.add_path_from_element(plain)  # type: ignore[no-untyped-call]
    transform = _transform(element.get("transform", ""), paint.transform)
    pen = PathPen()
    for path in builder.paths:
        parse_path(path, TransformPen(pen, transform))  # type: ignore[no-untyped-call]
    segments = tuple(pen.segments)
    if not segments:
        return
    fill, stroke = (_ink(paint, name) for name in ("fill", "stroke"))
    if fill:
        yield Shape(segments, fill, even_odd=paint.values.get("fill-rule") == "evenodd")
    if stroke:
        width = float(re.match(_NUMBER, paint.values.get("stroke-width", "1"))[0])  # type: ignore[index]
        yield Shape(segments, stroke, stroke=width * abs(_determinant(transform)) ** 0.5)


def _determinant(transform: Transform) -> float:
    return float(transform[0] * transform[3] - transform[1] * transform[2])


def _ink(paint: _Paint, name: str) -> Ink | None:
    """The ink of `fill` or `stroke`; None for none."""
    text = paint.values.get(name, "black" if name == "fill" else "none").strip()
    if text.lower() == "currentcolor":
        text = paint.values.get("color", "black")
    if text.lower() in ("none", "transparent"):
        return None
    red, green, blue = ImageColor.getrgb(text)[:3]
    return parse(f"#{red:02x}{green:02x}{blue:02x}")
