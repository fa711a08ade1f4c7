"""Static rules: what can be said of a code without looking at how it prints or photographs."""

from collections.abc import Iterator
from math import degrees

import numpy as np

from app.i18n import _
from app.printing.media import Medium
from app.printing.preflight.pages import Box, Page
from app.printing.preflight.scene import MARGIN, PX, Scene
from app.printing.preflight.verdict import Finding, grade_at, number

QUIET = 4  # modules, ISO/IEC 18004:2015, 6.3.8
REACH = 290  # distance per module: 26 mm-equivalent lens, 1920 px, 3 px a module, margin of 1.6
_DOTS = 4  # printer dots a module (Denso Wave)
_MARGIN_MM = 3.0
_ARC = 60.0  # degrees of a round pack that symbol and quiet zone may take
# A blot is darker than this share of the way from the dark to the light modules.
_CLEAR = 0.62
_SKIRT = 3  # pixels beside the symbol that are its own soft or spread edge
_SPECK = 4  # pixels of 64 a module that are no blot yet


def rules(
    page: Page, scene: Scene, medium: Medium | None, expected: str | None, trim: Box
) -> tuple[Finding, ...]:
    """Every static rule on one QR code of a page. `trim` is in mm as drawn; sizes told are real."""
    found = [text_rule(scene.found.text, expected), _format(scene), _polarity(scene)]
    found.append(_mirroring(scene, medium))
    found.append(_quiet_zone(scene))
    found += _sizes(page, scene, medium)
    found += _edge(page, scene, trim)
    found += _plates(page, scene, medium)
    found += page.facts
    return tuple(found)


def text_rule(text: str, expected: str | None) -> Finding:
    """Whether the code says exactly what it should."""
    if expected is not None and text != expected:
        return Finding(
            "text",
            "F",
            _("It says {text}, not {expected}.").format(text=text, expected=expected),
            do=_("Make the printable again from the campaign file."),
        )
    if not text.strip():
        return Finding("text", "F", _("It decodes to nothing."), do=_("Give it a content."))
    says = _("The text is exactly the one expected.") if expected else _("The code decodes.")
    return Finding("text", "A", says)


def _format(scene: Scene) -> Finding:
    about = f"QR {scene.found.version}-{scene.found.level}"
    if scene.matrix is None:
        return Finding(
            "format",
            "D",
            _("{symbol}, but its modules do not lie on an even grid.").format(symbol=about),
            scene.found.version,
            do=_("Give the artwork itself, flat, not a photograph of it."),
        )
    return Finding("format", "A", about, scene.found.version)


def _polarity(scene: Scene) -> Finding:
    if scene.inverted:
        return Finding(
            "polarity",
            "F",
            _("The code is light on dark; many readers, zbar and OpenCV among them, never see it."),
            do=_("Put dark modules on a light patch that covers the quiet zone."),
        )
    return Finding("polarity", "A", _("Dark on light."))


def _mirroring(scene: Scene, medium: Medium | None) -> Finding:
    if scene.mirrored == bool(medium and medium.mirror):
        return Finding("mirror", "A", _("The right way round."))
    if scene.mirrored:
        return Finding(
            "mirror",
            "C",
            _("The artwork is mirrored."),
            do=_("Mirror only what is stuck inside a window; some readers need it the right way."),
        )
    return Finding(
        "mirror",
        None,
        _("This medium is stuck inside the glass, but the artwork is not mirrored."),
        do=_("Mirror the artwork, unless this is the view from outside."),
    )


def _quiet_zone(scene: Scene) -> Finding:
    clear = clear_modules(scene)
    grade = grade_at(clear, (3.9, 3, 2, 1.95))
    says = _("The quiet zone is clear for {clear} of {needed} modules.")
    return Finding(
        "quiet-zone",
        grade,
        says.format(clear=number(clear, 1), needed=QUIET),
        clear,
        QUIET,
        "X",
        "" if grade == "A" else _("Clear 4 modules on every side, in the colour of the ground."),
    )


def clear_modules(scene: Scene) -> float:
    """How many modules around the symbol, corners included, stay clear; 4 at most."""
    symbol = scene.symbol
    low, high = (float(v) for v in np.quantile(scene.light[symbol, symbol], (0.05, 0.95)))
    light = (low + high - scene.light) if scene.inverted else scene.light
    blot = (light < low + _CLEAR * (high - low)) | ~scene.inside
    side = np.arange(len(blot))
    beyond = np.maximum(np.maximum(symbol.start - side, side - symbol.stop + 1), 0)
    rings = np.maximum(beyond[:, None], beyond[None, :])
    counts = np.bincount(rings[blot & (rings > _SKIRT)], minlength=QUIET * PX + 1)
    bad = np.flatnonzero(counts.cumsum() >= _SPECK)
    return min(float(bad[0] - 1) / PX, float(QUIET)) if len(bad) else float(QUIET)


