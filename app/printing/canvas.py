"""Canvases for pixels: one that keeps a palette (small, exact), one in full colour.

Both paint a mask of 0 to 255 in a colour. Flat artwork needs few colours, and a palette image is a
third of the size and written three times as fast.
"""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Mask = NDArray[np.uint8]
Rgb = tuple[int, int, int]
_STEPS = 15


class Canvas(Protocol):
    """Where a writer paints: a size in px, a mask put down in a colour, a picture at the end."""

    size: tuple[int, int]

    def paint(self, mask: Mask, left: int, top: int, rgb: Rgb) -> None:
        """Put `mask` down with its corner at (left, top); what lies outside is cut off."""

    def image(self) -> Image.Image:
        """The picture."""


class PaletteCanvas:
    """At most 256 colours: edges are smoothed in 16 steps."""

    def __init__(self, size: tuple[int, int], ground: Rgb = (255, 255, 255)) -> None:
        self.size = size
        self._pixels = np.zeros((size[1], size[0]), np.uint8)
        self._colours: list[Rgb] = [ground]
        self._numbers: dict[Rgb, int] = {ground: 0}

    def paint(self, mask: Mask, left: int, top: int, rgb: Rgb) -> None:
        """See Canvas."""
        cut = _cut(mask, left, top, self.size)
        if cut is None:
            return
        part, rows, columns = cut
        region = self._pixels[rows, columns]
        levels = (part.astype(np.uint16) * _STEPS + 127) // 255
        pairs = levels * 256 + region
        used = np.flatnonzero(np.bincount(pairs.ravel(), minlength=(_STEPS + 1) * 256))
        table = np.tile(np.arange(256, dtype=np.uint8), _STEPS + 1)
        for pair in used.tolist():
            level, under = divmod(pair, 256)
            if level:
                table[pair] = self._number(_blend(self._colours[under], rgb, level / _STEPS))
        region[...] = table[pairs]

    def image(self) -> Image.Image:
        """See Canvas."""
        picture = Image.fromarray(self._pixels)
        if all(r == g == b for r, g, b in self._colours):
            table = np.zeros(256, np.uint8)
            table[: len(self._colours)] = [r for r, _g, _b in self._colours]
            return Image.fromarray(table[self._pixels])
        picture.putpalette([part for colour in self._colours for part in colour])
        return picture

    def _number(self, rgb: Rgb) -> int:
        found = self._numbers.get(rgb)
        if found is None:
            if len(self._colours) == 256:
                return _nearest(self._colours, rgb)
            found = self._numbers[rgb] = len(self._colours)
            self._colours.append(rgb)
        return found


class ColourCanvas:
    """Full colour, for gradients and pictures."""

    def __init__(self, size: tuple[int, int]) -> None:
        self.size = size
        self._pixels = np.full((size[1], size[0], 3), 255, np.uint8)

    def paint(self, mask: Mask, left: int, top: int, rgb: Rgb) -> None:
        """See Canvas."""
        self.blend(mask, left, top, np.array(rgb, np.uint8))

    def blend(self, mask: Mask, left: int, top: int, colours: NDArray[np.uint8]) -> None:
        """As `paint`, with one colour, or one for each pixel of the mask."""
        cut = _cut(mask, left, top, self.size)
        if cut is None:
            return
        part, rows, columns = cut
        if colours.ndim == 3:
            skip_y, skip_x = max(0, -top), max(0, -left)
            colours = colours[skip_y : skip_y + part.shape[0], skip_x : skip_x + part.shape[1]]
        region = self._pixels[rows, columns]
        share = part[..., None].astype(np.uint32)
        mixed = (region * (255 - share) + colours.astype(np.uint32) * share + 127) // 255
        region[...] = mixed.astype(np.uint8)

    def image(self) -> Image.Image:
        """See Canvas."""
        return Image.fromarray(self._pixels)


def _cut(
    mask: Mask, left: int, top: int, size: tuple[int, int]
) -> tuple[Mask, slice, slice] | None:
    """The part of a mask that lies on a canvas, and the rows and columns that it covers."""
    height, width = mask.shape
    x0, y0 = max(left, 0), max(top, 0)
    x1, y1 = min(left + width, size[0]), min(top + height, size[1])
    if x0 >= x1 or y0 >= y1:
        return None
    return mask[y0 - top : y1 - top, x0 - left : x1 - left], slice(y0, y1), slice(x0, x1)


def _blend(under: Rgb, over: Rgb, share: float) -> Rgb:
    r, g, b = (round(u + (o - u) * share) for u, o in zip(under, over, strict=True))
    return r, g, b


def _nearest(colours: list[Rgb], rgb: Rgb) -> int:
    def distance(number: int) -> int:
        return sum((a - b) ** 2 for a, b in zip(colours[number], rgb, strict=True))

    return min(range(len(colours)), key=distance)
