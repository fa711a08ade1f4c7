"""The outline: its area, and that filling it gives the modules back under both fill rules."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from app.printing.outline import outline

GRIDS = st.integers(1, 12).flatmap(
    lambda width: st.lists(
        st.lists(st.integers(0, 1), min_size=width, max_size=width).map(bytes),
        min_size=1,
        max_size=12,
    )
)


def edges(contour):
    return list(zip(contour, contour[1:] + contour[:1], strict=True))


def winding(contours, x, y):
    """How often the contours go around a point, by crossings of a ray to the right."""
    count = 0
    for contour in contours:
        for (x1, y1), (x2, y2) in edges(contour):
            if x1 == x2 and x1 > x and min(y1, y2) < y < max(y1, y2):
                count += 1 if y2 > y1 else -1
    return count


@given(GRIDS)
def test_every_dark_module_is_inside_once_and_every_light_one_outside(rows):
    contours = outline(rows)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            assert winding(contours, x + 0.5, y + 0.5) == dark


@given(GRIDS)
def test_contours_turn_at_every_corner_and_pass_no_edge_twice(rows):
    passed = set()
    for contour in outline(rows):
        headings = [(x2 != x1, y2 != y1) for (x1, y1), (x2, y2) in edges(contour)]
        assert all(a != b for a, b in zip(headings, headings[1:] + headings[:1], strict=True))
        for (x1, y1), (x2, y2) in edges(contour):
            dx, dy = np.sign(x2 - x1), np.sign(y2 - y1)
            for step in range(abs(x2 - x1) + abs(y2 - y1)):
                edge = (x1 + dx * step, y1 + dy * step, dx, dy)
                assert edge not in passed
                passed.add(edge)


def test_modules_that_touch_at_a_corner_keep_their_own_contours():
    assert len(outline([b"\1\0", b"\0\1"])) == 2


def test_a_hole_runs_the_other_way_round():
    ring = [b"\1\1\1", b"\1\0\1", b"\1\1\1"]
    outer, inner = sorted(outline(ring), key=len, reverse=True)[:2]
    areas = {
        sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in edges(part)) / 2 for part in (outer, inner)
    }
    assert areas == {9, -1}


def test_a_painter_that_we_did_not_write_fills_it_to_the_same_picture():
    rows = [b"\1\0\1\1", b"\0\1\1\0", b"\1\1\0\1"]
    picture = Image.new("1", (40, 30))
    for contour in outline(rows):
        layer = Image.new("1", (40, 30))
        points = [(x * 10 - 0.5, y * 10 - 0.5) for x, y in contour]
        ImageDraw.Draw(layer).polygon(points, fill=1)
        picture = Image.fromarray(np.asarray(picture) ^ np.asarray(layer))
    seen = np.asarray(picture)[5::10, 5::10]
    assert (seen == np.array([list(row) for row in rows], bool)).all()
