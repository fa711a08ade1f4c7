"""Finding a code's grid: its corners are moved until the edges of its modules fall on whole steps.

A grid is drawn upright with PX pixels a module and MARGIN modules around the symbol.
"""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.printing import structure
from app.printing.preflight.correct import correct_symbol
from app.printing.preflight.find import Found, Quad

PX = 8
MARGIN = 8
_SETTLED = 0.6  # pixels: a nudge that small leaves nothing for a second look
_STRAIGHT = 0.6  # pixels that an upright code may lean over its whole width
Floats = NDArray[np.float32]
ReadOut = tuple[structure.Matrix, tuple[int, ...]]


def fit(
    grey: Image.Image, quad: Quad, found: Found, size: int
) -> tuple[Quad, ReadOut | None, bool, bool]:
    """Turn, read and nudge until the edges of the modules lie on the grid."""
    mirrored = False
    flat = np.asarray(warp(grey, quad, size), np.float32)
    inverted = _is_inverted(flat, size)
    read_out = _read_out(flat, found, inverted)
    if read_out is None:
        turned = quad[[0, 3, 2, 1]]
        flat_turned = np.asarray(warp(grey, turned, size), np.float32)
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
        flat = np.asarray(warp(grey, quad, size), np.float32)
        read_out = _read_out(flat, found, inverted) or read_out
    return quad, read_out, mirrored, inverted


def warp(image: Image.Image, quad: Quad, size: int) -> Image.Image:
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
        columns = (np.ones_like(along), along, across, along * across / size, darkens[keep])
        terms = np.stack(columns, axis=1)
        solved = np.linalg.lstsq(terms, value[keep], rcond=None)[0]
        first, second = (
            (corners[:, 0], corners[:, 1]) if axis == 0 else (corners[:, 1], corners[:, 0])
        )
        bent = solved[3] * first * second / size
        shift[:, axis] = solved[0] + solved[1] * first + solved[2] * second + bent
    square = (corners + MARGIN) * PX
    forward = homography(square, quad)
    moved = np.column_stack([square + shift, np.ones(4)]) @ forward.T
    return moved[:, :2] / moved[:, 2:], float(np.abs(shift).max())
