"""A content's symbol in its style: with a logo, the mask is chosen so that the logo costs least."""

from dataclasses import dataclass

import numpy as np

from app.errors import Problem, Refused
from app.i18n import _
from app.printing import png
from app.printing.artwork import Artwork, Item, Layer, Modules
from app.printing.content import Content
from app.printing.knockout import Matrix, Room, find_room
from app.printing.layout import Box
from app.printing.logo import Logo, read
from app.printing.media import Medium
from app.printing.style import Style, check, layers
from app.printing.symbol import Symbol, encode

_RIM = 0.6  # modules of white between a logo and the code
_FINE = 8  # px a module when a logo is looked at


@dataclass(frozen=True, slots=True)
class Dressed:
    """A symbol, its layers (none: plain squares), and the logo in its hole, if it has one."""

    symbol: Symbol
    layers: tuple[Layer, ...] = ()
    logo: Logo | None = None
    room: Room | None = None

    def over(self, modules: Modules) -> tuple[Item, ...]:
        """What is drawn over the placed symbol: the logo, in mm."""
        if self.logo is None or self.room is None:
            return ()
        m, room = modules.module, self.room
        hole = Box(
            modules.x + room.left * m, modules.y + room.top * m, room.width * m, room.height * m
        )
        return self.logo.placed(hole.grown(-_RIM * m))


def dress(content: Content, medium: Medium, style: Style) -> Dressed:
    """The symbol of a content in a style. Raises Refused."""
    check(style)

    def encoded(mask: int | None) -> Symbol:
        return encode(content.address, medium.level, byte_mode=content.byte_mode, mask=mask)

    if not style.logo:
        symbol = encoded(None)
        return Dressed(symbol, () if style.plain else layers(symbol, style))
    if content.logo is None:
        raise _refused(_("there is no logo."), _("Give the brand a logo, or leave it out."))
    logo = read(content.logo)
    room = None
    if medium.level != "L":
        ratio = logo.width / logo.height
        room = find_room(encoded, ratio, lambda columns, rows: _dark(logo, columns, rows))
    if room is None:
        raise _refused(
            _("the code has no error correction to spare for a logo at level {level}.").format(
                level=medium.level
            ),
            _("Print the logo beside the code."),
        )
    hole = (room.left, room.top, room.width, room.height)
    return Dressed(room.symbol, layers(room.symbol, style, hole), logo, room)


def _dark(logo: Logo, columns: int, rows: int) -> Matrix:
    """Which modules of a hole look dark with the logo in it: the middle of each, at half grey."""
    items = logo.placed(Box(0, 0, columns, rows).grown(-_RIM))
    art = Artwork("", "", (columns, rows), 0, items)
    seen = np.asarray(png.render(art, dpi=round(_FINE * 25.4)).convert("L"))
    places = [int((place + 0.5) * _FINE) for place in range(max(columns, rows))]
    found: Matrix = np.zeros((rows, columns), bool)
    for y in range(rows):
        for x in range(columns):
            patch = seen[places[y] - 1 : places[y] + 2, places[x] - 1 : places[x] + 2]
            found[y, x] = patch.mean() < 128
    return found


def _refused(what: str, instead: str) -> Refused:
    return Refused([Problem("no-room-for-logo", _("logo"), what, instead)])
