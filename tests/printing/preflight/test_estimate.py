import pytest
from PIL import Image, ImageDraw

from app.printing.preflight import check
from tests.printing.preflight.samples import code, image, png


def estimate(picture: Image.Image) -> dict[str, dict[str, object]]:
    found = check(png(picture), "file")[0].print_estimate
    assert found is not None
    return dict(found)


def test_black_on_white_is_an_a_in_all_that_can_be_measured() -> None:
    found = estimate(image())
    graded = {name: part["grade"] for name, part in found.items() if isinstance(part, dict)}
    assert set(graded.values()) == {"A", None}
    assert [name for name, grade in graded.items() if grade is None] == [
        "axial_non_uniformity",
        "grid_non_uniformity",
        "print_growth",
    ]
    assert "not a verifier result" in str(found["label"])


# Linear reflectance by hand: sRGB 153 is 0.3185, 196 is 0.5520; red ink keeps all red light.
@pytest.mark.parametrize(
    ("dark", "luminance", "red"),
    [("#999999", 0.682, 0.682), ("#c4c4c4", 0.448, 0.448), ("#ff0000", 0.787, 0.0)],
)
def test_contrast_is_taken_in_linear_light_and_under_red(
    dark: str, luminance: float, red: float
) -> None:
    found = estimate(image(dark=dark))["symbol_contrast"]
    assert found["luminance"] == pytest.approx(luminance, abs=0.003)
    assert found["red_660nm"] == pytest.approx(red, abs=0.003)


def test_flipped_modules_use_up_the_correction_of_their_block_and_no_other() -> None:
    picture = image(scale=10, border=4)
    # The lowest right corner holds the first data codewords: two columns, four rows each.
    start = (4 + 29) * 10
    left = picture.crop((start - 20, start - 40, start, start))
    picture.paste(Image.eval(left, lambda value: 255 - value), (start - 20, start - 40))
    found = estimate(picture)["unused_error_correction"]
    assert found["errors_per_block"] == [1, 0]
    assert found["value"] == pytest.approx(1 - 2 / 18, abs=1e-4)


def test_a_pale_module_lowers_modulation_but_not_the_correction_left() -> None:
    picture = image(scale=10, border=4)
    row, column = next((r, c) for r in range(14, 20) for c in range(14, 20) if code().matrix[r][c])
    box = ((4 + column) * 10, (4 + row) * 10)
    # Between black and the threshold: linear 0.35 is sRGB 160.
    picture.paste((160, 160, 160), (*box, box[0] + 10, box[1] + 10))
    found = estimate(picture)
    assert found["unused_error_correction"]["grade"] == "A"
    assert float(str(found["modulation"]["lowest"])) == pytest.approx(0.3, abs=0.02)
    # One codeword of 18 spare, twice: .89 is left, so the overlay keeps the grade.
    assert found["modulation"]["grade"] == "A"


def test_round_corner_squares_are_fixed_pattern_damage() -> None:
    picture = image(scale=10, border=4)
    draw = ImageDraw.Draw(picture)
    for x, y in ((40, 40), (260, 40), (40, 260)):
        draw.rectangle((x, y, x + 69, y + 69), fill="white")
        for inset, ink in ((0, "black"), (10, "white"), (20, "black")):
            draw.ellipse((x + inset, y + inset, x + 69 - inset, y + 69 - inset), fill=ink)
    found = estimate(picture)
    assert found["fixed_pattern_damage"]["grade"] == "F"
    assert found["unused_error_correction"]["grade"] == "A"


def test_one_spoilt_copy_of_the_format_is_forgiven() -> None:
    picture = image(scale=10, border=4)
    picture.paste((255, 255, 255), (40 + 80, 40 + 220, 40 + 90, 40 + 290))
    found = estimate(picture)["fixed_pattern_damage"]
    segments = found["segments"]
    assert isinstance(segments, dict)
    assert segments["format"] == "A"
