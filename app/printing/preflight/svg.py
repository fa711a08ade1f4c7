"""SVG files as a page, drawn by resvg, after a check that they are drawings and nothing else."""

import base64
import binascii
import io
import re
import warnings
import xml.etree.ElementTree as ElementTree
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import resvg_py
from PIL import Image

from app.errors import Problem, Refused
from app.i18n import _
from app.printing.preflight.page import MM_PER_INCH, Box, Page, Pixels, refused
from app.printing.preflight.verdict import Finding

_MOST_BYTES = 20 << 20
_MOST_ELEMENTS = 300_000
_MOST_DEPTH = 128
_MOST_IMAGE_PIXELS = 40_000_000
_PX_PER_INCH = 96.0
_UNITS = {"mm": 1.0, "cm": 10.0, "in": 25.4, "pt": 25.4 / 72, "pc": 25.4 / 6, "q": 0.25}
_LENGTH = re.compile(r"\s*([+]?[\d.]+(?:e[+-]?\d+)?)\s*([a-z%]*)\s*", re.IGNORECASE)
_OUTSIDE = re.compile(r"url\(\s*+['\"]?+\s*+(?!#|data:)|@import", re.IGNORECASE)
_SVG = "{http://www.w3.org/2000/svg}"
_FORBIDDEN = frozenset(("script", "foreignObject", "iframe", "audio", "video", "handler"))


@dataclass(frozen=True, slots=True)
class _Drawing:
    text: str
    fonts: bool

    def render(self, box: Box, px_per_mm: float) -> Pixels:
        width = max(1, round(box.width * px_per_mm))
        height = max(1, round(box.height * px_per_mm))
        unit = _PX_PER_INCH / MM_PER_INCH
        view = f"{box.left * unit} {box.top * unit} {box.width * unit} {box.height * unit}"
        svg = (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
            f'viewBox="{view}" preserveAspectRatio="none">{self.text}</svg>'
        )
        drawn = resvg_py.svg_to_bytes(
            svg_string=svg, background="white", skip_system_fonts=not self.fonts, dpi=_PX_PER_INCH
        )
        return np.asarray(Image.open(io.BytesIO(bytes(drawn))).convert("RGB"))


def read_svg(data: bytes, name: str) -> Sequence[Page]:
    """An SVG as one page. Raises Refused for scripts, outside references, bombs, broken XML."""
    if len(data) > _MOST_BYTES:
        raise refused(name, "file-too-large", _("the SVG is too large."))
    if b"<!ENTITY" in data:
        raise refused(
            name,
            "svg-entities",
            _("the SVG defines entities, which can unpack without end."),
            _("Export it again without them."),
        )
    try:
        root = ElementTree.fromstring(data)  # noqa: S314 - entities are refused above
    except (ElementTree.ParseError, ValueError, LookupError):
        raise refused(name, "broken-file", _("the SVG is not well-formed XML.")) from None
    if root.tag not in (f"{_SVG}svg", "svg"):
        raise refused(name, "unknown-file", _("the file is XML, but no SVG."))
    problems = _problems(root, name)
    if problems:
        raise Refused(problems)
    size, sized = _size(root, name)
    unit = _PX_PER_INCH / MM_PER_INCH
    root.set("width", f"{size[0] * unit}")
    root.set("height", f"{size[1] * unit}")
    fonts = any(_local(item) == "text" for item in root.iter())
    facts = (
        (
            Finding(
                "fonts",
                None,
                _("The SVG holds live text, which looks different where its font is missing."),
                do=_("Turn the text into outlines."),
            ),
        )
        if fonts
        else ()
    )
    drawing = _Drawing(ElementTree.tostring(root, encoding="unicode"), fonts)
    try:
        drawing.render(Box(0, 0, 1, 1), 4)
    except (ValueError, RuntimeError, OSError):
        raise refused(name, "broken-file", _("the SVG cannot be drawn.")) from None
    return [Page(1, size, drawing, sized=sized, facts=facts)]


def _local(item: ElementTree.Element) -> str:
    return str(item.tag).rpartition("}")[2]


