"""Where a page holds anything: most of a poster or letter is bare and need not be read."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from app.printing.preflight.page import Box, Page

_COARSE = 320  # pixels along the longer side
_BLOCK = 4  # pixels
_FLAT = 10  # levels from one pixel to the next that are no edge yet
_GAP = 2  # bare blocks that part two things
_AROUND = 1.5  # blocks kept around each thing
_MOST = 16
Mask = NDArray[np.bool_]


def inked(page: Page) -> list[Box]:
    """The boxes in which something stands, each with some ground around it; the whole page where
    that would save little."""
    scale = _COARSE / max(page.size)
    found = list(_apart(_uneven(page, scale), 0, 0))
    step = _BLOCK / scale
    boxes = [
        Box(
            max((left - _AROUND) * step, 0.0),
            max((top - _AROUND) * step, 0.0),
            min((right + _AROUND) * step, page.size[0]),
            min((bottom + _AROUND) * step, page.size[1]),
        )
        for left, top, right, bottom in found
    ]
    whole = page.whole
    area = sum(box.width * box.height for box in boxes)
    if len(boxes) > _MOST or area > 0.7 * whole.width * whole.height:
        return [whole]
    return boxes


def _uneven(page: Page, scale: float) -> Mask:
    """Which blocks of the page hold an edge, however soft: a step from one pixel to the next."""
    pixels = page.render(page.whole, scale).astype(np.int16)
    steps: Mask = np.zeros((len(pixels), pixels.shape[1]), bool)
    steps[1:] = np.abs(np.diff(pixels, axis=0)).max(axis=2) > _FLAT
    steps[:, 1:] |= np.abs(np.diff(pixels, axis=1)).max(axis=2) > _FLAT
    rows, columns = len(steps), steps.shape[1]
    high, wide = -(-rows // _BLOCK), -(-columns // _BLOCK)
    room = ((0, high * _BLOCK - rows), (0, wide * _BLOCK - columns))
    blocks = np.pad(steps, room).reshape(high, _BLOCK, wide, _BLOCK)
    mask: Mask = np.logical_or.reduce(np.logical_or.reduce(blocks, axis=3), axis=1)
    return mask


def _apart(mask: Mask, left: int, top: int) -> Iterator[tuple[int, int, int, int]]:
    """Cut at the widest bare strip, again and again: (left, top, right, bottom) in blocks."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if not len(rows):
        return
    mask = mask[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    left, top = left + int(columns[0]), top + int(rows[0])
    down, across = np.diff(rows), np.diff(columns)
    widest = max(down.max(initial=0), across.max(initial=0)) - 1
    if widest < _GAP:
        yield left, top, left + mask.shape[1], top + mask.shape[0]
    elif down.max(initial=0) - 1 == widest:
        cut = int(rows[int(down.argmax()) + 1] - rows[0])
        yield from _apart(mask[:cut], left, top)
        yield from _apart(mask[cut:], left, top + cut)
    else:
        cut = int(columns[int(across.argmax()) + 1] - columns[0])
        yield from _apart(mask[:, :cut], left, top)
        yield from _apart(mask[:, cut:], left + cut, top)
