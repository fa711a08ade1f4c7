"""PNG and JPEG files as a page."""

import io
import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageOps

from app.i18n import _
from app.printing.preflight.page import MM_PER_INCH, Box, Page, Pixels, refused

MOST_PIXELS = 60_000_000
ASSUMED_DPI = 300.0
# What cameras and screenshots write without meaning it.
_UNMEANT_DPI = (1.0, 72.0, 96.0)


@dataclass(frozen=True, slots=True)
class _Picture:
    image: Image.Image
    px_per_mm: float

    def render(self, box: Box, px_per_mm: float) -> Pixels:
        """Exact area sampling: what the printer's raster would be made from, nothing smoothed."""
        width = max(1, round(box.width * px_per_mm))
        height = max(1, round(box.height * px_per_mm))
        left, top = box.left * self.px_per_mm, box.top * self.px_per_mm
        right = left + width / px_per_mm * self.px_per_mm
        bottom = top + height / px_per_mm * self.px_per_mm
        x0, y0 = int(np.floor(left)), int(np.floor(top))
        x1, y1 = int(np.ceil(right)), int(np.ceil(bottom))
        part = self.image
        if x0 < 0 or y0 < 0 or x1 > part.width or y1 > part.height:
            part = Image.new("RGB", (x1 - x0, y1 - y0), "white")
            part.paste(self.image, (-x0, -y0))
            left, top, right, bottom = left - x0, top - y0, right - x0, bottom - y0
        area = (left, top, min(right, part.width), min(bottom, part.height))
        return np.asarray(part.resize((width, height), Image.Resampling.BOX, area))


def read_picture(data: bytes, name: str) -> Sequence[Page]:
    """A PNG or JPEG as one page. Raises Refused for what is broken or unpacks to too much."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = Image.open(io.BytesIO(data), formats=("PNG", "JPEG"))
            if image.width * image.height > MOST_PIXELS:
                raise Image.DecompressionBombError
            dpi = image.info.get("dpi", (0.0, 0.0))[0]
            sized = dpi > 1 and (image.format == "PNG" or round(float(dpi)) not in _UNMEANT_DPI)
            flat = _flat(image)
    except Image.DecompressionBombError:
        raise refused(
            name,
            "picture-too-large",
            _("the picture unpacks to too many pixels."),
            _("Give one of {most} megapixels at most.").format(most=MOST_PIXELS // 1_000_000),
        ) from None
    # Pillow's decoders raise all of these on broken files.
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, TypeError, OverflowError):
        raise refused(name, "broken-file", _("the picture cannot be read.")) from None
    px_per_mm = float(dpi if sized else ASSUMED_DPI) / MM_PER_INCH
    size = (flat.width / px_per_mm, flat.height / px_per_mm)
    canvas = _Picture(flat, px_per_mm)
    return [Page(1, size, canvas, sized=sized, native=px_per_mm)]


def _flat(image: Image.Image) -> Image.Image:
    """`image` upright, on white, in 8-bit RGB."""
    image = ImageOps.exif_transpose(image)
    if image.mode in ("I", "I;16", "I;16B", "F"):
        levels = np.asarray(image, dtype=np.float64) / 257.0
        return Image.fromarray(np.clip(levels, 0, 255).astype(np.uint8)).convert("RGB")
    if "A" in image.getbands() or "transparency" in image.info:
        over = image.convert("RGBA")
        under = Image.new("RGBA", over.size, "white")
        return Image.alpha_composite(under, over).convert("RGB")
    return image.convert("RGB")