def _size(root: ElementTree.Element, name: str) -> tuple[tuple[float, float], bool]:
    """Width and height in mm, and whether the file means them (px are no length on paper)."""
    view = [float(part) for part in re.findall(r"[-+\d.eE]+", root.get("viewBox", ""))[:4] or []]
    sides: list[float] = []
    sized = True
    for key, place in (("width", 2), ("height", 3)):
        match = _LENGTH.fullmatch(root.get(key, ""))
        unit = match[2].lower() if match else "%"
        if match and unit in _UNITS:
            sides.append(float(match[1]) * _UNITS[unit])
        elif match and unit in ("", "px"):
            sides.append(float(match[1]) * MM_PER_INCH / _PX_PER_INCH)
            sized = False
        elif len(view) == 4:
            sides.append(view[place] * MM_PER_INCH / _PX_PER_INCH)
            sized = False
    if len(sides) != 2 or not all(0.01 < side < 100_000 for side in sides):
        raise refused(name, "page-size", _("the SVG states no usable size."))
    return (sides[0], sides[1]), sized


def _problems(root: ElementTree.Element, name: str) -> list[Problem]:
    """Everything that is no drawing: scripts, outside references, bombs. Each kind once."""
    found: dict[str, Problem] = {}

    def add(code: str, what: str, instead: str) -> None:
        found.setdefault(code, Problem(code, name, what, instead))

    for count, (item, depth) in enumerate(_walk(root)):
        if count > _MOST_ELEMENTS or depth > _MOST_DEPTH:
            add("svg-bomb", _("the SVG is nested too deep or too large."), _("Simplify it."))
            break
        if _local(item) in _FORBIDDEN:
            add("svg-script", _("the SVG holds scripts or web content."), _("Give a pure drawing."))
        if _local(item) == "style" and _OUTSIDE.search(item.text or ""):
            add("svg-outside", _("the SVG reaches outside itself."), _("Embed what it uses."))
        for key, value in item.attrib.items():
            if key.lower().startswith("on"):
                add(
                    "svg-script",
                    _("the SVG holds scripts or web content."),
                    _("Give a pure drawing."),
                )
            linked = key.rpartition("}")[2] == "href" and _local(item) != "a"
            if _OUTSIDE.search(value) or (linked and not _harmless(value.strip())):
                add("svg-outside", _("the SVG reaches outside itself."), _("Embed what it uses."))
    if not found and _copies(root) > _MOST_ELEMENTS:
        add("svg-bomb", _("the SVG is nested too deep or too large."), _("Simplify it."))
    return list(found.values())


def _walk(root: ElementTree.Element) -> Sequence[tuple[ElementTree.Element, int]]:
    found = [(root, 0)]
    for item, depth in found:  # grows while it is read: breadth first without recursion
        found += [(child, depth + 1) for child in item]
    return found


def _harmless(target: str) -> bool:
    """Whether a link stays inside: a fragment, or an embedded picture of a sane size."""
    if target.startswith("#"):
        return True
    head, _sep, body = target.partition(",")
    if not re.fullmatch(r"data:image/(png|jpe?g|gif|webp);base64", head.strip(), re.IGNORECASE):
        return False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = Image.open(io.BytesIO(base64.b64decode(re.sub(r"\s", "", body))))
    except (OSError, ValueError, SyntaxError, binascii.Error, Image.DecompressionBombError):
        return False
    return image.width * image.height <= _MOST_IMAGE_PIXELS


def _copies(root: ElementTree.Element) -> int:
    """How many elements are drawn once every `use` is followed; endless ones count as too many."""
    named = {item.get("id"): item for item in root.iter() if item.get("id")}
    open_: set[int] = set()

    @cache
    def count(item: ElementTree.Element) -> int:
        if id(item) in open_:
            return _MOST_ELEMENTS + 1
        open_.add(id(item))
        total = 1 + sum(count(child) for child in item)
        for key, value in item.attrib.items():
            target = named.get(value.strip()[1:]) if key.rpartition("}")[2] == "href" else None
            if target is not None and _local(item) == "use":
                total += count(target)
        open_.discard(id(item))
        return min(total, _MOST_ELEMENTS + 1)

    try:
        return count(root)
    except RecursionError:
        return _MOST_ELEMENTS + 1
