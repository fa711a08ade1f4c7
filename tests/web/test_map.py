"""Placements on the outline map."""

import re

from app.config import resource
from app.model import Placement
from app.web.console.map import EAST, NORTH, SOUTH, WEST, dots


def at(latitude: float | None, longitude: float | None, place: str = "x") -> Placement:
    return Placement(place, "poster-a3", place, latitude=latitude, longitude=longitude)


def test_only_what_lies_on_the_map_is_drawn() -> None:
    lost = [at(None, None), at(47.0, None), at(40.0, 2.0), at(48.0, 20.0)]
    assert dots((one, 1) for one in lost) == []
    assert len(dots([(at(48.85, 2.35), 0)])) == 1


def test_the_area_of_a_dot_grows_with_its_scans_and_small_ones_lie_on_top() -> None:
    found = dots([(at(48, 2, "a"), 1), (at(47, 3, "b"), 100), (at(46, 4, "c"), 25)])
    assert [dot.title for dot in found] == ["b: 100", "c: 25", "a: 1"]


def test_the_corners_of_the_world_are_those_of_the_drawing() -> None:
    text = resource("templates", "console", "map.html").read_text(encoding="utf-8")
    size = re.search(r'viewBox="0 0 (\d+) (\d+)"', text)
    assert size
    (first,) = dots([(at(NORTH, WEST), 1)])
    (last,) = dots([(at(SOUTH, EAST), 1)])
    assert (first.x, first.y) == (0, 0)
    assert (round(last.x), round(last.y)) == (int(size[1]), int(size[2]))


def test_paris_lies_within_the_outline_of_france() -> None:
    text = resource("templates", "console", "map.html").read_text(encoding="utf-8")
    land = re.search(r'class="land" d="([^"]+)"', text)
    assert land
    (paris,) = dots([(at(48.857, 2.352), 1)])
    (channel,) = dots([(at(49.9, -1.5), 1)])
    assert _inside(land[1], paris.x, paris.y)
    assert not _inside(land[1], channel.x, channel.y)


def _inside(path: str, x: float, y: float) -> bool:
    """Even-odd rule over the rings of a path of M, L and Z."""
    inside = False
    for ring in filter(None, path.split("Z")):
        points = [tuple(map(float, pair.split())) for pair in ring.lstrip("M").split("L")]
        for (ax, ay), (bx, by) in zip(points, points[1:] + points[:1], strict=True):
            if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
                inside = not inside
    return inside
