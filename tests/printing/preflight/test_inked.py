"""Where a page holds anything, and that a tiny code on a large poster is found by it."""

from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from app.printing.preflight.find import find
from app.printing.preflight.inked import inked
from app.printing.preflight.page import Page
from app.printing.preflight.pages import open_pages
from tests.printing.preflight.samples import code

A0 = (841.0, 1189.0)


def poster(marks, size=A0, symbol=None, side=0.0, at=(0.0, 0.0)) -> Page:
    """A page with black rectangles (left, top, width, height in mm) and perhaps a QR code."""
    canvas = Canvas(kept := BytesIO(), pagesize=(size[0] * mm, size[1] * mm))
    for left, top, width, height in marks:
        bottom = (size[1] - top - height) * mm
        canvas.rect(left * mm, bottom, width * mm, height * mm, stroke=0, fill=1)
    if symbol is not None:
        module = side / len(symbol.matrix)
        for row, modules in enumerate(symbol.matrix):
            for column, dark in enumerate(modules):
                if dark:
                    x, y = at[0] + column * module, size[1] - at[1] - (row + 1) * module
                    canvas.rect(x * mm, y * mm, module * mm, module * mm, stroke=0, fill=1)
    canvas.showPage()
    canvas.save()
    return open_pages(kept.getvalue(), "poster.pdf")[0]


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(9, 770), st.floats(9, 1100), st.floats(8, 60), st.floats(8, 80)),
        max_size=5,
    )
)
def test_everything_drawn_lies_in_one_of_the_boxes(marks) -> None:
    boxes = inked(poster(marks))
    for left, top, width, height in marks:
        right, bottom = min(left + width, A0[0]), min(top + height, A0[1])
        edges = [(left, top), (right, top), (left, bottom), (right, bottom)]
        for x, y in edges:
            assert any(
                box.left <= x <= box.right and box.top <= y <= box.bottom for box in boxes
            ), (x, y)


def test_things_far_apart_have_boxes_of_their_own_and_bare_paper_has_none() -> None:
    assert inked(poster([])) == []
    assert len(inked(poster([(50, 50, 60, 60), (600, 900, 60, 60)]))) == 2


def test_a_page_that_is_full_is_taken_whole() -> None:
    lines = [(10, top, 820, 4) for top in range(10, 1180, 12)]
    page = poster(lines)
    assert inked(page) == [page.whole]


@pytest.mark.parametrize("side", [12.0, 30.0, 300.0])
def test_a_code_of_any_size_on_a_poster_is_found(side: float) -> None:
    page = poster([(40, 60, 500, 90)], symbol=code(), side=side, at=(500, 800))
    (found,) = find(page)
    assert found.box.left == pytest.approx(500, abs=side / 20)
    assert found.box.bottom == pytest.approx(800 + side, abs=side / 20)
