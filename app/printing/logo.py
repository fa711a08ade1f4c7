"""Logos: a PNG or SVG file that came from outside, checked and made safe to place in artwork."""

from dataclasses import dataclass, replace
from io import BytesIO

from PIL import Image, UnidentifiedImageError

from app.errors import Refused
from app.printing.artwork import Item, Picture, Shape
from app.printing.drawing import read_drawing
from app.printing.layout import Box
from app.printing.refusal import bad_logo

_LARGEST = 5_000_000  # bytes
_PIXELS = 40_000_000
_KEPT = 1600  # px: 300 dpi on 135 mm, more than any layout gives a logo
_PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True, slots=True)
class Logo:
    """A logo in its own units: `width` by `height`, its items within that box."""

    width: float
    height: float
    items: tuple[Item, ...]

    def placed(self, box: Box, *, align: float = 0.5, valign: float = 0.5) -> tuple[Item, ...]:
        """The logo as large as `box` allows; `align` and `valign` from 0 (start) to 1 (end)."""
        scale = min(box.width / self.width, box.height / self.height)
        left = box.left + (box.width - self.width * scale) * align
        top = box.top + (box.height - self.height * scale) * valign
        return tuple(_moved(item, left, top, scale) for item in self.items)


def _moved(item: Item, left: float, top: float, scale: float) -> Item:
    if isinstance(item, Picture):
        return replace(item, x=left, y=top, width=item.width * scale, height=item.height * scale)
    if isinstance(item, Shape):
        return replace(
            item,
            x=left + item.x * scale,
            y=top + item.y * scale,
            scale=item.scale * scale,
            stroke=item.stroke * scale,
        )
    raise TypeError(f"a logo holds no {type(item).__name__}")


def read(data: bytes) -> Logo:
    """The logo of a file. Raises Refused (`bad-logo`) with the reason."""
    if len(data) > _LARGEST:
        raise bad_logo("the file is larger than 5 MB.", "Export it smaller.")
    if data.startswith(_PNG):
        return _read_png(data)
    if b"<svg" in data[:4096].lower():
        width, height, shapes = read_drawing(data)
        return Logo(width, height, shapes)
    raise bad_logo("the file is neither PNG nor SVG.", "Export the logo as one of them.")


def _read_png(data: bytes) -> Logo:
    try:
        with Image.open(BytesIO(data), formats=["PNG"]) as opened:
            if opened.width * opened.height > _PIXELS:
                raise bad_logo("the picture has more than 40 million pixels.", "Export it smaller.")
            if getattr(opened, "n_frames", 1) > 1:
                raise bad_logo("the picture is animated.", "Export one still picture.")
            picture = opened.convert("RGBA")
    except Refused:
        raise
    except (OSError, ValueError, SyntaxError, UnidentifiedImageError, Image.DecompressionBombError):
        raise bad_logo("the picture is broken.", "Export it again.") from None
    picture.thumbnail((_KEPT, _KEPT))
    if picture.getchannel("A").getextrema()[1] == 0:
        raise bad_logo("the picture is fully transparent.", "Export it with its content.")
    clean = BytesIO()
    picture.save(clean, "PNG")
    width, height = picture.size
    return Logo(width, height, (Picture(clean.getvalue(), 0, 0, width, height),))
