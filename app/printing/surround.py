"""What is drawn around a code: a white patch, a speech bubble, or a frame with words.

All lengths are modules. Whatever the surround, the whole quiet zone stays white.
"""

from dataclasses import dataclass

from app.errors import Problem, Refused
from app.i18n import _
from app.printing.artwork import Item, Modules, Segments, Shape, Text, rectangle, reversed_path
from app.printing.fitting import fit, pieces
from app.printing.fonts import face
from app.printing.inks import WHITE, Ink, upon
from app.printing.layout import Box
from app.printing.symbol import Symbol

_LINE, _RADIUS = 1.0, 2.2
# A round corner cuts 0.293 of its radius off; that much more keeps it outside the quiet zone.
_CUT = 0.33
_TAIL = 2.8
_AIR = 0.8  # under a surround, before the words that follow
_BAND = 5.0  # height of a frame's strip of words


@dataclass(frozen=True, slots=True)
class Surround:
    """How a code is set off: `shape` is patch, bubble or frame; `tail` the side of a bubble's tail.

    `solid`: the code lies on a field of colour, so a bubble needs no line. `words` stand on a
    frame's strip. `radius` (mm) rounds the corners of a patch.
    """

    shape: str = "patch"
    tail: str = "below"
    solid: bool = False
    words: str = ""
    radius: float = 0.0

    @property
    def rim(self) -> float:
        """How far it reaches beyond the quiet zone on the sides and above."""
        if self.shape == "patch":
            return 0.0
        return _RADIUS * _CUT + (0 if self.solid and self.shape == "bubble" else _LINE)

    @property
    def foot(self) -> float:
        """How much further it reaches below."""
        if self.shape == "frame":
            return _BAND
        return _TAIL if self.shape == "bubble" and self.tail == "below" else 0.0

    def side(self, symbol: Symbol, code: float) -> float:
        """The side of the symbol in mm where the medium gives it `code`: a frame takes its room
        from the code, so that the whole is no wider."""
        if self.shape != "frame":
            return code
        wide = symbol.width + 2 * symbol.quiet
        return code * wide / (wide + 2 * self.rim)

    def footprint(self, modules: Modules) -> Box:
        """Everything it covers, in mm, with a little air below."""
        zone = Box(*modules.zone)
        if self.shape == "patch":
            return zone
        m = modules.module
        left, top, width, height = zone.grown(self.rim * m)
        tail = _TAIL * m if self.shape == "bubble" else 0.0
        height += (self.foot + _AIR) * m
        if self.tail == "left":
            left -= tail
        return Box(left, top, width + (tail if self.tail in ("left", "right") else 0.0), height)

    def flush(self, modules: Modules) -> float:
        """The left edge, in mm, that words under it share."""
        if self.shape == "patch":
            return modules.x
        return modules.zone[0] - self.rim * modules.module

    def items(self, modules: Modules, ink: Ink) -> list[Item]:
        """What lies under the white quiet zone; `ink` is that of the line."""
        zone, m = Box(*modules.zone), modules.module
        if self.shape == "patch":
            if not self.radius:
                return []
            return [Shape(rectangle(*zone.grown(self.radius * _CUT), self.radius), WHITE)]
        inner = zone.grown(_RADIUS * _CUT * m)
        left, top, width, height = zone.grown(self.rim * m)
        if self.shape == "frame":
            height += _BAND * m
        outer = Box(left, top, width, height)
        # A ring, and no filled area under the white: only black lies where the code is.
        ring = (
            *rectangle(*outer, (_RADIUS + _LINE) * m),
            *reversed_path(rectangle(*inner, _RADIUS * m)),
        )
        items: list[Item] = [Shape(ring, ink)]
        if self.shape == "bubble":
            items.append(Shape(_tail(outer, m, self.tail), ink))
        items.append(Shape(rectangle(*inner, _RADIUS * m), WHITE))
        if self.shape == "frame":
            strip = Box(left, inner.bottom, width, outer.bottom - inner.bottom)
            items += self._label(strip, m, ink)
        return items

    def _label(self, strip: Box, m: float, ink: Ink) -> list[Item]:
        """The words of a frame, in the middle of its strip. Raises Refused (`too-long`)."""
        kind = face("display")
        room = (strip.width - 3 * m, strip.height)
        size = strip.height * 0.62
        block = fit(pieces(self.words), kind, room, size=size, least=size * 0.4, lines=1)
        if block is None:
            what = _("{text} does not fit {width:.0f} × {height:.0f} mm.")
            what = what.format(text=repr(self.words[:80]), width=room[0], height=room[1])
            instead = _("Use fewer or shorter words.")
            raise Refused([Problem("too-long", _("the frame around the code"), what, instead)])
        x = strip.left + (strip.width - block.width) / 2
        y = strip.top + (strip.height + block.height) / 2
        return [Text(block.lines[0], x, y, block.size, "display", upon(ink))]


PLAIN = Surround()


def _tail(bubble: Box, m: float, side: str) -> Segments:
    """The tail of a speech bubble: at the left of its foot, or low on its left or right side."""
    if side == "below":
        x, y = bubble.left + 5 * m, bubble.bottom - 0.5 * m
        return (("M", x, y), ("L", x + 5 * m, y), ("L", x, bubble.bottom + _TAIL * m), ("Z",))
    edge, inward, y = (bubble.left, m, bubble.bottom - 9 * m)
    if side == "right":
        edge, inward = bubble.right, -m
    x, tip = edge + 0.5 * inward, edge - _TAIL * inward
    return (("M", x, y), ("L", x, y + 5 * m), ("L", tip, y + 5 * m), ("Z",))
