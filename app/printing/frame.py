"""What every part of a printable needs to know to draw itself: sizes, inks, where the code is."""

from dataclasses import dataclass

from app.printing.artwork import Modules
from app.printing.content import Content
from app.printing.inks import BLACK, GREY, PALE, WHITE, Ink, contrast, upon
from app.printing.layout import Box, Element
from app.printing.media import Medium
from app.printing.surround import PLAIN, Surround

_READABLE = 3.0  # contrast of large text (WCAG 2.2, 1.4.3)


@dataclass(frozen=True, slots=True)
class Frame:
    """The printable under way: its content, medium, brand ink and margin in mm.

    `patch` is what the code takes up with its quiet zone and what is drawn around that; `flush`
    the left edge that captions under it share.
    """

    content: Content
    medium: Medium
    brand: Ink
    margin: float
    modules: Modules | None = None
    surround: Surround = PLAIN
    patch: Box | None = None
    flush: float = 0.0

    @property
    def short(self) -> float:
        """The short side of the trim in mm: the unit of text sizes."""
        return min(self.medium.trim)

    def ink(self, name: str) -> Ink:
        """The ink a layout calls `brand`, `on-brand`, `accent`, `black`, `grey`, `pale`, `white`.

        `accent` is the brand's ink where it reads on white, else black.
        """
        if name == "brand":
            return self.brand
        if name == "on-brand":
            return upon(self.brand)
        if name == "accent":
            return self.brand if contrast(self.brand, WHITE) >= _READABLE else BLACK
        return {"black": BLACK, "grey": GREY, "pale": PALE, "white": WHITE}[name]

    def box(self, element: Element) -> Box:
        """The place of an element in mm (see Element for its rules)."""
        width, height = self.medium.trim
        x, y, w, h = element.box
        left, top = x * width, y * height
        right, bottom = width - self.margin, height - self.margin
        if element.at and self.modules and self.patch:
            symbol, zone = Box(*self.modules.box), self.patch
            if element.at == "below":
                centred = element.align == "center"
                start = symbol.left + symbol.width / 2 - w * width / 2 if centred else self.flush
                left, top = left + start, top + zone.bottom
            elif element.at == "right":
                left, top = left + zone.right, top + symbol.top
            elif element.at == "left":
                right = zone.left
            elif element.at == "above":
                bottom = zone.top
        wide = w * width if w > 0 else right + w * width - left
        tall = h * height if h > 0 else bottom + h * height - top
        if element.part == "panel":
            return Box(left, top, wide, tall)
        # Panels may reach the trim; all else keeps the medium's safe margin.
        edge = self.medium.safe
        end_x, end_y = min(left + wide, width - edge), min(top + tall, height - edge)
        left, top = max(left, edge), max(top, edge)
        return Box(left, top, end_x - left, end_y - top)
