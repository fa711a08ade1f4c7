"""Inks: what a plate prints, with the screen colour that stands for it. No colour management.

A colour becomes CMYK by plain arithmetic (black taken out first), since no press profile is known
here; a brand that needs an exact hue names a spot colour or gives CMYK values.
"""

import re
from typing import NamedTuple

from app.errors import Problem, Refused
from app.i18n import _

_HEX = re.compile(r"#([0-9a-fA-F]{6})")
_SPOT = re.compile(r"(?P<name>[^#]+?)\s+(?P<hex>#[0-9a-fA-F]{6})")
_CMYK = re.compile(r"cmyk\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})\s*\)", re.I)
# Names with a meaning of their own in PDF (ISO 32000-1, 8.6.6.4) or taken by the process plates.
_RESERVED = frozenset({"all", "none", "cyan", "magenta", "yellow", "black", "white"})
_SPOT_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 .+_-]{0,62}")


class Ink(NamedTuple):
    """A colour as printed: `cmyk` from 0 to 1, `rgb` from 0 to 255, `spot` the name of its plate.

    With a spot name, `cmyk` is only how a proofer without that ink shows it.
    """

    cmyk: tuple[float, float, float, float]
    rgb: tuple[int, int, int]
    spot: str = ""

    @property
    def hex(self) -> str:
        """The screen colour as `#rrggbb`."""
        return "#{:02x}{:02x}{:02x}".format(*self.rgb)

    @property
    def plates(self) -> tuple[str, ...]:
        """The names of the plates that this ink marks."""
        if self.spot:
            return (self.spot,)
        names = ("Cyan", "Magenta", "Yellow", "Black")
        return tuple(name for name, part in zip(names, self.cmyk, strict=True) if part)


BLACK = Ink((0.0, 0.0, 0.0, 1.0), (0, 0, 0))
GREY = Ink((0.0, 0.0, 0.0, 0.65), (95, 95, 95))
PALE = Ink((0.0, 0.0, 0.0, 0.12), (228, 228, 228))
WHITE = Ink((0.0, 0.0, 0.0, 0.0), (255, 255, 255))
BACKING = Ink((0.0, 0.0, 0.0, 0.0), (255, 255, 255), "White")


def parse(text: str) -> Ink:
    """An ink from `#rrggbb`, `cmyk(0 80 95 0)` (per cent) or `SPOT #rrggbb`. Raises Refused."""
    text = text.strip()
    if _HEX.fullmatch(text):
        return _from_hex(text)
    if found := _CMYK.fullmatch(text):
        parts = [int(part) for part in found.groups()]
        if max(parts) <= 100:
            c, m, y, k = (part / 100 for part in parts)
            return Ink((c, m, y, k), _to_rgb(c, m, y, k))
    if found := _SPOT.fullmatch(text):
        name = found["name"]
        if _SPOT_NAME.fullmatch(name) and name.lower() not in _RESERVED:
            return _from_hex(found["hex"])._replace(spot=name)
    raise Refused(
        [
            Problem(
                "bad-colour",
                _("colour"),
                _("{text} is no colour.").format(text=repr(text[:80])),
                _(
                    "Give #rrggbb, cmyk(0 80 95 0), or a spot name of letters, digits and spaces "
                    "and its screen colour: PANTONE 286 C #0033a0."
                ),
            )
        ]
    )


def _from_hex(text: str) -> Ink:
    r, g, b = (int(text[place : place + 2], 16) for place in (1, 3, 5))
    black = 1 - max(r, g, b) / 255
    if black == 1:
        return BLACK
    c, m, y = (round((1 - part / 255 - black) / (1 - black), 4) for part in (r, g, b))
    return Ink((c, m, y, round(black, 4)), (r, g, b))


def _to_rgb(c: float, m: float, y: float, k: float) -> tuple[int, int, int]:
    r, g, b = (round(255 * (1 - part) * (1 - k)) for part in (c, m, y))
    return r, g, b


def luminance(ink: Ink) -> float:
    """Relative luminance of the screen colour, 0 to 1 (WCAG 2.2, "relative luminance")."""
    r, g, b = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (channel / 255 for channel in ink.rgb)
    )
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: Ink, other: Ink) -> float:
    """Contrast ratio of two inks, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def upon(ground: Ink) -> Ink:
    """Black or white, whichever reads better on `ground`; white is preferred where both do."""
    return WHITE if contrast(WHITE, ground) >= 3 else BLACK
