"""One outline around all dark modules: no seam between neighbours, in any renderer.

Coordinates are whole modules, y down. Contours run with the dark on their right, so holes turn the
other way and both fill rules (nonzero, even-odd) give the same picture. Where two dark modules meet
only at a corner the contours touch and do not cross.
"""

from collections.abc import Iterator, Sequence

Point = tuple[int, int]
Contour = tuple[Point, ...]
_Edge = tuple[int, int, int, int]


def outline(rows: Sequence[bytes]) -> tuple[Contour, ...]:
    """The closed contours of the dark area: corners only, the first not repeated at the end."""
    edges = dict.fromkeys(_edges(rows))
    contours: list[Contour] = []
    while edges:
        contours.append(_walk(edges))
    return tuple(contours)


def _edges(rows: Sequence[bytes]) -> Iterator[_Edge]:
    """Unit edges between dark and light: where each begins, and its heading."""
    blank = bytes(len(rows[0]))
    for y, (above, here) in enumerate(zip([blank, *rows], [*rows, blank], strict=True)):
        left = 0
        for x, dark in enumerate(here + b"\0"):
            if x < len(above) and dark != above[x]:
                yield (x, y, 1, 0) if dark else (x + 1, y, -1, 0)
            if dark != left:
                yield (x, y + 1, 0, -1) if dark else (x, y, 0, 1)
                left = dark


def _walk(edges: dict[_Edge, None]) -> Contour:
    """Follow one contour, taking its edges out; a right turn stays on the same module."""
    first = edge = next(iter(edges))
    corners: list[Point] = []
    while True:
        x, y, dx, dy = edge
        del edges[edge]
        x, y = x + dx, y + dy
        for heading in ((-dy, dx), (dx, dy), (dy, -dx)):
            edge = (x, y, *heading)
            if edge in edges or edge == first:
                break
        if heading != (dx, dy):
            corners.append((x, y))
        if edge == first:
            return tuple(corners)
