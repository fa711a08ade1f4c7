"""Bars for tills and warehouses, in place: their quiet zones, and their text in clear under them.

EAN-13 as GS1 General Specifications 5.2 draw it: guard bars five modules longer, the first digit in
the left quiet zone. Modules are as wide as the box lets them be, within what the standards allow.
"""

from collections.abc import Mapping
from typing import NamedTuple

from app.errors import Problem, Refused
from app.i18n import _
from app.printing.artwork import Item, Segment, Segments, Shape, Text, rectangle
from app.printing.codes import encode_as
from app.printing.content import Bars
from app.printing.fonts import face
from app.printing.inks import BLACK, WHITE
from app.printing.layout import Box
from app.printing.symbol import Symbol

_GUARD = 5
_CAPITAL, _GAP = 7.0, 1.0  # modules: the height of a digit, and its distance from the bars


class Measure(NamedTuple):
    """What a kind of bars needs: quiet zones in modules; module and least height in mm."""

    left: int
    right: int
    least: float
    most: float
    tall: float
    share: float = 0.0


# EAN-13: a module of 0.264 to 0.660 mm and 69 modules tall (GS1 General Specifications 5.2.3 and
# 5.12.3); shorter bars are common on small packs and scanned less surely, so 9 mm is our floor.
# Code 128: 0.2 mm, as fine as offset holds for a scanner at a hand's width; 5 mm tall, and 15 % of
# its length (the usual reading of ISO/IEC 15417).
MEASURES: Mapping[str, Measure] = {
    "ean-13": Measure(11, 7, 0.264, 0.33, 9.0),
    "code-128": Measure(10, 10, 0.2, 0.35, 5.0, 0.15),
}


def check_digit(digits: str) -> str:
    """The thirteenth digit of an EAN-13 whose first twelve are given (ISO/IEC 15420, annex A)."""
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits[:12]))
    return str(-total % 10)


def placed(bars: Bars, box: Box, *, centred: bool = True) -> list[Item]:
    """The bars in a box (mm), as large as it allows. Raises Refused where it is too small."""
    measure, symbol = MEASURES[bars.kind], encode_as(bars.kind, bars.text)
    across = measure.left + symbol.width + measure.right
    module = min(measure.most, box.width / across)
    foot = (_CAPITAL + _GAP) * module
    high = min(box.height - foot, 69 * module)
    least = max(measure.tall, measure.share * symbol.width * module)
    if module < measure.least - 1e-9 or high < least - 1e-9:
        raise Refused([_too_small(bars, box, across * measure.least, least + foot)])
    left = box.left + ((box.width - across * module) / 2 if centred else 0.0)
    ground = Shape(rectangle(left, box.top, across * module, high + foot), WHITE)
    start = left + measure.left * module
    path = _outline(symbol, high / module)
    lines = Shape(path, BLACK, x=start, y=box.top, scale=module)
    return [ground, lines, *_texts(symbol, start, box.top + high, module)]


def _outline(symbol: Symbol, high: float) -> Segments:
    """The bars as one path in modules; a path and not pixels, for a PNG's need not fit them."""
    row = symbol.rows[0]
    path: list[Segment] = []
    edges = [place for place in range(len(row) + 1) if _dark(row, place) != _dark(row, place - 1)]
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        guard = symbol.symbology == "EAN-13" and (end <= 3 or 45 <= start < 50 or start >= 92)
        path += rectangle(start, 0, end - start, high + (_GUARD if guard else 0))
    return tuple(path)


def _dark(row: bytes, place: int) -> bool:
    return 0 <= place < len(row) and row[place] == 1


def _texts(symbol: Symbol, left: float, bottom: float, module: float) -> list[Item]:
    """The text in clear; for EAN-13 one digit before the bars and six under each half."""
    kind = face("text")
    size = _CAPITAL * module / kind.capital
    y = bottom + (_GAP + _CAPITAL) * module
    if symbol.symbology != "EAN-13":
        room = symbol.width * module
        size = min(size, size * room / max(kind.width(symbol.text, size), 1e-9))
        x = left + (room - kind.width(symbol.text, size)) / 2
        return [Text(symbol.text, x, y, size, "text")]
    first, *halves = symbol.text[0], symbol.text[1:7], symbol.text[7:]
    items: list[Item] = [
        Text(first, left - 3 * module - kind.width(first, size), y, size, "text"),
    ]
    for start, digits in zip((3, 50), halves, strict=True):
        room = 39 * module
        tracking = (room - kind.width(digits, size)) / (5 * size)
        x = left + (start + 1.5) * module
        items.append(Text(digits, x, y, size, "text", tracking=tracking))
    return items


def _too_small(bars: Bars, box: Box, width: float, height: float) -> Problem:
    return Problem(
        "bars-too-small",
        _("bars"),
        _("{text} needs {a:.1f} × {b:.1f} mm; here there are {c:.1f} × {d:.1f} mm.").format(
            text=bars.text[:80], a=width, b=height, c=box.width, d=box.height
        ),
        _("Choose a larger medium or a shorter text."),
    )
