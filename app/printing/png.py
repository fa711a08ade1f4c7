"""PNG at a given resolution: modules on whole pixels, the right dpi in the file. The trim only."""

from io import BytesIO

import numpy as np
from PIL import Image

from app.printing.artwork import Artwork, Gradient, Item, Layer, Modules, Picture, Shape, Text
from app.printing.canvas import Canvas, ColourCanvas, Mask, PaletteCanvas
from app.printing.inks import WHITE
from app.printing.raster import filled, flatten, stroked, written

_MM = 25.4
_ROUND_UP = 0.006  # a module may grow by this share to reach a whole pixel; else it shrinks


def write(artwork: Artwork, *, dpi: int) -> bytes:
    """The artwork as a PNG file at full size, as a passer-by sees it.

    The side of a module is cut to whole pixels, so that every module is the same; the symbol keeps
    its centre.
    """
    picture = render(artwork, dpi=dpi)
    buffer = BytesIO()
    picture.save(buffer, "PNG", dpi=(dpi, dpi), compress_level=6)
    return buffer.getvalue()


def render(artwork: Artwork, *, dpi: int) -> Image.Image:
    """The artwork as a picture: palette or grey where it is flat, else RGB."""
    scale = dpi / _MM
    width, height = (max(1, round(side * scale)) for side in artwork.trim)
    rich = any(_rich(item) for item in artwork.items)
    canvas: Canvas = ColourCanvas((width, height)) if rich else PaletteCanvas((width, height))
    for item in artwork.items:
        if isinstance(item, Shape):
            _shape(canvas, item, scale)
        elif isinstance(item, Text):
            placed = written(
                item.text,
                item.face,
                item.size * scale,
                item.x * scale,
                item.y * scale,
                item.tracking,
            )
            canvas.paint(*placed, item.ink.rgb)
        elif isinstance(item, Modules):
            _modules(canvas, item, scale)
        elif isinstance(canvas, ColourCanvas):
            _picture(canvas, item, scale)
    return canvas.image()


def _rich(item: Item) -> bool:
    if isinstance(item, Modules):
        return any(isinstance(layer.paint, Gradient) for layer in item.layers)
    return isinstance(item, Picture)


def _shape(canvas: Canvas, shape: Shape, scale: float) -> None:
    straight = _straight(shape)
    if straight:
        left, top, right, bottom = (round(edge * scale) for edge in straight)
        left, top = max(left, 0), max(top, 0)
        right, bottom = min(right, canvas.size[0]), min(bottom, canvas.size[1])
        if right > left:
            solid = np.full((max(bottom - top, 1), right - left), 255, np.uint8)
            canvas.paint(solid, left, top, shape.ink.rgb)
        return
    contours = flatten(shape.segments, shape.x * scale, shape.y * scale, shape.scale * scale)
    placed = filled(contours, even_odd=shape.even_odd)
    if shape.stroke:
        placed = stroked(contours, shape.stroke * scale)
    if placed:
        canvas.paint(*placed, shape.ink.rgb)


def _straight(shape: Shape) -> tuple[float, float, float, float] | None:
    """Left, top, right, bottom of an upright rectangle without rounding, else None."""
    if shape.stroke or len(shape.segments) != 5 or shape.scale != 1:
        return None
    points = [(float(s[1]), float(s[2])) for s in shape.segments if s[0] in ("M", "L")]
    if len(points) != 4 or any(s[0] == "C" for s in shape.segments):
        return None
    xs, ys = sorted({x for x, _y in points}), sorted({y for _x, y in points})
    if len(xs) != 2 or len(ys) != 2:
        return None
    return xs[0] + shape.x, ys[0] + shape.y, xs[1] + shape.x, ys[1] + shape.y


def whole(module: float) -> int:
    """The side of a module in whole pixels, from its exact side in px."""
    return max(1, int(module * (1 + _ROUND_UP)))


def _modules(canvas: Canvas, item: Modules, scale: float) -> None:
    side = whole(item.module * scale)
    left, top, width, height = (part * scale for part in item.box)
    x = round(left + (width - item.symbol.width * side) / 2)
    y = round(top + (height - item.symbol.height * side) / 2)
    if item.layers:
        for layer in item.layers:
            _layer(canvas, layer, item, x, y, side)
        return
    rows = np.array([list(row) for row in item.symbol.rows], np.uint8) * 255
    rim = item.symbol.quiet * side
    zone = np.full((rows.shape[0] * side + 2 * rim, rows.shape[1] * side + 2 * rim), 255, np.uint8)
    canvas.paint(zone, x - rim, y - rim, WHITE.rgb)
    canvas.paint(np.repeat(np.repeat(rows, side, 0), side, 1), x, y, item.ink.rgb)


def _layer(canvas: Canvas, layer: Layer, item: Modules, x: int, y: int, side: int) -> None:
    placed = filled(flatten(layer.segments, x, y, side))
    if placed is None:
        return
    if not isinstance(layer.paint, Gradient):
        canvas.paint(*placed, layer.paint.rgb)
    elif isinstance(canvas, ColourCanvas):
        mask, left, top = placed
        colours = _gradient(layer.paint, mask, left - x, top - y, side, item)
        canvas.blend(mask, left, top, colours)


def _gradient(paint: Gradient, mask: Mask, left: int, top: int, side: int, item: Modules) -> Mask:
    """The colour of every pixel of a mask whose corner is (left, top) px within the symbol."""
    x1, y1, x2, y2 = (part * side for part in paint.line(item.symbol.width, item.symbol.height))
    ys, xs = np.mgrid[0 : mask.shape[0], 0 : mask.shape[1]]
    dx, dy = xs + left + 0.5 - x1, ys + top + 0.5 - y1
    length = np.hypot(x2 - x1, y2 - y1)
    if paint.radial:
        share = np.hypot(dx, dy) / length
    else:
        share = (dx * (x2 - x1) + dy * (y2 - y1)) / length**2
    share = np.clip(share, 0, 1)[..., None]
    start, end = np.array(paint.start.rgb), np.array(paint.end.rgb)
    return np.asarray(np.round(start + (end - start) * share), np.uint8)


def _picture(canvas: ColourCanvas, item: Picture, scale: float) -> None:
    width, height = max(1, round(item.width * scale)), max(1, round(item.height * scale))
    picture = Image.open(BytesIO(item.png)).convert("RGBA").resize((width, height))
    pixels = np.asarray(picture)
    canvas.blend(pixels[..., 3], round(item.x * scale), round(item.y * scale), pixels[..., :3])
