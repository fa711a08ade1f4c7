"""The rules of size: module width, printer dots, reading distance, arc of a round pack."""

from collections.abc import Iterator
from math import degrees

from app.i18n import _
from app.printing.media import Medium
from app.printing.preflight.page import Page
from app.printing.preflight.scene import Scene
from app.printing.preflight.verdict import Finding, grade_at, number

QUIET = 4  # modules, ISO/IEC 18004:2015, 6.3.8
REACH = 290  # distance per module: 26 mm-equivalent lens, 1920 px, 3 px a module, margin of 1.6
_DOTS = 4  # printer dots a module (Denso Wave)
_ARC = 60.0  # degrees of a round pack that symbol and quiet zone may take


def sizes(page: Page, scene: Scene, medium: Medium | None) -> Iterator[Finding]:
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
    grade = grade_at(dots, (_DOTS - 0.05, 3, 2.5, 1.9))
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
