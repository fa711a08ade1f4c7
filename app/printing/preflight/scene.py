"""One QR code and what stands around it, set upright on an exact grid of 8 pixels a module.

Everything that is measured or photographed later starts here. Coordinates (u, v) are modules from
the symbol's top left corner, u to the right.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.printing.preflight import structure
from app.printing.preflight.correct import correct_symbol
from app.printing.preflight.find import QR_ALONE, Found, Quad, read
from app.printing.preflight.pages import Box, Page, Pixels

PX = 8
MARGIN = 8
_SETTLED = 0.6  # pixels: a nudge that small leaves nothing for a second look
_HAIR = 0.01  # mm
_STRAIGHT = 0.6  # pixels that an upright code may lean over its whole width
_GROUND = 9.5  # modules rendered around the symbol, a little more than the margin
Floats = NDArray[np.float32]
_SRGB = np.arange(256) / 255.0
# IEC 61966-2-1: what share of light an sRGB value stands for.
LINEAR = np.where(_SRGB <= 0.04045, _SRGB / 12.92, ((_SRGB + 0.055) / 1.055) ** 2.4).astype(
    np.float32
)


@dataclass(frozen=True, slots=True)
class Scene:
    """The code `found` on its grid: `size` modules, MARGIN more on each side, PX pixels a module.

    `light` is luminance and `red` the red channel (a proxy for 660 nm), both as linear reflectance
    0 to 1. `module` is (across, down) in mm. `matrix` is the true matrix after error correction,
    `errors` the wrong codewords of each block; both None where the grid could not be sampled.
    `inside` tells which pixels lie inside the trim.
    """

    found: Found
    size: int
    pixels: Pixels
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
    quad = _sharper(crop, found, (found.quad - origin) * scale)
    quad, read_out, mirrored, inverted = _fit(image.convert("L"), quad, found, size)
    pixels = np.asarray(_warp(image, quad, size))
    light, red = _reflectance(pixels)
    corners = quad / scale + origin
    sides = np.linalg.norm(corners - np.roll(corners, -1, axis=0), axis=1) / size
    scene = Scene(
        replace(found, quad=corners),
        size,
        pixels,
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


def _reflectance(pixels: Pixels) -> tuple[Floats, Floats]:
    """Linear luminance (ITU-R BT.709) and red."""
    red = LINEAR[pixels[..., 0]]
    if (pixels[..., 0] == pixels[..., 1]).all() and (pixels[..., 1] == pixels[..., 2]).all():
        return red, red
    light: Floats = 0.2126 * red + 0.7152 * LINEAR[pixels[..., 1]] + 0.0722 * LINEAR[pixels[..., 2]]
    return light, red


ReadOut = tuple[structure.Matrix, tuple[int, ...]]


def _sharper(crop: Pixels, found: Found, quad: Quad) -> Quad:
    """The corners as read again in the finer crop, where that code is found in it."""
    again = [
        code.quad
        for code in read(crop, QR_ALONE)
        if code.text == found.text and code.version == found.version
    ]
    near = [other for other in again if np.abs(other.mean(axis=0) - quad.mean(axis=0)).max() < 16]
    return near[0] if near else quad


def _fit(
    grey: Image.Image, quad: Quad, found: Found, size: int
) -> tuple[Quad, ReadOut | None, bool, bool]:
    """Turn, read and nudge until the edges of the modules lie on the grid."""
    mirrored = False
    flat = np.asarray(_warp(grey, quad, size), np.float32)
    inverted = _is_inverted(flat, size)
    read_out = _read_out(flat, found, inverted)
    if read_out is None:
        turned = quad[[0, 3, 2, 1]]
        flat_turned = np.asarray(_warp(grey, turned, size), np.float32)
        read_out = _read_out(flat_turned, found, inverted)
        mirrored = read_out is not None
        if mirrored:
            quad, flat = turned, flat_turned
    if read_out is None:
        return quad, None, False, inverted
    for _turn in range(3):
        quad, shift = _nudged(flat, quad, read_out[0], inverted)
        if shift < _SETTLED:
            break
        flat = np.asarray(_warp(grey, quad, size), np.float32)
        read_out = _read_out(flat, found, inverted) or read_out
    return quad, read_out, mirrored, inverted


def _warp(image: Image.Image, quad: Quad, size: int) -> Image.Image:
    """`image` drawn on the upright grid."""
    side = (size + 2 * MARGIN) * PX
    square = np.array([(0, 0), (size, 0), (size, size), (0, size)], float)
    forward = homography((square + MARGIN) * PX, quad)
    data = tuple((forward / forward[2, 2]).ravel()[:8])
    a, b, c, d, e, f, g, h = data
    skew = max(abs(b), abs(d), abs(g) * side, abs(h) * side) * side
    area = (c, f, a * side + c, e * side + f)
    if (
        skew < _STRAIGHT
        and a > 0 < e
        and min(area) >= 0
        and area[2] <= image.width
        and area[3] <= image.height
    ):
        return image.resize((side, side), Image.Resampling.BILINEAR, area)
    return image.transform(
        (side, side),
        Image.Transform.PERSPECTIVE,
        data,
        Image.Resampling.BILINEAR,
        fillcolor="white",
    )


def homography(source: Quad, target: Quad) -> NDArray[np.float64]:
    """The projective map that takes four points to four points."""
    rows = []
    for (x, y), (u, v) in zip(source, target, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y])
    solved = np.linalg.solve(np.array(rows), target.ravel())
    return np.append(solved, 1.0).reshape(3, 3)


def blocks_of(flat: Floats, size: int) -> Floats:
    """The symbol's pixels as (row, column, y, x), without the margin."""
    part = flat[MARGIN * PX : (MARGIN + size) * PX, MARGIN * PX : (MARGIN + size) * PX]
    return part.reshape(size, PX, size, PX).transpose(0, 2, 1, 3)


