"""What the press formats share: the sheet around the trim, marks, and inks on glass.

Lengths on the sheet are PostScript points (1/72 inch), y up, at the scale of the artwork.
"""

from typing import NamedTuple

from app.printing.artwork import Artwork, Segments, rectangle
from app.printing.inks import Ink

POINT = 72 / 25.4  # points to the mm
_SLUG = 10.0  # mm of paper around the bleed, for marks
_GAP, _LENGTH = 2.0, 5.0  # mm: how far from the bleed a mark begins, and how long it is
HAIRLINE = 0.25  # points
Line = tuple[float, float, float, float]


class Sheet(NamedTuple):
    """The paper and its boxes, each as left, bottom, right, top in points."""

    media: tuple[float, float, float, float]
    bleed: tuple[float, float, float, float]
    trim: tuple[float, float, float, float]


def sheet(artwork: Artwork) -> Sheet:
    """The boxes of the file: trim within bleed within paper."""
    width, height = (side * artwork.scale * POINT for side in artwork.trim)
    bleed = artwork.bleed * artwork.scale * POINT
    slug = _SLUG * POINT if artwork.marks else 0.0
    edge = slug + bleed
    return Sheet(
        (0.0, 0.0, width + 2 * edge, height + 2 * edge),
        (slug, slug, width + 2 * bleed + slug, height + 2 * bleed + slug),
        (edge, edge, edge + width, edge + height),
    )


def placed(
    artwork: Artwork, trim: tuple[float, float, float, float]
) -> tuple[float, float, float, float, float, float]:
    """The matrix from artwork (mm, y down) to the sheet; mirrored for the inside of glass."""
    scale = artwork.scale * POINT
    left, _bottom, right, top = trim
    if artwork.mirror:
        return (-scale, 0.0, 0.0, -scale, right, top)
    return (scale, 0.0, 0.0, -scale, left, top)


def crop_marks(boxes: Sheet) -> list[Line]:
    """Eight lines that point at the corners of the trim from outside the bleed."""
    left, bottom, right, top = boxes.trim
    out_left, out_bottom, out_right, out_top = boxes.bleed
    near, far = _GAP * POINT, (_GAP + _LENGTH) * POINT
    lines: list[Line] = []
    for x in (left, right):
        lines += [
            (x, out_top + near, x, out_top + far),
            (x, out_bottom - near, x, out_bottom - far),
        ]
    for y in (bottom, top):
        lines += [
            (out_left - near, y, out_left - far, y),
            (out_right + near, y, out_right + far, y),
        ]
    return lines


def register_marks(boxes: Sheet) -> list[tuple[float, float]]:
    """The centres of four registration targets, one beside each side of the bleed."""
    left, bottom, right, top = boxes.bleed
    middle_x, middle_y = (left + right) / 2, (bottom + top) / 2
    away = (_GAP + _LENGTH / 2) * POINT
    return [
        (middle_x, top + away),
        (middle_x, bottom - away),
        (left - away, middle_y),
        (right + away, middle_y),
    ]


REGISTER = 1.6 * POINT  # radius of a registration target


def backing(artwork: Artwork) -> Segments:
    """The area that a mirrored artwork backs with white: all of it, bleed included."""
    width, height = artwork.trim
    bleed = artwork.bleed
    return rectangle(-bleed, -bleed, width + 2 * bleed, height + 2 * bleed)


def printed(ink: Ink, artwork: Artwork) -> Ink:
    """The ink as this artwork prints it. On glass spots become process inks: there, everything
    overprints the white backing, and a spot would not be knocked out of what lies under it."""
    return ink._replace(spot="") if artwork.mirror else ink
