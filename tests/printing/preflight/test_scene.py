import pytest
from PIL import Image, ImageOps

from app.printing.preflight.find import find
from app.printing.preflight.pages import open_pages
from app.printing.preflight.scene import Scene, set_upright
from tests.printing.preflight.samples import code, eps, image, pdf, png, svg


def scene(data: bytes) -> Scene:
    page = open_pages(data, "file")[0]
    return set_upright(page, find(page)[0], page.trim or page.whole)


def matrix_of_sample() -> list[list[bool]]:
    return [[bool(cell) for cell in row] for row in code().matrix]


@pytest.mark.parametrize(
    ("data", "module"),
    [
        (pdf(module=0.7), 0.7),
        (pdf(module=0.42), 0.42),
        (svg(0.7), 0.7),
        (svg(3.3), 3.3),
        (eps(), 2 * 25.4 / 72),
        (png(image(scale=10), 300), 10 * 25.4 / 300),
        (png(image(scale=4), 203), 4 * 25.4 / 203),
    ],
    ids=["pdf", "small pdf", "svg", "large svg", "eps", "png", "coarse png"],
)
def test_the_module_is_measured_to_half_a_percent(data: bytes, module: float) -> None:
    found = scene(data)
    assert found.module == pytest.approx((module, module), rel=0.005)
    assert found.matrix is not None
    assert found.matrix.tolist() == matrix_of_sample()
    assert found.errors == (0, 0)


def test_a_turned_code_is_set_upright() -> None:
    turned = image().rotate(17, expand=True, fillcolor="white", resample=Image.Resampling.BICUBIC)
    found = scene(png(turned))
    assert found.matrix is not None
    assert found.matrix.tolist() == matrix_of_sample()
    assert not found.mirrored


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_mirrored_code_is_noticed(turn: int) -> None:
    found = scene(png(ImageOps.mirror(image()).rotate(turn, expand=True)))
    assert found.mirrored
    assert found.matrix is not None
    assert found.matrix.tolist() == matrix_of_sample()


def test_an_inverted_code_is_noticed_and_still_sampled() -> None:
    found = scene(png(ImageOps.invert(image())))
    assert found.inverted
    assert found.errors == (0, 0)


def test_a_slanting_picture_is_straightened() -> None:
    slant = (1.1, 0.08, -20, 0.05, 1.0, -10, 0.0002, 0.0004)
    leaning = image().transform(
        (420, 420), Image.Transform.PERSPECTIVE, slant, Image.Resampling.BICUBIC, fillcolor="white"
    )
    assert scene(png(leaning)).errors == (0, 0)
