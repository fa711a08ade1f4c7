"""The parts of a printable, each a function from frame and element to items."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from app.errors import Problem, Refused
from app.i18n import _
from app.printing import bars
from app.printing.artwork import Item, Shape, Text, rectangle
from app.printing.fitting import Block, fit, pieces, tidy
from app.printing.fonts import face
from app.printing.frame import Frame
from app.printing.icons import icon
from app.printing.inks import BLACK, WHITE
from app.printing.layout import Box, Element
from app.printing.logo import read
from app.printing.price import COLOURS, price_mark
from app.printing.wording import PICTOGRAM, how, reference

Part = Callable[[Frame, Element], list[Item]]
_TWO = 1.15  # leading of a name on two lines
_STRETCH = 1.6  # how much taller than its box they may be: layouts leave that much air around it
_FLOOR = 1.5  # mm: about 4.3 points, the least em that offset still prints cleanly


def _panel(frame: Frame, element: Element) -> list[Item]:
    """A filled area; it runs into the bleed where it touches the trim."""
    box = frame.box(element)
    width, height = frame.medium.trim
    over = frame.medium.bleed
    left = box.left - over if box.left <= 1e-6 else box.left
    top = box.top - over if box.top <= 1e-6 else box.top
    right = box.right + over if box.right >= width - 1e-6 else box.right
    bottom = box.bottom + over if box.bottom >= height - 1e-6 else box.bottom
    path = rectangle(left, top, right - left, bottom - top, element.radius * frame.short)
    return [Shape(path, frame.ink(element.ink))]


def _brand(frame: Frame, element: Element) -> list[Item]:
    """The logo where there is one, else the name; on a colour the logo gets a white card."""
    if frame.content.logo is None:
        return _name(frame, element)
    logo = read(frame.content.logo)
    box = frame.box(element)
    share = {"left": 0.0, "center": 0.5, "right": 1.0}[element.align]
    if element.ink != "on-brand":
        by = box.height * 0.25
        # Larger than the words it stands for, and still flush with the words below it.
        room = box.grown(by)._replace(left=box.left - 2 * by * share)
        return list(logo.placed(room, align=share))
    pad = box.height * 0.22
    high = box.height * 1.1
    wide = min(high * logo.width / logo.height, box.width - 2 * pad)
    high = wide * logo.height / logo.width
    left = box.left + (box.width - wide - 2 * pad) * share
    card = Box(left, box.top + (box.height - high) / 2 - pad, wide + 2 * pad, high + 2 * pad)
    return [Shape(rectangle(*card, pad), WHITE), *logo.placed(card.grown(-pad))]


def _name(frame: Frame, element: Element) -> list[Item]:
    """The brand's name; one too long for its line takes two small ones, about the same middle."""
    try:
        return _text(frame, element, frame.content.brand)
    except Refused:
        box = frame.box(element)
        least = max(element.least * frame.short, _FLOOR)
        high = max(box.height, least * (_TWO + face(element.face).capital))
        if high > box.height * _STRETCH:
            raise
        top = box.top - (high - box.height) / 2 if element.valign == "middle" else box.top
        two = replace(element, lines=2, leading=_TWO, size=element.least, least=0.0)
        return _set(frame, two, frame.content.brand, Box(box.left, top, box.width, high))


def _call_to_action(frame: Frame, element: Element) -> list[Item]:
    return _text(frame, element, frame.content.call_to_action)


def _address(frame: Frame, element: Element) -> list[Item]:
    return _text(frame, element, frame.content.shown, address=True)


def _address_bar(frame: Frame, element: Element) -> list[Item]:
    """The typed address as the hero, in a field like that of a browser; on one line if it can."""
    box = frame.box(element)
    radius = min(element.radius * frame.short, box.height / 2)
    line = box.height * 0.07
    pad = max(radius * 0.7, box.height * 0.2)
    inner = Box(box.left + pad, box.top + box.height * 0.2, box.width - 2 * pad, box.height * 0.6)
    field = Shape(rectangle(*box, radius), frame.ink("accent"), stroke=line)
    shown = frame.content.shown
    try:
        return [field, *_set(frame, replace(element, lines=1), shown, inner, address=True)]
    except Refused:
        return [field, *_set(frame, element, shown, inner, address=True)]


def _reference(frame: Frame, element: Element) -> list[Item]:
    return _text(frame, element, reference(frame.content))


def _place(frame: Frame, element: Element) -> list[Item]:
    return _text(frame, element, frame.content.place) if frame.content.place else []


