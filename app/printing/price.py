"""The official price mark of French value-added numbers (SVA): number and tariff, side by side.

Colours of the 2015 sign system: green for free calls, grey for normally priced ones, violet for
surcharged ones (RGB 120 180 30, 145 145 155, 165 15 120). Its obligation: arrêté du 10 juin 2009,
article 11, as recast for 1 October 2015.
"""

from collections.abc import Mapping

from app.printing.artwork import Item, Shape, Text, rectangle
from app.printing.content import Phone
from app.printing.fitting import narrow, pieces, tidy
from app.printing.fonts import face
from app.printing.inks import WHITE, Ink, parse
from app.printing.layout import Box, Element

COLOURS: Mapping[str, Ink] = {
    "green": parse("#78b41e"),
    "grey": parse("#91919b"),
    "violet": parse("#a50f78"),
}
# All lengths in heights of the mark.
_NUMBER, _TARIFF = 0.62, 0.29
_PAD, _TIP = 0.22, 0.2


def price_mark(phone: Phone, box: Box, element: Element, ink: Ink) -> list[Item]:
    """The mark as large as `box` allows, its number on white and its tariff on `ink`."""
    number_face, tariff_face = face("strong"), face("strong")
    shown = tidy(phone.shown, "fr").replace(" ", "\u00a0")
    number = number_face.width(shown, _NUMBER)
    tariff = narrow(pieces(tidy(phone.tariff, "fr")) or [""], tariff_face, _TARIFF, 2)
    split = 2 * _PAD + number
    total = split + _TIP + tariff.width + 2 * _PAD
    h = min(box.height, box.width / total)
    left = (
        box.left + (box.width - total * h) * {"left": 0, "center": 0.5, "right": 1}[element.align]
    )
    top = box.top + (box.height - h) * {"top": 0, "middle": 0.5, "bottom": 1}[element.valign]
    line = 0.04 * h
    edge = left + split * h
    items: list[Item] = [
        Shape(rectangle(left, top, total * h, h), ink),
        Shape(rectangle(left + line, top + line, split * h - line, h - 2 * line), WHITE),
        Shape(
            (
                ("M", edge - line, top + h * 0.32),
                ("L", edge + _TIP * h, top + h / 2),
                ("L", edge - line, top + h * 0.68),
                ("Z",),
            ),
            WHITE,
        ),
        Text(
            shown,
            left + _PAD * h,
            top + h / 2 + number_face.capital * _NUMBER * h / 2,
            _NUMBER * h,
            "strong",
            ink,
        ),
    ]
    if phone.tariff:
        x = edge + (_TIP + _PAD) * h
        y = top + (h - tariff.height * h) / 2 + tariff.capital * tariff.size * h
        for place, words in enumerate(tariff.lines):
            baseline = y + place * tariff.leading * tariff.size * h
            items.append(Text(words, x, baseline, tariff.size * h, "strong", WHITE))
    return items
