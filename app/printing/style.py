"""The look of a symbol: colour, module shape, finders, gradient, logo. Defaults are safe.

A style is applied to a symbol of a known size and gives layers in modules. What a look costs in
readability is said by `costs`, from measurements of four decoders (docs/printing.md).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.errors import Problem, Refused
from app.i18n import _
from app.printing.artwork import Gradient, Layer, Segment, Segments, rectangle, reversed_path
from app.printing.inks import WHITE, contrast, parse
from app.printing.outline import Contour, outline
from app.printing.symbol import Symbol

MODULES = ("square", "rounded", "dots")
_FINDER = 7
_CIRCLE = 0.5523  # control point of a cubic quarter circle
_LEAST_CONTRAST = 3.0
_SAFE_FINDER = 0.3  # beyond it zbar falls from 95 % to 33 % and OpenCV to none (measured)


@dataclass(frozen=True, slots=True)
class Style:
    """How a symbol looks. Colours as `inks.parse` takes them; lengths in modules.

    `rounding` is the corner radius of rounded modules (0 to 0.5), `dot` the diameter of dots (0.5
    to 1), `finder` the corner radius of finder patterns as a share of their half side (0 square,
    1 circles). `second` makes a gradient from `colour`, at `angle` degrees or `radial`. `logo`
    puts the brand's logo in the middle, as large as unused error correction allows. `frame` puts
    a frame with these words around the code.
    """

    colour: str = "#000000"
    second: str = ""
    angle: float = 45.0
    radial: bool = False
    modules: str = "square"
    rounding: float = 0.5
    dot: float = 0.9
    finder: float = 0.0
    finder_colour: str = ""
    logo: bool = False
    frame: str = ""

    @property
    def plain(self) -> bool:
        """Whether this is a symbol of plain black squares."""
        return replace(self, frame="") == Style()


def check(style: Style) -> None:
    """Raises Refused with every problem of a style that no decoder would forgive."""
    problems: list[Problem] = []
    if style.modules not in MODULES:
        problems.append(_bad("modules", _("One of {names}.").format(names=", ".join(MODULES))))
    for name, low, high in (("rounding", 0, 0.5), ("dot", 0.5, 1), ("finder", 0, 1)):
        if not low <= getattr(style, name) <= high:
            problems.append(_bad(name, _("From {low} to {high}.").format(low=low, high=high)))
    for text in filter(None, (style.colour, style.second, style.finder_colour)):
        try:
            if contrast(parse(text), WHITE) < _LEAST_CONTRAST:
                problems.append(_bad("colour", _("A darker colour: dark on white is what reads.")))
        except Refused as refused:
            problems += refused.problems
    if problems:
        raise Refused(problems)


def _bad(name: str, instead: str) -> Problem:
    return Problem("bad-style", _("style"), _("{name} cannot be used.").format(name=name), instead)


def costs(style: Style) -> tuple[str, ...]:
    """What this look costs, in words; empty for a look that costs nothing."""
    found: list[str] = []
    if style.modules == "dots" and style.dot < 0.85:
        found.append(_("small dots: fewer phones read it; stay at 0.85 or more"))
    if style.finder > _SAFE_FINDER:
        found.append(_("round finders: some readers fail; stay at 0.3 or less"))
    inks = [parse(text) for text in (style.colour, style.second, style.finder_colour) if text]
    if any(ink.rgb[0] > 120 for ink in inks):
        found.append(_("reddish ink: red-light scanners at tills do not see it"))
    if any(contrast(ink, WHITE) < 7 for ink in inks):
        found.append(_("light ink: less contrast, so less margin in bad light"))
    if any(len(ink.plates) > 1 for ink in inks):
        found.append(_("mixed ink: the code lies on several plates, which must register"))
    if style.second:
        found.append(_("gradient: printed as tints, which soften the edges"))
    if style.logo:
        found.append(_("logo: spends error correction that dirt and damage would need"))
    return tuple(found)


def layers(symbol: Symbol, style: Style, hole: Sequence[int] | None = None) -> tuple[Layer, ...]:
    """The layers of a styled symbol, in modules. `hole`: left, top, width, height left blank."""
    check(style)
    ink = parse(style.colour)
    paint = Gradient(ink, parse(style.second), style.angle, style.radial) if style.second else ink
    rows = _punched(symbol.rows, hole)
    finders = _finders(symbol) if style.finder or style.finder_colour else ()
    if style.modules == "dots" and symbol.symbology == "QR":
        finders = _finders(symbol)
    for x, y in finders:
        rows = _punched(rows, (x, y, _FINDER, _FINDER))
    body = _body(rows, style)
    eyes: list[Segment] = []
    for x, y in finders:
        eyes += _eye(x, y, style.finder)
    if style.finder_colour:
        return (Layer(body, paint), Layer(tuple(eyes), parse(style.finder_colour)))
    return (Layer((*body, *eyes), paint),)


def _finders(symbol: Symbol) -> tuple[tuple[int, int], ...]:
    """Where the finder patterns begin; QR codes only."""
    if symbol.symbology != "QR":
        return ()
    far = symbol.width - _FINDER
    return ((0, 0), (far, 0), (0, far))


def _punched(rows: Sequence[bytes], hole: Sequence[int] | None) -> tuple[bytes, ...]:
    if hole is None:
        return tuple(rows)
    left, top, width, height = hole
    return tuple(
        row[:left] + bytes(width) + row[left + width :] if top <= y < top + height else row
        for y, row in enumerate(rows)
    )


def _body(rows: Sequence[bytes], style: Style) -> Segments:
    if style.modules == "dots":
        inset = (1 - style.dot) / 2
        found: list[Segment] = []
        for y, row in enumerate(rows):
            for x, dark in enumerate(row):
                if dark:
                    found += rectangle(x + inset, y + inset, style.dot, style.dot, style.dot / 2)
        return tuple(found)
    radius = style.rounding if style.modules == "rounded" else 0.0
    found = []
    for contour in outline(rows):
        found += rounded(contour, radius)
    return tuple(found)


def rounded(contour: Contour, radius: float) -> list[Segment]:
    """A straight contour with its corners rounded, those that bend inwards as well."""
    if radius <= 0:
        (x, y), *rest = contour
        return [("M", x, y), *(("L", a, b) for a, b in rest), ("Z",)]
    found: list[Segment] = []
    for place, (x, y) in enumerate(contour):
        before, after = contour[place - 1], contour[(place + 1) % len(contour)]
        (in_x, in_y), (out_x, out_y) = _heading(before, (x, y)), _heading((x, y), after)
        bend = radius * (1 - _CIRCLE)
        found.append(("L" if found else "M", x - in_x * radius, y - in_y * radius))
        found.append(
            (
                "C",
                *(x - in_x * bend, y - in_y * bend),
                *(x + out_x * bend, y + out_y * bend),
                *(x + out_x * radius, y + out_y * radius),
            )
        )
    return [*found, ("Z",)]


def _heading(start: tuple[int, int], end: tuple[int, int]) -> tuple[float, float]:
    return (
        math.copysign(1, end[0] - start[0]) if end[0] != start[0] else 0.0,
        math.copysign(1, end[1] - start[1]) if end[1] != start[1] else 0.0,
    )


def _eye(x: int, y: int, share: float) -> list[Segment]:
    """A finder pattern: a ring of one module around a light ring around a core of three."""
    outer = rectangle(x, y, 7, 7, 3.5 * share)
    inner = reversed_path(rectangle(x + 1, y + 1, 5, 5, 2.5 * share))
    core = rectangle(x + 2, y + 2, 3, 3, 1.5 * share)
    return [*outer, *inner, *core]
