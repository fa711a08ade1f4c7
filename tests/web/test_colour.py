"""Colours one can read, whatever the brand's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.web import colour

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        # WCAG 2.2, "contrast ratio": black on white is 21:1; #767676 is the lightest grey that
        # passes AA on white (4.54:1, WebAIM's and the W3C's usual example).
        ("#000000", "#ffffff", 21.0),
        ("#767676", "#ffffff", 4.54),
        ("#777777", "#ffffff", 4.48),
        ("#ff0000", "#ffffff", 4.0),
    ],
)
def test_contrast_is_that_of_the_guidelines(one: str, other: str, ratio: float) -> None:
    assert colour.contrast(one, other) == pytest.approx(ratio, abs=0.005)
    assert colour.contrast(other, one) == colour.contrast(one, other)


@given(COLOURS)
def test_text_on_any_brand_colour_is_readable(background: str) -> None:
    assert colour.contrast(colour.on(background), background) >= colour.TEXT


@given(COLOURS, COLOURS)
def test_any_colour_becomes_legible_on_any_ground(brand: str, ground: str) -> None:
    assert colour.contrast(colour.legible(brand, ground), ground) >= colour.TEXT


@given(COLOURS)
def test_a_colour_that_is_legible_stays_as_it_is(brand: str) -> None:
    if colour.contrast(brand, "#ffffff") >= colour.TEXT:
        assert colour.legible(brand, "#ffffff") == brand


@given(st.text())
def test_only_a_colour_ever_reaches_a_style_sheet(text: str) -> None:
    clean = colour.clean(text)
    assert len(clean) == 7
    assert set(clean[1:]) <= set("0123456789abcdef")
