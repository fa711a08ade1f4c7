"""Preflight against a camera and decoders that it never sees. Figures: docs/preflight.md."""

import ast
import io
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.printing.media import Conditions, Medium
from app.printing.preflight import Verdict, check
from tests.camera import readers
from tests.camera.designs import DESIGNS, PX, Design, picture

FILE_PX = 6  # pixels a module of the file that preflight gets
MUST_FAIL = (
    "logo 12 % at 3-H",
    "quiet zone 1 on black",
    "inverted on dark",
    "yellow on white",
    "circle finders, logo 8 %",
    "90° of a bottle",
)


def verdict(design: Design) -> Verdict:
    """Preflight's word on a design, printed at its size and read from 300 mm."""
    drawn = picture(design)
    small = drawn.resize((drawn.width * FILE_PX // PX,) * 2, Image.Resampling.BOX)
    dpi = 25.4 * FILE_PX / design.module
    kept = io.BytesIO()
    small.save(kept, "PNG", dpi=(dpi, dpi))
    where = Medium(
        key="test",
        name={"en": "Test"},
        trim=(100.0, 100.0),
        code=design.width,
        module=0.3,
        distance=0.3,
        conditions=Conditions(diameter=design.diameter),
    )
    return check(kept.getvalue(), design.name, where, design.text)[0]


def score(found: Verdict) -> float:
    """What designs are ranked by: 0 where nothing decodes."""
    return float(found.field["score"]) if found.field else 0.0


def spearman(one: list[float], other: list[float]) -> float:
    """Rank correlation; ties share their mean rank."""

    def ranks(values: list[float]) -> np.ndarray:
        array = np.asarray(values)
        below = (array[:, None] > array[None, :]).sum(axis=1)
        same = (array[:, None] == array[None, :]).sum(axis=1)
        return below + (same - 1) / 2

    return float(np.corrcoef(ranks(one), ranks(other))[0, 1])


@cache
def scores() -> tuple[float, ...]:
    return tuple(score(verdict(design)) for design in DESIGNS)


def test_there_are_at_least_40_designs_each_with_its_own_name() -> None:
    assert len({design.name for design in DESIGNS}) == len(DESIGNS) >= 40


@pytest.mark.parametrize("name", MUST_FAIL)
def test_what_is_known_to_fail_gets_d_or_f(name: str) -> None:
    design = next(design for design in DESIGNS if design.name == name)
    assert verdict(design).grade in ("D", "F")


def test_a_plain_code_of_the_size_its_distance_asks_gets_an_a() -> None:
    assert verdict(Design("plain", width=31)).grade == "A"


def test_neither_camera_imports_the_other() -> None:
    for path in Path(__file__).parent.glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        named = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        if path != Path(__file__):
            assert not any(module.startswith("app") for module in named), path
    for path in Path("app").rglob("*.py"):
        assert "tests.camera" not in path.read_text(encoding="utf-8"), path


@cache
def read() -> dict[str, dict[str, float]]:
    """How often each decoder that is installed reads each design: minutes of simulation, once."""
    judges: dict[str, readers.Reader] = {"zxing": readers.zxing}
    zbar = readers.zbar()
    if zbar is not None:
        judges["zbar"] = zbar
    if find_spec("cv2"):
        judges["opencv"], judges["wechat"] = readers.opencv()
    return readers.rates(DESIGNS, judges)


def agreement(*judges: str) -> float:
    """Rank correlation of preflight's scores with what these decoders read together."""
    rates = [sum(read()[design.name][judge] for judge in judges) for design in DESIGNS]
    return spearman(list(scores()), rates)


@pytest.mark.slow
def test_preflight_ranks_designs_as_zxing_and_zbar_read_them() -> None:
    if readers.zbar() is None:
        pytest.skip("libzbar is not installed: half of the judges are missing")
    assert agreement("zxing", "zbar") >= 0.90


@pytest.mark.slow
def test_preflight_ranks_designs_as_decoders_that_it_never_uses_read_them() -> None:
    pytest.importorskip("cv2", reason="opencv-contrib-python-headless is not installed")
    assert agreement("opencv", "wechat") >= 0.85