def _how(frame: Frame, element: Element) -> list[Item]:
    """The pictogram and the line that says how; side by side, or stacked where `icon` is < 0."""
    box = frame.box(element)
    side = abs(element.icon) * frame.short
    name = PICTOGRAM[frame.content.kind]
    if not side:
        return _text(frame, element, how(frame.content))
    if element.icon < 0:
        below = Box(box.left, box.top + side * 1.15, box.width, box.height - side * 1.15)
        left = (
            box.left - side * 0.08 + (box.width - side) * (0.5 if element.align == "center" else 0)
        )
        mark = icon(name, left, box.top, side, frame.ink(element.ink))
        return [mark, *_set(frame, element, how(frame.content), below)]
    room = side * 1.2
    beside = Box(box.left + room, box.top, box.width - room, box.height)
    block, items = _block(frame, element, how(frame.content), beside)
    middle = _top(element, beside, block) + block.height / 2
    left = box.left
    if element.align == "center":
        left = beside.left + (beside.width - block.width) / 2 - room
    ink = "accent" if element.ink == "black" else element.ink
    return [icon(name, left, middle - side / 2, side, frame.ink(ink)), *items]


def _mark(frame: Frame, element: Element) -> list[Item]:
    """The pictogram of the kind on a disc of the brand's ink."""
    box = frame.box(element)
    side = min(box.width, box.height)
    left = box.left + (box.width - side) * {"left": 0, "center": 0.5, "right": 1}[element.align]
    top = box.top + (box.height - side) * {"top": 0, "middle": 0.5, "bottom": 1}[element.valign]
    disc = Shape(rectangle(left, top, side, side, side / 2), frame.ink(element.ink))
    inset = side * 0.2
    ground = {"brand": "on-brand", "accent": "white", "black": "white"}.get(element.ink, "accent")
    sign = icon(
        PICTOGRAM[frame.content.kind],
        left + inset,
        top + inset,
        side - 2 * inset,
        frame.ink(ground),
    )
    return [disc, sign]


def _phone(frame: Frame, element: Element) -> list[Item]:
    """The number: in its official price mark, or plain."""
    phone = frame.content.phone
    if phone is None:
        return []
    if phone.mark:
        ink = BLACK if frame.medium.black else COLOURS[phone.mark]
        return price_mark(phone, frame.box(element), element, ink)
    return _text(frame, element, phone.shown)


def _bars(frame: Frame, element: Element) -> list[Item]:
    """EAN-13 or Code 128, in black on white whatever the brand's colours are."""
    if frame.content.bars is None:
        return []
    centred = element.align == "center"
    return bars.placed(frame.content.bars, frame.box(element), centred=centred)


def _text(frame: Frame, element: Element, text: str, *, address: bool = False) -> list[Item]:
    return _set(frame, element, text, frame.box(element), address=address)


def _set(
    frame: Frame, element: Element, text: str, box: Box, *, address: bool = False
) -> list[Item]:
    return _block(frame, element, text, box, address=address)[1]


def _block(
    frame: Frame, element: Element, text: str, box: Box, *, address: bool = False
) -> tuple[Block, list[Item]]:
    """Text set in a box at the largest size that fits. Raises Refused (`too-long`)."""
    words = text if address else tidy(text, frame.content.language)
    least = max(element.least * frame.short, _FLOOR)
    block = fit(
        pieces(words, address=address),
        face(element.face),
        (box.width, box.height),
        size=max(element.size * frame.short, least),
        least=least,
        leading=element.leading,
        lines=element.lines,
        tracking=element.tracking,
    )
    if block is None:
        raise Refused([_too_long(element, text, box)])
    ink = frame.ink(element.ink)
    y = _top(element, box, block) + block.size * block.capital
    items: list[Item] = []
    for number, line in enumerate(block.lines):
        wide = face(element.face).width(line, block.size, element.tracking)
        share = {"left": 0.0, "center": 0.5, "right": 1.0}[element.align]
        x = box.left + (box.width - wide) * share
        baseline = y + number * block.size * block.leading
        items.append(Text(line, x, baseline, block.size, element.face, ink, element.tracking))
    return block, items


def _top(element: Element, box: Box, block: Block) -> float:
    share = {"top": 0.0, "middle": 0.5, "bottom": 1.0}[element.valign]
    return box.top + (box.height - block.height) * share


def _too_long(element: Element, text: str, box: Box) -> Problem:
    shorter = _("Use fewer or shorter words.")
    return Problem(
        "too-long",
        _(element.part.replace("_", " ")),
        _("{text} does not fit {width:.0f} × {height:.0f} mm.").format(
            text=repr(text[:80]), width=box.width, height=box.height
        ),
        _("Shorten the host.") if element.part == "address" else shorter,
    )


PARTS: Mapping[str, Part] = {
    "panel": _panel,
    "brand": _brand,
    "call_to_action": _call_to_action,
    "address": _address,
    "address_bar": _address_bar,
    "reference": _reference,
    "place": _place,
    "how": _how,
    "mark": _mark,
    "phone": _phone,
    "bars": _bars,
}
