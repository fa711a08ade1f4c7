"""Bars beside the code: read back by decoders we did not write, on every medium with a place."""

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Refused
from app.printing import eps, pdf, png, svg
from app.printing.artwork import Artwork
from app.printing.bars import check_digit, placed
from app.printing.codes import encode_as
from app.printing.compose import compose
from app.printing.content import Bars
from app.printing.layout import Box
from app.printing.media import media, medium
from tests.printing import test_compose
from tests.printing.sample import ADDRESS, WORDS, content, from_eps, from_pdf, from_svg, needs_gs

EAN, LOT = Bars("ean-13", "3017620422003"), Bars("code-128", "LOT 2704A")
WITH_BARS = ("packaging", "label", "business-card")


def read(picture):
    return {code.text for code in zxingcpp.read_barcodes(picture)}


@given(st.text("0123456789", min_size=12, max_size=12))
def test_the_check_digit_is_that_of_the_encoder(digits):
    assert encode_as("ean-13", digits).text == digits + check_digit(digits)


@pytest.mark.parametrize("bars", [EAN, LOT], ids=["ean", "code128"])
@pytest.mark.parametrize("key", WITH_BARS)
def test_code_and_bars_read_from_the_press_file_with_two_decoders(key, bars):
    drawn = from_pdf(pdf.write(compose(content(bars=bars), medium(key)), dpi=300), 400)
    assert read(drawn) == {ADDRESS, bars.text}
    zbar = pytest.importorskip(
        "pyzbar.pyzbar", reason="zbar is not installed", exc_type=ImportError
    )
    assert {code.data.decode() for code in zbar.decode(drawn)} == {ADDRESS, bars.text}


@pytest.mark.parametrize("bars", [EAN, LOT], ids=["ean", "code128"])
def test_and_from_the_pictures(bars):
    artwork = compose(content(bars=bars), medium("packaging"))
    assert read(png.render(artwork, dpi=300)) == {ADDRESS, bars.text}
    assert read(from_svg(svg.write(artwork, dpi=300), 400)) == {ADDRESS, bars.text}


@needs_gs
def test_and_from_the_eps():
    artwork = compose(content(bars=EAN), medium("label"))
    assert read(from_eps(eps.write(artwork, dpi=300), 500)) == {ADDRESS, EAN.text}


@pytest.mark.parametrize("kind", sorted(WORDS))
@pytest.mark.parametrize("key", ["packaging", "business-card"])
def test_the_layout_with_bars_keeps_the_rules_of_every_layout(key, kind):
    for language in ("fr", "en"):
        artwork = compose(content(kind, language, bars=EAN), medium(key))
        width, height = artwork.trim
        safe = medium(key).safe - 1e-6
        boxes = [test_compose.box(line) for line in test_compose.lines(artwork)]
        for left, top, right, bottom in boxes:
            assert left >= safe
            assert top >= safe
            assert right <= width - safe
            assert bottom <= height - safe
        for place, one in enumerate(boxes):
            assert not any(test_compose.overlap(one, other) for other in boxes[place + 1 :])
        said = test_compose.words(artwork)
        assert "Maison Levain" in said
        assert content(kind).shown in said
        assert "K7Q2M4" in said
        assert " ".join((EAN.text[0], EAN.text[1:7], EAN.text[7:])) in said


def test_bars_keep_their_quiet_zones_and_their_least_size():
    _ground, lines, *_texts = placed(EAN, Box(0, 0, 40, 30))
    assert lines.scale == pytest.approx(0.33)
    assert lines.x >= 11 * 0.33
    assert lines.x + 95 * lines.scale <= 40 - 7 * 0.33
    heights = [float(s[2]) for s in lines.segments if s[0] == "L"]
    assert max(heights) * lines.scale == pytest.approx(22.85 + 5 * 0.33, abs=0.1)


@pytest.mark.parametrize("box", [Box(0, 0, 29, 30), Box(0, 0, 40, 11)])
def test_bars_that_would_be_too_small_are_refused_with_what_they_need(box):
    with pytest.raises(Refused, match="bars-too-small") as caught:
        placed(EAN, box)
    (problem,) = caught.value.problems
    assert "29.8 ×" in problem.what
    with pytest.raises(Refused, match="bars-too-small"):
        compose(content("messenger", bars=EAN), medium("label"))


@pytest.mark.parametrize("key", sorted(set(media()) - set(WITH_BARS)))
def test_a_medium_without_a_place_for_bars_says_which_have_one(key):
    with pytest.raises(Refused, match="no-place-for-bars") as caught:
        compose(content(bars=EAN), medium(key))
    assert "Packaging" in caught.value.problems[0].instead


def test_bars_are_black_alone_on_white():
    ground, lines, *_texts = placed(LOT, Box(0, 0, 40, 20))
    drawn = Artwork("", "fr", (40, 20), 0, (ground, lines))
    assert drawn.plates == ("Black",)
