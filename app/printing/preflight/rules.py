"""Static rules: what can be said of a code without looking at how it prints or photographs."""

from collections.abc import Iterator

import numpy as np

from app.i18n import _
from app.printing.media import Medium
from app.printing.preflight.grid import MARGIN, PX, ranked
from app.printing.preflight.page import Box, Page
from app.printing.preflight.scene import Scene
from app.printing.preflight.sizes import QUIET, sizes
from app.printing.preflight.verdict import Finding, grade_at, number

_MARGIN_MM = 3.0
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
    found += sizes(page, scene, medium)
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
    low, high = ranked(scene.light[symbol, symbol][::2, ::2], 0.05, 0.95)
    light = (low + high - scene.light) if scene.inverted else scene.light
    blot = (light < low + _CLEAR * (high - low)) | ~scene.inside
    side = np.arange(len(blot))
    beyond = np.maximum(np.maximum(symbol.start - side, side - symbol.stop + 1), 0)
    rings = np.maximum(beyond[:, None], beyond[None, :])
    counts = np.bincount(rings[blot & (rings > _SKIRT)], minlength=QUIET * PX + 1)
    bad = np.flatnonzero(counts.cumsum() >= _SPECK)
    return min(float(bad[0] - 1) / PX, float(QUIET)) if len(bad) else float(QUIET)


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
