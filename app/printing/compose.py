"""From content and medium to artwork: the code is placed first, then every part around it."""

from dataclasses import replace

from app.errors import Problem, Refused
from app.i18n import _, translate
from app.printing.artwork import Artwork, Item, Modules, Segments, Shape, rectangle
from app.printing.content import Content
from app.printing.frame import Frame
from app.printing.inks import BLACK, WHITE, parse
from app.printing.layout import Box, Element, layout
from app.printing.media import Medium
from app.printing.parts import PARTS
from app.printing.symbol import Symbol, encode

# The speech bubble of a Messenger code, in modules: its line, its corners, its tail.
_BUBBLE_RIM, _BUBBLE_RADIUS, _TAIL = 1.0, 2.2, 2.8
_AIR = 0.8  # between the bubble and the words under it
_SLACK = _BUBBLE_RADIUS * 0.33  # so that round corners stay outside the quiet zone


def traits(content: Content) -> frozenset[str]:
    """What a layout may ask: the kind, and `symbol`, `phone`, `logo`, `place` or `no-…` of each."""
    held = {
        "symbol": bool(content.address),
        "phone": content.phone is not None,
        "logo": content.logo is not None,
        "place": bool(content.place),
    }
    return frozenset({content.kind, *(k if v else f"no-{k}" for k, v in held.items())})


def compose(content: Content, medium: Medium, *, profile: bytes | None = None) -> Artwork:
    """The artwork of one code on one medium.

    Raises Refused with every problem: a code too dense for the medium (`too-dense`), text that
    does not fit (`too-long`), a glyph the typeface lacks, a logo or colour that is none.
    """
    plan = layout(medium.layout)
    shown = [element for element in plan.elements if element.shown(traits(content))]
    brand = parse(content.colour)
    margin = max(plan.margin * min(medium.trim), medium.safe)
    frame = Frame(content, medium, brand, margin)
    if content.address:
        symbol = encode(content.address, medium.level, byte_mode=content.byte_mode)
        _check_density(symbol, medium)
        spot = next((element for element in shown if element.part == "code"), None)
        if spot is None:
            raise ValueError(f"layout {plan.key} has no code for {content.kind}")
        modules = _placed(symbol, spot, frame)
        frame = _around(replace(frame, modules=modules), modules, spot)
    items: list[Item] = []
    problems: list[Problem] = []
    for element in shown:
        try:
            items += _code(frame, element) if element.part == "code" else _part(frame, element)
        except Refused as refused:
            problems += refused.problems
    if problems:
        raise Refused(dict.fromkeys(problems))
    return Artwork(
        title=f"{content.brand} · {content.call_to_action} · {content.reference}",
        language=content.language,
        trim=medium.trim,
        bleed=medium.bleed,
        items=tuple(items),
        scale=medium.scale,
        mirror=medium.mirror,
        marks=medium.marks,
        profile=profile,
    )


def _part(frame: Frame, element: Element) -> list[Item]:
    return PARTS[element.part](frame, element)


def _check_density(symbol: Symbol, medium: Medium) -> None:
    module = medium.code / symbol.width
    if module >= medium.module:
        return
    name = translate(medium.name.get("en", medium.key), "en")
    raise Refused(
        [
            Problem(
                "too-dense",
                name,
                _("modules would be {module:.3f} mm wide; this medium needs {need:.3f} mm.").format(
                    module=module, need=medium.module
                ),
                _(
                    "Print the code at least {side:.1f} mm wide, shorten the host, or lower the "
                    "error correction from {level}."
                ).format(side=medium.module * symbol.width, level=symbol.level),
            )
        ]
    )


def _placed(symbol: Symbol, element: Element, frame: Frame) -> Modules:
    """The symbol in its box. Its modules, not its quiet zone, line up with the text around,
    unless a visible patch carries it."""
    side = frame.medium.code
    module = side / symbol.width
    bubble = frame.content.kind == "messenger"
    rim = (symbol.quiet + (_rim(element) if bubble else 0)) * module
    tail = _TAIL * module if bubble and element.tail == "below" else 0.0
    box = frame.box(element)
    flush = rim if element.patch or bubble else 0.0
    left = {
        "left": box.left + flush,
        "center": box.left + (box.width - side) / 2,
        "right": box.right - flush - side,
    }[element.align]
    top = {
        "top": box.top + rim,
        "middle": box.top + (box.height - side) / 2,
        "bottom": box.bottom - rim - tail - side,
    }[element.valign]
    return Modules(symbol, left, top, module, BLACK)


def _around(frame: Frame, modules: Modules, element: Element) -> Frame:
    """The frame with the code's footprint: its quiet zone, and the speech bubble around it."""
    zone = Box(*modules.zone)
    if frame.content.kind != "messenger":
        return replace(frame, patch=zone, flush=modules.x)
    bubble = zone.grown(_rim(element) * modules.module)
    left, top, width, height = bubble
    height += _AIR * modules.module
    tail = _TAIL * modules.module
    patch = {
        "below": Box(left, top, width, height + tail),
        "left": Box(left - tail, top, width + tail, height),
        "right": Box(left, top, width + tail, height),
    }[element.tail]
    return replace(frame, patch=patch, flush=left)


def _rim(element: Element) -> float:
    """How far the speech bubble reaches beyond the quiet zone, in modules."""
    return _SLACK if element.patch else _BUBBLE_RIM + _SLACK


def _code(frame: Frame, element: Element) -> list[Item]:
    """The symbol on a white patch that covers its quiet zone; in a speech bubble for Messenger."""
    modules = frame.modules
    if modules is None:
        return []
    patch = Box(*modules.zone)
    radius = element.radius * frame.short
    if frame.content.kind != "messenger":
        grown = patch.grown(radius * 0.33)
        return [Shape(rectangle(*grown, radius), WHITE), modules]
    m = modules.module
    inner = patch.grown(_SLACK * m)
    outer = patch.grown(_rim(element) * m)
    ink = frame.ink("white" if element.patch else "accent")
    bubble = rectangle(*outer, (_BUBBLE_RADIUS + _BUBBLE_RIM) * m)
    return [
        Shape(bubble, ink),
        Shape(_tail(outer, m, element.tail), ink),
        Shape(rectangle(*inner, _BUBBLE_RADIUS * m), WHITE),
        modules,
    ]


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
