"""All formats of all media, drawn by programs we did not write, hold the text they should."""

import numpy as np
import pytest

from app.printing import png
from app.printing.compose import compose
from app.printing.formats import FORMATS
from app.printing.media import media, medium
from app.printing.svg import write as write_svg
from tests.printing.sample import ADDRESS, content, from_eps, from_pdf, from_svg, needs_gs, texts

MEDIA = sorted(media())


def resolution(artwork):
    """Dots to the inch that give a module six pixels."""
    return max(20, round(6 * 25.4 / artwork.modules.module))


@pytest.mark.parametrize("key", MEDIA)
def test_svg_png_and_pdf_of_every_medium_decode_to_their_text(key):
    for kind in ("qr", "messenger"):
        artwork = compose(content(kind), medium(key))
        dpi = resolution(artwork)
        assert texts(from_svg(FORMATS["svg"](artwork, dpi=dpi), dpi)) == [ADDRESS]
        assert texts(png.render(artwork, dpi=dpi)) == [ADDRESS]
        pdf = FORMATS["pdf"](artwork, dpi=dpi)
        assert texts(from_pdf(pdf, round(dpi / artwork.scale))) == [ADDRESS]


@needs_gs
@pytest.mark.parametrize("key", ["label", "billboard-120x176", "shop-window"])
def test_eps_decodes_to_its_text(key):
    artwork = compose(content(), medium(key))
    dpi = round(resolution(artwork) / artwork.scale)
    assert texts(from_eps(FORMATS["eps"](artwork, dpi=300), dpi)) == [ADDRESS]


@pytest.mark.parametrize("format", list(FORMATS))
@pytest.mark.parametrize("key", ["label", "shop-window"])
def test_the_same_artwork_gives_the_same_bytes(key, format):
    artwork = compose(content("call"), medium(key))
    assert FORMATS[format](artwork, dpi=120) == FORMATS[format](artwork, dpi=120)


@pytest.mark.parametrize("draw", ["svg", "png", "pdf"])
@pytest.mark.parametrize("key", ["label", "shop-window", "poster-a4", "screen"])
def test_four_modules_around_the_symbol_are_white_in_the_final_file(key, draw):
    artwork = compose(content(), medium(key))
    dpi = round(16 * 25.4 / artwork.modules.module)
    scale = dpi / 25.4
    left, top, width, height = artwork.modules.zone
    off_x = off_y = 0.0
    if draw == "svg":
        picture = from_svg(write_svg(artwork, dpi=dpi), dpi)
    elif draw == "png":
        picture = png.render(artwork, dpi=dpi).convert("RGB")
    else:
        picture = from_pdf(FORMATS["pdf"](artwork, dpi=dpi), dpi)
        edge = artwork.bleed + (10 if artwork.marks else 0)
        off_x = off_y = edge
        if artwork.mirror:
            left = artwork.trim[0] - left - width
    x0, y0 = round((left + off_x) * scale) + 1, round((top + off_y) * scale) + 1
    x1 = round((left + off_x + width) * scale) - 1
    y1 = round((top + off_y + height) * scale) - 1
    zone = np.asarray(picture.convert("L"))[y0:y1, x0:x1]
    rim = round(3.8 * artwork.modules.module * scale)
    ring = np.ones(zone.shape, bool)
    ring[rim:-rim, rim:-rim] = False
    assert zone[ring].min() >= 250
    assert zone[~ring].min() < 60
