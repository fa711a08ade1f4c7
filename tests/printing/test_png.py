"""PNG: whole pixels, the right dpi in the file, few colours where the artwork is flat."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from app.printing import png
from app.printing.compose import compose
from app.printing.media import media, medium
from tests.printing.sample import content


@pytest.mark.parametrize("key", ["label", "poster-a4", "receipt"])
def test_the_file_states_its_resolution_and_has_the_size_of_the_trim(key):
    kind = medium(key)
    picture = Image.open(BytesIO(png.write(compose(content(), kind), dpi=kind.dpi)))
    assert picture.info["dpi"] == pytest.approx((kind.dpi, kind.dpi), abs=0.02)
    for pixels, side in zip(picture.size, kind.trim, strict=True):
        assert pixels / kind.dpi * 25.4 == pytest.approx(side, abs=25.4 / kind.dpi)


@pytest.mark.parametrize("key", sorted(media()))
def test_every_module_is_the_same_number_of_pixels(key):
    artwork = compose(content(), medium(key))
    dpi = medium(key).dpi
    picture = np.asarray(png.render(artwork, dpi=dpi).convert("L"))
    modules = artwork.modules
    side = png.whole(modules.module * dpi / 25.4)
    left, top, width, _height = (part * dpi / 25.4 for part in modules.box)
    size = modules.symbol.width
    x = round(left + (width - size * side) / 2)
    y = round(top + (width - size * side) / 2)
    drawn = picture[y : y + size * side, x : x + size * side]
    rows = np.array([list(row) for row in modules.symbol.rows])
    assert set(np.unique(drawn)) == {0, 255}
    assert (np.kron(1 - rows, np.ones((side, side), int)) * 255 == drawn).all()


@pytest.mark.parametrize("key", sorted(media()))
def test_at_a_medium_s_own_resolution_a_module_has_four_dots_and_is_true_to_size(key):
    artwork = compose(content(), medium(key))
    exact = artwork.modules.module * medium(key).dpi / 25.4
    assert png.whole(exact) >= 4
    assert png.whole(exact) == pytest.approx(exact, rel=0.045)


def test_flat_artwork_is_a_palette_or_grey_and_half_as_big_as_in_full_colour():
    grey = png.render(compose(content(colour="#000000"), medium("receipt")), dpi=100)
    flat = png.render(compose(content(), medium("flyer-a6")), dpi=100)
    assert (grey.mode, flat.mode) == ("L", "P")
    full = BytesIO()
    flat.convert("RGB").save(full, "PNG")
    assert len(png.write(compose(content(), medium("flyer-a6")), dpi=100)) < len(full.getvalue())


def test_text_looks_the_same_as_in_the_svg():
    """The words drawn by FreeType cover what resvg draws from the outlines."""
    from app.printing.svg import write
    from tests.printing.sample import from_svg

    artwork = compose(content(), medium("flyer-a6"))
    ours = np.asarray(png.render(artwork, dpi=100).convert("L")).astype(int)
    theirs = np.asarray(from_svg(write(artwork, dpi=100), 100).convert("L")).astype(int)
    height, width = (min(a, b) for a, b in zip(ours.shape, theirs.shape, strict=True))
    difference = abs(ours[: height // 2, :width] - theirs[: height // 2, :width])
    assert difference.mean() < 3
