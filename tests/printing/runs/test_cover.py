"""Rectangles that cover the dark area: exactly, and with no joint between neighbours."""

import subprocess
from io import BytesIO
from zipfile import ZipFile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PIL import Image

from app.printing.labels import Sheet
from app.printing.outline import outline
from app.printing.runs.archive import Archive
from app.printing.runs.cover import Cover
from app.printing.runs.pages import Pages
from app.printing.runs.place import place
from tests.printing import sample
from tests.printing.runs.kit import a_run, page, whole

SIDE = 9
COVER = Cover(SIDE, lambda *box: "{} {} {} {};".format(*box))
BATCHES = st.integers(1, 4).flatmap(
    lambda count: arrays(np.uint8, (count, SIDE, SIDE), elements=st.integers(0, 1))
)


def boxes(path):
    return [tuple(map(int, box.split())) for box in path.decode().split(";") if box]


@given(BATCHES)
def test_the_union_of_the_rectangles_is_the_dark_area(batch):
    for modules, path in zip(batch, COVER.paths(batch), strict=True):
        painted = np.zeros_like(modules)
        for x, y, width, height in boxes(path):
            painted[y : y + height, x : x + width] = 1
        assert painted.tolist() == modules.tolist()


@given(BATCHES)
def test_dark_neighbours_always_lie_together_in_one_rectangle(batch):
    for modules, path in zip(batch, COVER.paths(batch), strict=True):
        joined = set()
        for x, y, width, height in boxes(path):
            joined |= {(x + step, y, 1, 0) for step in range(width - 1)}
            joined |= {(x, y + step, 0, 1) for step in range(height - 1)}
        wanted = {
            (x, y, dx, dy)
            for y, x in zip(*np.nonzero(modules), strict=True)
            for dx, dy in ((1, 0), (0, 1))
            if x + dx < SIDE and y + dy < SIDE and modules[y + dy, x + dx]
        }
        assert wanted <= joined


def test_a_symbol_takes_fewer_words_than_its_outline_has_corners():
    run = a_run()
    (symbol,) = run.symbols(run.digits(0, 1))
    (path,) = Cover(run.encoder.side, lambda *box: "x").paths(symbol[None])
    corners = sum(len(contour) for contour in outline([bytes(row) for row in symbol]))
    assert len(path) < corners / 2


STAMP = Sheet("stamp", "one small label", (36, 36), (36, 36), (1, 1), (0, 0), (36, 36))


def seams(pixels, modules, left, top, module):
    """Joints between dark neighbours that are lighter than the middle of a module, of all.

    Lengths in px. Looked at are the three pixels across each joint.
    """
    dark = pixels[int(top + 3.5 * module), int(left + 3.5 * module)] + 3
    light = total = 0
    for y, x in np.argwhere(modules[:-1, :-1]):
        if modules[y, x + 1]:
            at, row = round(left + (x + 1) * module), int(top + (y + 0.5) * module)
            light += (pixels[row, at - 1 : at + 2] > dark).any()
            total += 1
        if modules[y + 1, x]:
            at, column = round(top + (y + 1) * module), int(left + (x + 0.5) * module)
            light += (pixels[at - 1 : at + 2, column] > dark).any()
            total += 1
    return light, total


def through_pdfium(run, dpi):
    return page(whole(Pages(run, STAMP), run), dpi=dpi)


def through_ghostscript(run, dpi):
    command = ["gs", "-q", "-dSAFER", "-dBATCH", "-dNOPAUSE", "-dGraphicsAlphaBits=4"]
    command += [f"-r{dpi}", "-sDEVICE=pnggray", "-sOutputFile=-", "-"]
    data = whole(Pages(run, STAMP), run)
    done = subprocess.run(command, input=data, capture_output=True, check=True)
    return np.array(Image.open(BytesIO(done.stdout)))


def through_resvg(run, dpi):
    with ZipFile(BytesIO(whole(Archive(run), run))) as archive:
        return np.array(sample.from_svg(archive.read(archive.namelist()[0]), dpi).convert("L"))


@pytest.mark.parametrize("dpi", [347, 500])
@pytest.mark.parametrize(
    "draw",
    [through_pdfium, through_resvg, pytest.param(through_ghostscript, marks=sample.needs_gs)],
)
def test_no_renderer_shows_a_joint_between_neighbours(draw, dpi):
    light, total = measured(draw, dpi)
    assert total > 300
    assert light == 0


@sample.needs_gs
def test_modules_that_are_filled_one_by_one_would_show_their_joints(monkeypatch):
    def one_by_one(_cover, modules):
        for one in modules:
            yield b"".join(b"%d %d 1 1 re f\n" % (x, y) for y, x in np.argwhere(one))

    monkeypatch.setattr(Cover, "paths", one_by_one)
    light, total = measured(through_ghostscript, 347)
    assert light > total / 3


def measured(draw, dpi):
    """How many joints are light, and of how many, in the first copy drawn at `dpi`."""
    run = a_run(count=1)
    (modules,) = run.symbols(run.digits(0, 1))
    placed = place(run, STAMP.label)
    module, (left, top) = placed.module, placed.symbol
    if draw is through_resvg:
        module = run.medium.code / len(modules)
        left = top = 4 * module
    scale = dpi / 25.4
    assert module * scale % 1 > 0.1  # or joints would fall between pixels
    return seams(draw(run, dpi), modules, left * scale, top * scale, module * scale)