def _sizes(page: Page, scene: Scene, medium: Medium | None) -> Iterator[Finding]:
    """Module width, printer dots, reading distance and arc."""
    x = min(scene.module) / page.scale
    if page.native:
        yield _dots(min(scene.module) * page.native)
    if not page.sized:
        yield Finding(
            "module",
            None,
            _("The file does not say how large it is printed, so millimetres are not judged."),
            do=_("Give a PDF, an SVG in mm, or a PNG with its dpi."),
        )
        return
    least = medium.module if medium else 0.396
    limits = (1, 0.9, 0.8, 0.7) if medium else (1, 0.83, 0.63, 0.43)
    grade = grade_at(x / least, limits)
    yield Finding(
        "module",
        grade,
        _("A module is {x} mm wide; {least} mm are asked for.").format(
            x=number(x), least=number(least, 3)
        ),
        x,
        least,
        "mm",
        "" if grade == "A" else _("Print the code larger, or shorten the address."),
    )
    if medium is None:
        return
    yield _distance(x, medium)
    if medium.conditions.diameter:
        yield _arc(scene, page, medium.conditions.diameter)


def _dots(dots: float) -> Finding:
    grade = grade_at(dots, (_DOTS, 3, 2.5, 2))
    uneven = abs(dots - round(dots)) * scene_modules(dots) > 1
    says = _("A module is {dots} dots wide.").format(dots=number(dots, 2))
    if grade != "A":
        do = _("Export at a higher resolution: at least 4 dots a module.")
    else:
        do = _("Export at a whole number of dots a module.") if uneven and dots < 10 else ""
    return Finding("dots", grade, says, dots, _DOTS, "dots", do)


def scene_modules(dots: float) -> float:
    """Over how many modules a rounding shows: coarse pictures show it sooner."""
    return 100.0 / max(dots, 1.0)


def _distance(x: float, medium: Medium) -> Finding:
    reach = REACH * x / 1000
    grade = grade_at(reach / medium.distance, (0.95, 0.8, 0.65, 0.5))
    return Finding(
        "distance",
        grade,
        _("It reads up to about {reach} m; this medium is read from {distance} m.").format(
            reach=number(reach), distance=number(medium.distance)
        ),
        reach,
        medium.distance,
        "m",
        "" if grade == "A" else _("Print the code larger, or shorten the address."),
    )


def arc(scene: Scene, scale: float, diameter: float) -> float:
    """Degrees of a round pack that the symbol and its quiet zone take."""
    width = (scene.size + 2 * QUIET) * max(scene.module) / scale
    return degrees(width / (diameter / 2))


def _arc(scene: Scene, page: Page, diameter: float) -> Finding:
    taken = arc(scene, page.scale, diameter)
    grade = grade_at(-taken, (-_ARC, -68, -75, -82))
    return Finding(
        "arc",
        grade,
        _("It takes {taken}° of a pack {diameter} mm round; {most}° are the limit.").format(
            taken=number(taken, 0), diameter=number(diameter), most=number(_ARC, 0)
        ),
        taken,
        _ARC,
        "°",
        "" if grade == "A" else _("Print the code smaller, or on a flatter face."),
    )


def _edge(page: Page, scene: Scene, trim: Box) -> Iterator[Finding]:
    """Distance of the symbol to the trim."""
    box = scene.found.box
    gap = min(
        box.left - trim.left, box.top - trim.top, trim.right - box.right, trim.bottom - box.bottom
    )
    bare = trim.width < (scene.size + 2 * MARGIN) * scene.module[0]
    if not page.sized or (page.trim is None and bare):
        return  # a code by itself, to be placed: it has no trim yet
    gap /= page.scale
    grade = grade_at(gap, (_MARGIN_MM - 0.05, 2.5, 2, 1))
    yield Finding(
        "trim",
        grade,
        _("The symbol stands {gap} mm inside the trim.").format(gap=number(gap, 1)),
        gap,
        _MARGIN_MM,
        "mm",
        "" if grade == "A" else _("Move it at least 3 mm away from the cut."),
    )


def _plates(page: Page, scene: Scene, medium: Medium | None) -> Iterator[Finding]:
    """Whether one plate alone draws the code."""
    if page.plates is None or (medium is not None and medium.layout == "screen"):
        return
    inks = page.plates(scene.found.box)
    if not inks:
        return
    listed = ", ".join(inks)
    if inks == ("RGB",):
        yield Finding(
            "plates",
            "B",
            _("The code is in RGB; the printer's conversion may spread it over four plates."),
            do=_("Set it in 100 % black, or in one spot colour."),
        )
    elif len(inks) > 1:
        yield Finding(
            "plates",
            "D",
            _("The code is on {count} plates ({inks}); they never register exactly.").format(
                count=len(inks), inks=listed
            ),
            len(inks),
            1,
            "plates",
            _("Set it in 100 % black, or in one spot colour."),
        )
    else:
        yield Finding("plates", "A", _("One plate: {ink}.").format(ink=listed), 1, 1, "plates")
