"""From content and medium to artwork: the code is placed first, then every part around it."""

from dataclasses import replace

from app.errors import Problem, Refused
from app.i18n import _, language
from app.printing.artwork import Artwork, Item, Modules, Shape, rectangle
from app.printing.content import Content
from app.printing.dress import Dressed, dress
from app.printing.frame import Frame
from app.printing.inks import BLACK, WHITE, parse
from app.printing.layout import Element, Layout, layout, layouts
from app.printing.media import Medium, media
from app.printing.parts import PARTS
from app.printing.style import Style
from app.printing.surround import Surround


def traits(content: Content) -> frozenset[str]:
    """What a layout may ask: the kind, and `symbol`, `phone`, `logo`, `place` or `no-…` of each."""
    held = {
        "symbol": bool(content.address),
        "phone": content.phone is not None,
        "logo": content.logo is not None,
        "place": bool(content.place),
    }
    return frozenset({content.kind, *(k if v else f"no-{k}" for k, v in held.items())})


def compose(
    content: Content, medium: Medium, *, style: Style | None = None, profile: bytes | None = None
) -> Artwork:
    """The artwork of one code on one medium.

    `profile` is an ICC output profile: it makes the PDF a PDF/X-4. Raises Refused with every
    problem: a code too dense for the medium (`too-dense`), text that does not fit (`too-long`), a
    glyph the typeface lacks, a logo, style or colour that cannot be used.
    """
    style = style or Style()
    plan = _layout(content, medium)
    shown = [element for element in plan.elements if element.shown(traits(content))]
    brand = BLACK if medium.black else parse(content.colour)
    margin = max(plan.margin * min(medium.trim), medium.safe)
    frame = Frame(content, medium, brand, margin)
    dressed = None
    if content.address:
        dressed = dress(content, medium, style)
        spot = next(element for element in shown if element.part == "code")
        frame = _with_code(frame, dressed, spot, style)
        _check_density(frame.modules, medium)
    items: list[Item] = []
    problems: list[Problem] = []
    for element in shown:
        try:
            items += _part(frame, element, dressed)
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


def _layout(content: Content, medium: Medium) -> Layout:
    """The medium's layout, or its sister with a place for bars. Raises Refused."""
    if content.bars is None:
        return layout(medium.layout)
    if f"{medium.layout}-bars" not in layouts():
        what = _("has no place for an EAN or Code 128 beside the code.")
        ready = [
            one.name.get(language(), one.key)
            for one in media().values()
            if f"{one.layout}-bars" in layouts()
        ]
        right = _("These have: {names}.").format(names=", ".join(ready))
        name = medium.name.get(language(), medium.key)
        raise Refused([Problem("no-place-for-bars", name, what, right)])
    return layout(f"{medium.layout}-bars")


def _check_density(modules: Modules | None, medium: Medium) -> None:
    if modules is None or modules.module >= medium.module - 1e-9:
        return
    module, symbol = modules.module, modules.symbol
    name = medium.name.get(language(), medium.key)
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


def _with_code(frame: Frame, dressed: Dressed, element: Element, style: Style) -> Frame:
    """The frame with the symbol in its box.

    Its modules, not its quiet zone, line up with the text around, unless something visible
    carries it: then that lines up.
    """
    surround = _surround(frame, element, style)
    symbol = dressed.symbol
    side = surround.side(symbol, frame.medium.code)
    module = side / symbol.width
    rim = (symbol.quiet + surround.rim) * module
    flush = rim if element.patch or surround.shape != "patch" else 0.0
    box = frame.box(element)
    left = {
        "left": box.left + flush,
        "center": box.left + (box.width - side) / 2,
        "right": box.right - flush - side,
    }[element.align]
    top = {
        "top": box.top + rim,
        "middle": box.top + (box.height - side) / 2,
        "bottom": box.bottom - rim - surround.foot * module - side,
    }[element.valign]
    modules = Modules(symbol, left, top, module, layers=dressed.layers)
    patch, edge = surround.footprint(modules), surround.flush(modules)
    return replace(frame, modules=modules, surround=surround, patch=patch, flush=edge)


def _surround(frame: Frame, element: Element, style: Style) -> Surround:
    if frame.content.kind == "messenger":
        return Surround("bubble", tail=element.tail, solid=element.patch)
    if style.frame:
        return Surround("frame", words=style.frame)
    return Surround(radius=element.radius * frame.short)


def _part(frame: Frame, element: Element, dressed: Dressed | None) -> list[Item]:
    if element.part != "code":
        return PARTS[element.part](frame, element)
    if frame.modules is None or dressed is None:
        return []
    ink = frame.ink("white" if element.patch and frame.surround.shape == "bubble" else "accent")
    around = frame.surround.items(frame.modules, ink)
    ground = Shape(rectangle(*frame.modules.zone), WHITE)
    return [*around, ground, frame.modules, *dressed.over(frame.modules)]
