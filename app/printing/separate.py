"""Pictures as process inks, by the arithmetic of `inks`: black first, grey is black only."""

import numpy as np
from PIL import Image


def separated(picture: Image.Image) -> Image.Image:
    """The colours of a picture as CMYK; transparency is dropped."""
    light = np.asarray(picture.convert("RGB")).astype(np.float32) / 255
    top = light.max(axis=2, keepdims=True)
    colour = np.where(top > 0, 1 - light / np.maximum(top, 1e-6), 0)
    plates = np.concatenate([colour, 1 - top], axis=2)
    return Image.frombytes("CMYK", picture.size, np.round(plates * 255).astype(np.uint8).tobytes())
