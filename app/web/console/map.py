"""Placements as dots on the outline map of France (templates/console/map.html)."""

from collections.abc import Iterable
from math import cos, radians, sqrt
from typing import NamedTuple

from app.model import Placement

WEST, EAST, SOUTH, NORTH = -5.6, 10.0, 41.0, 51.6
"""The corner of the world the outlines were cut to, in degrees."""
_SCALE = 40.0
_NARROW = cos(radians(46.5))  # a degree of longitude is shorter than one of latitude
_SMALLEST, _LARGEST = 3.5, 12.0


class Dot(NamedTuple):
    """A placement on the map: its centre and radius in units of the drawing, and its words."""

    x: float
    y: float
    r: float
    title: str


def dots(counted: Iterable[tuple[Placement, int]]) -> list[Dot]:
    """The placements with coordinates on the map; the area of a dot grows with its scans."""
    on_map = [
        (placement, scans, placement.latitude, placement.longitude)
        for placement, scans in counted
        if placement.latitude is not None
        and placement.longitude is not None
        and SOUTH <= placement.latitude <= NORTH
        and WEST <= placement.longitude <= EAST
    ]
    most = max((scans for _placement, scans, _lat, _lon in on_map), default=0) or 1
    found = [
        Dot(
            round((longitude - WEST) * _NARROW * _SCALE, 1),
            round((NORTH - latitude) * _SCALE, 1),
            round(_SMALLEST + (_LARGEST - _SMALLEST) * sqrt(scans / most), 1),
            f"{placement.place}: {scans}",
        )
        for placement, scans, latitude, longitude in on_map
    ]
    return sorted(found, key=lambda dot: -dot.r)  # small ones on top
