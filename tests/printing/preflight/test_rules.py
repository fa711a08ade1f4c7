from collections.abc import Mapping

import pytest
from PIL import Image

from app.printing.media import Conditions, Medium
from app.printing.preflight import Finding, check
from tests.printing.preflight.samples import (
    BLACK,
    RGB,
    RICH,
    SPOT,
    TEXT,
    Color,
    code,
    image,
    pdf,
    png,
    svg,
)


def medium(**changes: object) -> Medium:
    base: dict[str, object] = {
        "key": "test",
        "name": {"en": "Test"},
        "trim": (80.0, 70.0),
        "code": 20.0,
        "module": 0.42,
        "distance": 0.2,
    }
    return Medium(**(base | changes))  # type: ignore[arg-type]


def rules(
    data: bytes, where: Medium | None = None, expected: str | None = None
) -> Mapping[str, Finding]:
    return {finding.rule: finding for finding in check(data, "file", where, expected)[0].rules}


@pytest.mark.parametrize(
    ("border", "grade"), [(4, "A"), (3, "B"), (2, "C"), (1, "F")], ids=["4", "3", "2", "1"]
)
def test_the_quiet_zone_is_measured_in_modules(border: int, grade: str) -> None:
    bare = image(border=border)
    around = Image.new("RGB", (bare.width + 160, bare.height + 160), "black")
    around.paste(bare, (80, 80))
    found = rules(png(around))["quiet-zone"]
    assert found.value == pytest.approx(border, abs=0.13)
    assert found.grade == grade


def test_what_lies_beyond_the_trim_is_not_clear() -> None:
    near = pdf(at=(1.4, 20))
    assert rules(near)["quiet-zone"].value == pytest.approx(2, abs=0.15)


def test_a_speck_does_not_spoil_the_quiet_zone_but_a_line_of_text_does() -> None:
    speck, text = image(), image()
    speck.putpixel((15, 60), (0, 0, 0))
    text.paste((0, 0, 0), (60, 22, 200, 30))
    assert rules(png(speck))["quiet-zone"].grade == "A"
    assert rules(png(text))["quiet-zone"].value == pytest.approx(1, abs=0.2)


@pytest.mark.parametrize(("module", "grade"), [(0.42, "A"), (0.39, "B"), (0.35, "C"), (0.2, "F")])
def test_modules_are_held_against_the_medium(module: float, grade: str) -> None:
    found = rules(pdf(module=module), medium())["module"]
    assert (found.grade, found.unit) == (grade, "mm")
    assert found.value == pytest.approx(module, rel=0.005)


@pytest.mark.parametrize(("distance", "grade"), [(0.2, "A"), (0.24, "B"), (0.3, "C"), (0.5, "F")])
def test_the_distance_is_290_modules(distance: float, grade: str) -> None:
    found = rules(pdf(module=0.7), medium(distance=distance))["distance"]
    assert found.value == pytest.approx(0.203, rel=0.01)
    assert found.grade == grade


@pytest.mark.parametrize(("diameter", "grade"), [(75, "A"), (50, "A"), (45, "B"), (33, "F")])
def test_a_code_may_take_60_degrees_of_a_pack(diameter: float, grade: str) -> None:
    where = medium(conditions=Conditions(diameter=diameter))
    found = rules(pdf(module=0.7), where)["arc"]
    assert found.value == pytest.approx(37 * 0.7 / (diameter / 2) * 57.2958, rel=0.01)
    assert found.grade == grade


@pytest.mark.parametrize(("gap", "grade"), [(3.2, "A"), (2.6, "B"), (1.2, "D"), (0.5, "F")])
def test_the_symbol_keeps_3_mm_from_the_cut(gap: float, grade: str) -> None:
    found = rules(pdf(module=0.5, at=(gap, 20)))["trim"]
    assert found.value == pytest.approx(gap, abs=0.05)
    assert found.grade == grade


@pytest.mark.parametrize(
    ("ink", "grade", "named"),
    [(BLACK, "A", "Black"), (SPOT, "A", "PANTONE 286 C"), (RICH, "D", "Cyan"), (RGB, "B", "RGB")],
    ids=["black", "spot", "rich black", "rgb"],
)
def test_a_code_belongs_on_one_plate(ink: Color, grade: str, named: str) -> None:
    found = rules(pdf(ink))["plates"]
    assert found.grade == grade
    assert named in found.says


def test_boxes_that_do_not_nest_are_told() -> None:
    good = pdf()
    assert rules(good)["boxes"].grade == "A"
    assert rules(good.replace(b"/BleedBox [ 0 0", b"/BleedBox [ 9 9"))["boxes"].grade == "D"


def test_another_text_than_expected_is_an_f() -> None:
    assert rules(svg(), expected=TEXT)["text"].grade == "A"
    assert rules(svg(), expected=TEXT[:-1] + "8")["text"].grade == "F"
    assert rules(svg(), expected=TEXT.lower())["text"].grade == "F"


def test_a_picture_without_a_size_is_not_judged_in_millimetres() -> None:
    found = rules(png(image(), dpi=None), medium())
    assert found["module"].grade is None
    assert "distance" not in found


def test_coarse_pictures_have_too_few_dots() -> None:
    assert rules(png(image(scale=2), 150))["dots"].grade == "D"
    assert rules(png(image(scale=4), 300))["dots"].grade == "A"


def test_artwork_at_one_tenth_is_judged_at_its_real_size() -> None:
    large = medium(trim=(800.0, 700.0), scale=0.1, module=6.5, distance=2.0)
    found = rules(pdf(module=0.7), large)
    assert found["module"].value == pytest.approx(7.0, rel=0.005)
    assert found["distance"].grade == "A"


def test_version_and_level_are_told() -> None:
    assert rules(png(image(code(level="H", version=4))))["format"].says == "QR 4-H"