def _is_inverted(flat: Floats, size: int) -> bool:
    """Whether finder centres are lighter than the rings around them."""
    centres = blocks_of(flat, size)[:, :, 2:6, 2:6].mean(axis=(2, 3))
    heart = [centres[3, 3], centres[3, size - 4], centres[size - 4, 3]]
    ring = [centres[1, 3], centres[1, size - 4], centres[size - 6, 3]]
    return float(np.mean(heart)) > float(np.mean(ring))


def _read_out(flat: Floats, found: Found, inverted: bool) -> ReadOut | None:
    """The true matrix and the errors, from the middle of each module."""
    size = 17 + 4 * found.version
    centres = blocks_of(flat, size)[:, :, 3:5, 3:5].mean(axis=(2, 3))
    middle = (float(np.quantile(centres, 0.05)) + float(np.quantile(centres, 0.95))) / 2
    dark = (centres > middle) if inverted else (centres < middle)
    words = structure.codewords(dark, found.version, found.mask)
    result = correct_symbol(words.tolist(), found.version, found.level)
    if result is None:
        return None
    true = np.array(result[0], np.uint8)
    return structure.draw(true, found.version, found.level, found.mask), result[1]


def _nudged(
    flat: Floats, quad: Quad, matrix: structure.Matrix, inverted: bool
) -> tuple[Quad, float]:
    """`quad` moved so that dark-light edges fall on the grid, and by how many pixels at most.

    An edge's place is read from the share of light in the module's width around it; dots and other
    shapes shift opposite edges oppositely and so cancel.
    """
    size = len(matrix)
    low, high = np.quantile(blocks_of(flat, size), (0.02, 0.98))
    light = np.clip((flat - low) / max(high - low, 1.0), 0, 1)
    if inverted:
        light = 1 - light
    corners = np.array([(0, 0), (size, 0), (size, size), (0, size)], float)
    shift = np.zeros((4, 2))
    for axis, (part, dark) in enumerate(((light, matrix), (light.T, matrix.T))):
        band = blocks_of(part, size)[:, :, 2:6, :].mean(axis=2).reshape(size, -1)
        share = band[:, PX // 2 : -(PX // 2)].reshape(size, size - 1, PX).mean(axis=2)
        edge = dark[:, :-1] != dark[:, 1:]
        off = np.where(dark[:, :-1], 0.5 - share, share - 0.5) * PX
        line, place = np.nonzero(edge)
        value, darkens = off[edge], np.where(dark[:, :-1], -1.0, 1.0)[edge]
        # Ink that spread moves the two kinds of edges apart: it gets a term of its own.
        usual = np.where(darkens > 0, np.median(value[darkens > 0]), np.median(value[darkens < 0]))
        keep = np.abs(value - usual) < 0.25 * PX
        along, across = place[keep] + 1.0, line[keep] + 0.5
        terms = np.stack([np.ones_like(along), along, across, darkens[keep]], axis=1)
        solved = np.linalg.lstsq(terms, value[keep], rcond=None)[0]
        first, second = (
            (corners[:, 0], corners[:, 1]) if axis == 0 else (corners[:, 1], corners[:, 0])
        )
        shift[:, axis] = solved[0] + solved[1] * first + solved[2] * second
    square = (corners + MARGIN) * PX
    forward = homography(square, quad)
    moved = np.column_stack([square + shift, np.ones(4)]) @ forward.T
    return moved[:, :2] / moved[:, 2:], float(np.abs(shift).max())


def _inside(corners: Quad, size: int, trim: Box) -> NDArray[np.bool_]:
    """Which pixels of the scene lie inside the trim."""
    side = (size + 2 * MARGIN) * PX
    square = np.array([(0, 0), (size, 0), (size, size), (0, size)], float)
    forward = homography((square + MARGIN) * PX, corners)
    place = np.arange(side) + 0.5
    x, y = place[None, :], place[:, None]
    across = forward[0, 0] * x + forward[0, 1] * y + forward[0, 2]
    down = forward[1, 0] * x + forward[1, 1] * y + forward[1, 2]
    if np.abs(forward[2, :2]).max() * side > 1e-6:
        depth = forward[2, 0] * x + forward[2, 1] * y + 1
        across, down = across / depth, down / depth
    low, high = trim.left - _HAIR, trim.right + _HAIR
    inside: NDArray[np.bool_] = (across >= low) & (across <= high)
    inside &= (down >= trim.top - _HAIR) & (down <= trim.bottom + _HAIR)
    return inside
