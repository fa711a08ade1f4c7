"""Styles: they read, safe defaults cost nothing, and what nobody can read is refused."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import Refused
from app.printing import pdf, png, svg
from app.printing.compose import compose
from app.printing.media import medium
from app.printing.raster import filled, flatten
from app.printing.style import Style, costs, layers
from app.printing.symbol import encode
from tests.printing.sample import ADDRESS, content, from_pdf, from_svg, texts

NAVY = "#0b2a6b"
LOOKS = {
    "rounded": Style(modules="rounded"),
    "dots": Style(modules="dots", dot=0.9),
    "finders": Style(finder=0.3, finder_colour=NAVY),
    "navy": Style(colour=NAVY),
    "spot": Style(colour="PANTONE 286 C #0033a0"),
    "gradient": Style(colour="#000000", second=NAVY, modules="rounded"),
    "radial": Style(colour=NAVY, second="#000000", radial=True),
    "frame": Style(frame="Scannez-moi"),
}


@pytest.mark.parametrize("name", list(LOOKS))
def test_every_look_reads_in_every_format(name):
    artwork = compose(content(), medium("poster-a4"), style=LOOKS[name])
    for picture in (
        png.render(artwork, dpi=100),
        from_svg(svg.write(artwork, dpi=100), 100),
        from_pdf(pdf.write(artwork, dpi=100), 100),
    ):
        assert texts(picture) == [ADDRESS]


def test_the_default_is_plain_and_costs_nothing():
    assert Style().plain
    assert costs(Style()) == ()
    assert compose(content(), medium("label"), style=Style()) == compose(content(), medium("label"))


def test_each_risk_is_said():
    risky = Style(modules="dots", dot=0.6, finder=1, colour="#c04000", second=NAVY, logo=True)
    assert len(costs(risky)) == 7
    assert costs(Style(modules="rounded", finder=0.3)) == ()


@pytest.mark.parametrize(
    "style",
    [
        Style(colour="#ffe600"),
        Style(second="#eeeeee"),
        Style(modules="stars"),
        Style(rounding=0.8),
        Style(dot=0.1),
        Style(finder=2),
        Style(colour="blueish"),
    ],
)
def test_what_no_decoder_forgives_is_refused(style):
    with pytest.raises(Refused):
        compose(content(), medium("label"), style=style)


def test_all_problems_of_a_style_come_at_once():
    with pytest.raises(Refused) as caught:
        compose(content(), medium("label"), style=Style(modules="x", dot=9, colour="#ffff00"))
    assert len(caught.value.problems) == 3


@settings(max_examples=12)
@given(st.sampled_from(["square", "rounded"]), st.floats(0, 0.5), st.floats(0, 0.4))
def test_module_centres_stay_as_dark_as_they_were(modules, rounding, finder):
    symbol = encode(ADDRESS, "M")
    seen = np.zeros((symbol.width * 8 + 12, symbol.width * 8 + 12), bool)
    for layer in layers(symbol, Style(modules=modules, rounding=rounding, finder=finder)):
        mask, left, top = filled(flatten(layer.segments, 4, 4, 8))
        cut = mask[: seen.shape[0] - top, : seen.shape[1] - left]
        seen[top : top + cut.shape[0], left : left + cut.shape[1]] |= cut > 128
    rows = np.array([list(row) for row in symbol.rows], bool)
    centres = seen[8 : 8 + symbol.width * 8 : 8, 8 : 8 + symbol.width * 8 : 8]
    assert (centres == rows).all()


def test_a_frame_keeps_the_width_and_the_quiet_zone():
    plain = compose(content(), medium("poster-a4")).modules
    framed = compose(content(), medium("poster-a4"), style=Style(frame="Scannez-moi")).modules
    assert framed.zone[2] < plain.zone[2]
    assert framed.symbol.quiet == 4
    assert framed.module >= medium("poster-a4").module


def test_words_that_a_frame_has_no_room_for_are_refused_and_not_left_out():
    with pytest.raises(Refused, match=r"frame around the code.*too-long"):
        compose(content(), medium("label"), style=Style(frame="Scannez-moi " * 12))
