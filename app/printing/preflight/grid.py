"""Finding a code's grid: its corners are moved until the edges of its modules fall on whole steps.

A grid is drawn upright with PX pixels a module and MARGIN modules around the symbol.
"""

from typing import Any

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
Frame = NDArray[np.uint8]
ReadOut = tuple[structure.Matrix, tuple[int, ...]]


def fit(
    grey: Image.Image, quad: Quad, found: Found, size: int
) -> tuple[Quad, ReadOut | None, bool, bool]:
    """Turn, read and nudge until the edges of the modules lie on the grid."""
    mirrored = False
    flat = np.asarray(warp(grey, quad, size))
    centres = _centres(flat)
    inverted = _is_inverted(centres)
    read_out = _read_out(centres, found, inverted)
    if read_out is None:
        turned = quad[[0, 3, 2, 1]]
        flat_turned = np.asarray(warp(grey, turned, size))
        read_out = _read_out(_centres(flat_turned), found, inverted)
        mirrored = read_out is not None
        if mirrored:
            quad, flat = turned, flat_turned
    if read_out is None:
        return quad, None, False, inverted
    for _turn in range(3):
        quad, shift = _nudged(flat, quad, read_out[0], inverted)
        if shift < _SETTLED:
            break
        flat = np.asarray(warp(grey, quad, size))
        read_out = _read_out(_centres(flat), found, inverted) or read_out
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


def ranked(values: NDArray[Any], *shares: float) -> tuple[float, ...]:
    """The values at these shares of the order, from 0 (least) to 1, as they stand: numpy's
    quantiles interpolate, and take twenty times as long on a few hundred values."""
    flat = values.ravel()
    places = [round(share * (flat.size - 1)) for share in shares]
    ordered = np.partition(flat, places)
    return tuple(float(ordered[place]) for place in places)


def _centres(flat: Frame) -> Floats:
    """The middle of each module: four pixels."""
    start, stop = MARGIN * PX + PX // 2 - 1, -MARGIN * PX
    seen: Floats = np.zeros(1, np.float32)
    for down in (0, 1):
        for across in (0, 1):
            seen = seen + flat[start + down : stop : PX, start + across : stop : PX]
    seen /= np.float32(4)
    return seen


def _is_inverted(centres: Floats) -> bool:
    """Whether finder centres are lighter than the rings around them."""
    last = len(centres) - 1
    heart = [centres[3, 3], centres[3, last - 3], centres[last - 3, 3]]
    ring = [centres[1, 3], centres[1, last - 3], centres[last - 5, 3]]
    return sum(map(float, heart)) > sum(map(float, ring))


def _read_out(centres: Floats, found: Found, inverted: bool) -> ReadOut | None:
    """The true matrix and the errors, from the middle of each module."""
    middle = sum(ranked(centres, 0.05, 0.95)) / 2
    dark = (centres > middle) if inverted else (centres < middle)
    words = structure.codewords(dark, found.version, found.mask)
    result = correct_symbol(words.tolist(), found.version, found.level)
    if result is None:
        return None
    true = np.array(result[0], np.uint8)
    return structure.draw(true, found.version, found.level, found.mask), result[1]


def _nudged(
    flat: Frame, quad: Quad, matrix: structure.Matrix, inverted: bool
) -> tuple[Quad, float]:
    """`quad` moved so that dark-light edges fall on the grid, and by how many pixels at most."""
    size = len(matrix)
    corners = np.array([(0, 0), (size, 0), (size, size), (0, size)], float)
    light = _lightness(flat, inverted)
    across = _along_rows(light, matrix, corners)
    down = _along_rows(light.T, matrix.T, corners[:, ::-1])
    shift = np.column_stack([across, down])
    square = (corners + MARGIN) * PX
    forward = homography(square, quad)
    moved = np.column_stack([square + shift, np.ones(4)]) @ forward.T
    return moved[:, :2] / moved[:, 2:], float(np.abs(shift).max())


def _lightness(flat: Frame, inverted: bool) -> Floats:
    """The symbol's pixels from 0 (its dark) to 1 (its light)."""
    symbol = flat[MARGIN * PX : -MARGIN * PX, MARGIN * PX : -MARGIN * PX]
    low, high = ranked(symbol[::2, ::2], 0.02, 0.98)
    levels = np.clip((np.arange(256) - low) / max(high - low, 1), 0, 1).astype(np.float32)
    light: Floats = (1 - levels if inverted else levels).take(symbol, mode="clip")
    return light


def _along_rows(light: Floats, dark: structure.Matrix, corners: Quad) -> NDArray[np.float64]:
    """By how many pixels each corner is to move along the rows.

    An edge's place is read from the share of light in the module's width around it; dots and other
    shapes shift opposite edges oppositely and so cancel.
    """
    size = len(dark)
    band = light.reshape(size, PX, size * PX)[:, 2:6].mean(axis=1)
    share = band[:, PX // 2 : -(PX // 2)].reshape(size, size - 1, PX).mean(axis=2)
    edge = dark[:, :-1] != dark[:, 1:]
    line, place = np.nonzero(edge)
    darkens = np.where(dark[line, place], -1.0, 1.0)
    value = (share[line, place] - 0.5) * darkens * PX
    # Ink that spread moves the two kinds of edges apart: it gets a term of its own.
    usual = np.where(darkens > 0, *(ranked(value[darkens == sign], 0.5)[0] for sign in (1, -1)))
    keep = np.abs(value - usual) < 0.25 * PX
    along, across = place[keep] + 1.0, line[keep] + 0.5
    columns = (np.ones_like(along), along, across, along * across / size, darkens[keep])
    terms = np.stack(columns, axis=1)
    solved = np.linalg.lstsq(terms, value[keep], rcond=None)[0]
    x, y = corners.T
    moved: NDArray[np.float64] = (
        solved[0] + solved[1] * x + solved[2] * y + solved[3] * x * y / size
    )
    return moved
