"""Paths and lines of text as masks of pixels."""

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from app.printing.artwork import Segments
from app.printing.canvas import Mask
from app.printing.fonts import Face, face

_FINE, _COARSE = 4, 2
_LARGE = 400_000  # px; above it, twice the resolution is smooth enough and four times as fast
Placed = tuple[Mask, int, int]
_Points = list[tuple[float, float]]


def flatten(segments: Segments, x: float, y: float, scale: float) -> list[_Points]:
    """The contours of a path as points in px, curves cut into short chords."""
    contours: list[_Points] = []
    for segment in segments:
        values = [float(part) * scale for part in segment[1:]]
        if segment[0] == "M":
            contours.append([(x + values[0], y + values[1])])
        elif segment[0] == "L":
            contours[-1].append((x + values[0], y + values[1]))
        elif segment[0] == "C":
            contours[-1] += _curve(contours[-1][-1], values, x, y)
        elif contours[-1][0] != contours[-1][-1]:
            contours[-1].append(contours[-1][0])
    return contours


def _curve(start: tuple[float, float], values: list[float], x: float, y: float) -> _Points:
    x1, y1, x2, y2, x3, y3 = (v + (x, y)[place % 2] for place, v in enumerate(values))
    x0, y0 = start
    length = math.hypot(x1 - x0, y1 - y0) + math.hypot(x2 - x1, y2 - y1)
    steps = max(3, min(48, int(math.sqrt(length + math.hypot(x3 - x2, y3 - y2)) * 2)))
    points: _Points = []
    for step in range(1, steps + 1):
        t = step / steps
        a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
        points.append((a * x0 + b * x1 + c * x2 + d * x3, a * y0 + b * y1 + c * y2 + d * y3))
    return points


def filled(contours: list[_Points], *, even_odd: bool = False) -> Placed | None:
    """The inside of contours with smooth edges, by the nonzero rule or the even-odd one."""
    frame = _frame(contours, 0)
    if frame is None:
        return None
    left, top, width, height, fine = frame
    total = np.zeros((height * fine, width * fine), np.int8)
    for contour in contours:
        if len(contour) > 2:
            sign = 1 if even_odd or _clockwise(contour) else -1
            _add(total, _scaled(contour, left, top, fine), sign)
    inside = total % 2 == 1 if even_odd else total != 0
    return _shrunk(inside, fine), left, top


def _add(total: NDArray[np.int8], points: _Points, sign: int) -> None:
    """Count the inside of one contour into `total`, within the contour's own box."""
    x0, y0 = (max(0, math.floor(min(part))) for part in zip(*points, strict=True))
    x1, y1 = (math.ceil(max(part)) + 1 for part in zip(*points, strict=True))
    layer = Image.new("1", (x1 - x0 + 1, y1 - y0 + 1))
    ImageDraw.Draw(layer).polygon([(x - x0, y - y0) for x, y in points], fill=1)
    region = total[y0 : y1 + 1, x0 : x1 + 1]
    region += np.asarray(layer)[: region.shape[0], : region.shape[1]] * np.int8(sign)


def _clockwise(contour: _Points) -> bool:
    pairs = zip(contour, contour[1:] + contour[:1], strict=True)
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs) > 0


def stroked(contours: list[_Points], width: float) -> Placed | None:
    """Lines of `width` px with round ends and joints."""
    frame = _frame(contours, width)
    if frame is None:
        return None
    left, top, wide, tall, fine = frame
    layer = Image.new("1", (wide * fine, tall * fine))
    pen = ImageDraw.Draw(layer)
    radius = width * fine / 2
    for contour in contours:
        points = _scaled(contour, left, top, fine)
        pen.line(points, fill=1, width=max(1, round(width * fine)))
        for x, y in points:
            pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=1)
    return _shrunk(np.asarray(layer), fine), left, top


def _frame(contours: list[_Points], margin: float) -> tuple[int, int, int, int, int] | None:
    points = [point for contour in contours for point in contour]
    if not points:
        return None
    left = math.floor(min(x for x, _y in points) - margin)
    top = math.floor(min(y for _x, y in points) - margin)
    width = math.ceil(max(x for x, _y in points) + margin) - left + 1
    height = math.ceil(max(y for _x, y in points) + margin) - top + 1
    return left, top, width, height, _COARSE if width * height > _LARGE else _FINE


def _scaled(contour: _Points, left: int, top: int, fine: int) -> _Points:
    # Half a sample back: Pillow counts a pixel's centre as its coordinate.
    return [((x - left) * fine - 0.5, (y - top) * fine - 0.5) for x, y in contour]


def _shrunk(mask: NDArray[np.bool_], fine: int) -> Mask:
    height, width = mask.shape[0] // fine, mask.shape[1] // fine
    sums = mask.reshape(height, fine, width, fine).sum(axis=(1, 3), dtype=np.uint16)
    return np.asarray(sums * 255 // (fine * fine), np.uint8)


@lru_cache(64)
def _font(key: str, size: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(face(key).path, size, layout_engine=ImageFont.Layout.BASIC)


def written(text: str, key: str, size: float, x: float, y: float, tracking: float) -> Placed:
    """A line of text with its baseline from (x, y), glyph by glyph; all in px."""
    kind: Face = face(key)
    glyphs, width = kind.place(text, tracking)
    scale = size / kind.units
    left, top = math.floor(x - size * 0.2), math.floor(y - size * 1.1)
    mask = Image.new("L", (math.ceil(width * scale + size * 0.4) + 2, math.ceil(size * 1.5) + 2))
    pen = ImageDraw.Draw(mask)
    font = _font(key, size)
    for glyph in glyphs:
        if not glyph.char.isspace():
            pen.text((x - left + glyph.x * scale, y - top), glyph.char, 255, font, anchor="ls")
    return np.asarray(mask), left, top
