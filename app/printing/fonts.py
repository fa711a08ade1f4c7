"""The typefaces of all printables: metrics, kerning, outlines. Inter (OFL), from `static/fonts/`.

Text is set glyph by glyph with the kerning of the font (GPOS pairs); no ligatures, no scripts that
need shaping. A glyph the font lacks is refused rather than printed as a box.
"""

import unicodedata
from collections.abc import Mapping
from functools import cache, cached_property
from pathlib import Path
from typing import Any, NamedTuple

from fontTools.pens.basePen import BasePen
from fontTools.ttLib import TTFont

from app.config import resource
from app.errors import Problem, Refused
from app.i18n import _
from app.printing.artwork import Segment, Segments

FACES: Mapping[str, str] = {
    "text": "Inter-Regular",
    "strong": "Inter-SemiBold",
    "display": "InterDisplay-ExtraBold",
}


class Glyph(NamedTuple):
    """A glyph in its place: `x` is its origin in font units from the start of the line."""

    char: str
    name: str
    x: float


class Face:
    """One weight. All lengths are font units, `units` of them to the em."""

    def __init__(self, name: str, path: Path) -> None:
        self.name = name
        self.path = path
        font: Any = TTFont(path, lazy=True)
        self._font = font
        self.units: int = font["head"].unitsPerEm
        self.capital: float = font["OS/2"].sCapHeight / self.units
        self.small: float = font["OS/2"].sxHeight / self.units
        self._names: dict[int, str] = font.getBestCmap()
        self._widths: dict[str, tuple[int, int]] = font["hmtx"].metrics
        self._outlines: dict[str, Segments] = {}
        self._pairs: dict[tuple[str, str], float] = {}

    def missing(self, text: str) -> str:
        """The characters of `text` that this face has no glyph for."""
        return "".join(dict.fromkeys(char for char in text if ord(char) not in self._names))

    def place(self, text: str, tracking: float = 0.0) -> tuple[list[Glyph], float]:
        """The glyphs of one line, and its width. `tracking` in ems. Raises Refused."""
        glyphs: list[Glyph] = []
        x, before = 0.0, ""
        for char in text:
            name = self._names.get(ord(char))
            if name is None:
                raise Refused([_lacking(self.missing(text))])
            if before:
                x += self._kern(before, name) + tracking * self.units
            glyphs.append(Glyph(char, name, x))
            x += self._widths[name][0]
            before = name
        return glyphs, x

    def advance(self, name: str) -> int:
        """How far a glyph moves the next one on."""
        return self._widths[name][0]

    def width(self, text: str, size: float, tracking: float = 0.0) -> float:
        """The width of one line in the unit of `size`."""
        return self.place(text, tracking)[1] * size / self.units

    def line(self, text: str, tracking: float = 0.0) -> Segments:
        """One line of text as a path, y up, each glyph on a whole unit. Raises Refused."""
        found: list[Segment] = []
        for glyph in self.place(text, tracking)[0]:
            found += _moved(self.outline(glyph.name), glyph.x)
        return tuple(found)

    def outline(self, name: str) -> Segments:
        """The path of a glyph, y up."""
        found = self._outlines.get(name)
        if found is None:
            pen = PathPen(self._glyphs)
            self._glyphs[name].draw(pen)
            found = self._outlines[name] = tuple(pen.segments)
        return found

    @cached_property
    def _glyphs(self) -> Any:
        return self._font.getGlyphSet()

    @cached_property
    def _kerning(self) -> list[list[Any]]:
        """The pair tables of each lookup that the `kern` feature uses, in order."""
        table = self._font["GPOS"].table
        used = {
            number
            for record in table.FeatureList.FeatureRecord
            if record.FeatureTag == "kern"
            for number in record.Feature.LookupListIndex
        }
        found: list[list[Any]] = []
        for number in sorted(used):
            tables = table.LookupList.Lookup[number].SubTable
            found.append([getattr(sub, "ExtSubTable", sub) for sub in tables])
        return found

    def _kern(self, left: str, right: str) -> float:
        found = self._pairs.get((left, right))
        if found is None:
            found = sum(_pair(tables, left, right) for tables in self._kerning)
            self._pairs[left, right] = found
        return found


def _moved(segments: Segments, by: float) -> list[Segment]:
    return [
        (
            segment[0],
            *(
                round(float(part) + (0 if place % 2 else by))
                for place, part in enumerate(segment[1:])
            ),
        )
        for segment in segments
    ]


def _pair(tables: list[Any], left: str, right: str) -> float:
    """What one lookup adds between two glyphs: its first table that knows the pair decides."""
    for table in tables:
        if left not in table.Coverage.glyphs:
            continue
        if table.Format == 2:
            row = table.Class1Record[table.ClassDef1.classDefs.get(left, 0)]
            return _advance(row.Class2Record[table.ClassDef2.classDefs.get(right, 0)].Value1)
        pairs = table.PairSet[table.Coverage.glyphs.index(left)].PairValueRecord
        for pair in pairs:
            if pair.SecondGlyph == right:
                return _advance(pair.Value1)
    return 0.0


def _advance(value: Any) -> float:
    return float(getattr(value, "XAdvance", 0) or 0)


class PathPen(BasePen):
    """Collects a path; quadratic curves arrive here raised to cubic ones, which is exact."""

    def __init__(self, glyphs: Any = None) -> None:
        super().__init__(glyphs)  # type: ignore[no-untyped-call]
        self.segments: list[Segment] = []

    def _moveTo(self, pt: tuple[float, float]) -> None:
        self.segments.append(("M", *pt))

    def _lineTo(self, pt: tuple[float, float]) -> None:
        self.segments.append(("L", *pt))

    def _curveToOne(
        self, pt1: tuple[float, float], pt2: tuple[float, float], pt3: tuple[float, float]
    ) -> None:
        self.segments.append(("C", *pt1, *pt2, *pt3))

    def _closePath(self) -> None:
        self.segments.append(("Z",))


@cache
def face(key: str) -> Face:
    """The face `key` of FACES, read once a process."""
    name = FACES[key]
    return Face(name, resource("static", "fonts", f"{name}.ttf"))


def clean(text: str) -> str:
    """`text` in composed form, with white space other than no-break spaces made plain."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(" " if char in "\t\n\r\v\f" else char for char in composed).strip()


def _lacking(chars: str) -> Problem:
    shown = ", ".join(f"{char} (U+{ord(char):04X})" for char in chars)
    return Problem(
        "missing-glyph",
        _("text"),
        _("the typeface has no {chars}.").format(chars=shown),
        _("Use Latin, Greek or Cyrillic letters."),
    )
