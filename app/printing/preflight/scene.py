"""One QR code and what stands around it, set upright on an exact grid of 8 pixels a module.

Everything that is measured or photographed later starts here. Coordinates (u, v) are modules from
the symbol's top left corner, u to the right.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.printing import structure
from app.printing.preflight.find import QR_ALONE, Found, Quad, read
from app.printing.preflight.grid import MARGIN, PX, Floats, Frame, fit, homography, warp
from app.printing.preflight.page import Box, Page, Pixels

_HAIR = 0.02  # mm
_LEANS = 0.02  # modules that the corners of an upright, square code may stand off
_GROUND = 9.5  # modules rendered around the symbol, a little more than the margin
_SRGB = np.arange(256) / 255.0
# IEC 61966-2-1: what share of light an sRGB value stands for.
LINEAR = np.where(_SRGB <= 0.04045, _SRGB / 12.92, ((_SRGB + 0.055) / 1.055) ** 2.4).astype(
    np.float32
)


@dataclass(frozen=True, slots=True)
class Scene:
    """The code `found` on its grid: `size` modules, MARGIN more on each side, PX pixels a module.

    `grey` is what a camera codes, 0 to 255; `light` is luminance and `red` the red channel (a proxy
    for 660 nm), both as linear reflectance 0 to 1. `module` is (across, down) in mm. `matrix` is
    the true matrix after error correction, `errors` the wrong codewords of each block; both None
    where the grid could not be sampled.
    `inside` tells which pixels lie inside the trim.
    """

    found: Found
    size: int
    grey: Frame
    light: Floats
    red: Floats
    module: tuple[float, float]
    inverted: bool
    mirrored: bool
    inside: NDArray[np.bool_]
    matrix: structure.Matrix | None = None
    errors: tuple[int, ...] | None = None

    @property
    def symbol(self) -> slice:
        """The pixels of the symbol alone, along either axis."""
        return slice(MARGIN * PX, (MARGIN + self.size) * PX)


def set_upright(page: Page, found: Found, trim: Box) -> Scene:
    """Render a QR code of `page` and fit its grid to a few hundredths of a module."""
    size = 17 + 4 * found.version
    sides = np.linalg.norm(found.quad - np.roll(found.quad, -1, axis=0), axis=1)
    scale = PX / (float(sides.mean()) / size)
    box = found.box.grown(_GROUND * PX / scale)
    crop = page.render(box, scale)
    origin = np.array([box.left, box.top])
    image = Image.fromarray(crop)
    grey, coarse = image.convert("L"), (found.quad - origin) * scale
    quad, read_out, mirrored, inverted = fit(grey, coarse, found, size)
    if read_out is None:
        quad, read_out, mirrored, inverted = fit(grey, _sharper(crop, found, coarse), found, size)
    corners = quad / scale + origin
    sides = np.linalg.norm(corners - np.roll(corners, -1, axis=0), axis=1) / size
    upright = _drawn_again(page, corners, size) or warp(image, quad, size)
    light, red = _reflectance(upright)
    scene = Scene(
        replace(found, quad=corners),
        size,
        np.asarray(upright.convert("L")),
        light,
        red,
        (float(sides[0] + sides[2]) / 2, float(sides[1] + sides[3]) / 2),
        inverted,
        mirrored,
        _inside(corners, size, trim),
    )
    if read_out is None:
        return scene
    return replace(scene, matrix=read_out[0], errors=read_out[1])


def _drawn_again(page: Page, corners: Quad, size: int) -> Image.Image | None:
    """The scene drawn right on its grid, where that is quicker than bending what was drawn: on a
    page of vectors, for a code that stands upright and square."""
    (left, top), (right, bottom) = corners[0], corners[2]
    module = float(right - left + bottom - top) / 2 / size
    upright = np.array(
        [
            (left, top),
            (left + size * module, top),
            (left + size * module, top + size * module),
            (left, top + size * module),
        ]
    )
    if not page.redraws or module <= 0 or np.abs(corners - upright).max() > _LEANS * module:
        return None
    box = Box(left, top, left + size * module, top + size * module).grown(MARGIN * module)
    return Image.fromarray(page.render(box, PX / module))


def _reflectance(image: Image.Image) -> tuple[Floats, Floats]:
    """Linear luminance (ITU-R BT.709) and red."""
    # `take` of clipped places is twice as fast as indexing by bytes.
    red, green, blue = (LINEAR.take(np.asarray(part), mode="clip") for part in image.split())
    light: Floats = red * np.float32(0.2126)
    green *= np.float32(0.7152)
    light += green
    blue *= np.float32(0.0722)
    light += blue
    return light, red


def _sharper(crop: Pixels, found: Found, quad: Quad) -> Quad:
    """The corners as read again in the finer crop, where that code is found in it."""
    again = [
        code.quad
        for code in read(crop, QR_ALONE)
        if code.text == found.text and code.version == found.version
    ]
    near = [other for other in again if np.abs(other.mean(axis=0) - quad.mean(axis=0)).max() < 16]
    return near[0] if near else quad


def _inside(corners: Quad, size: int, trim: Box) -> NDArray[np.bool_]:
    """Which pixels of the scene lie inside the trim."""
    side = (size + 2 * MARGIN) * PX
    square = np.array([(0, 0), (size, 0), (size, size), (0, size)], float)
    forward = homography((square + MARGIN) * PX, corners)
    place = np.arange(side) + 0.5
    x, y = place[None, :], place[:, None]
    if np.abs([forward[0, 1], forward[1, 0], *forward[2, :2]]).max() * side < _HAIR:
        across, down = forward[0, 0] * x + forward[0, 2], forward[1, 1] * y + forward[1, 2]
    else:
        depth = forward[2, 0] * x + forward[2, 1] * y + 1
        across = (forward[0, 0] * x + forward[0, 1] * y + forward[0, 2]) / depth
        down = (forward[1, 0] * x + forward[1, 1] * y + forward[1, 2]) / depth
    beside: NDArray[np.bool_] = (across < trim.left - _HAIR) | (across > trim.right + _HAIR)
    beyond: NDArray[np.bool_] = (down < trim.top - _HAIR) | (down > trim.bottom + _HAIR)
    return ~(beside | beyond)
