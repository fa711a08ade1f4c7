"""Which inks draw one place of a PDF page: a small reader of content streams.

It follows colours, paths, forms and pictures, not text, shadings, masks or blending; what it cannot
follow makes the answer None, never a guess.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pikepdf

from app.printing.preflight.operators import content, name, operators
from app.printing.preflight.page import Box

_MOST_OPERATORS = 200_000
_PROCESS = ("Cyan", "Magenta", "Yellow", "Black")
Matrix = tuple[float, float, float, float, float, float]
Corners = tuple[float, float, float, float]
_POINTS = frozenset((b"m", b"l", b"c", b"v", b"y"))
_FILLS = frozenset((b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*"))
_STROKES = frozenset((b"S", b"s", b"B", b"B*", b"b", b"b*"))
_PAINTS = _FILLS | _STROKES | {b"n", b"sh"}
_DEVICE = {b"g": "/DeviceGray", b"rg": "/DeviceRGB", b"k": "/DeviceCMYK"}
_COLOURS = frozenset((*_DEVICE, b"cs", b"sc", b"scn"))


class _TooMuch(Exception):
    pass


@dataclass(slots=True)
class _State:
    matrix: Matrix = (1, 0, 0, 1, 0, 0)
    spaces: dict[str, Any] = field(
        default_factory=lambda: {"cs": "/DeviceGray", "CS": "/DeviceGray"}
    )
    inks: dict[str, tuple[str, ...]] = field(
        default_factory=lambda: {"cs": ("Black",), "CS": ("Black",)}
    )

    def copy(self) -> "_State":
        return _State(self.matrix, dict(self.spaces), dict(self.inks))


def inks_in(
    page: pikepdf.Page, shown: Callable[[Corners], Box], box: Box
) -> tuple[str, ...] | None:
    """The inks that draw inside `box`, the ground behind it left out; None where not known.

    `RGB` stands for a colour that the printer still has to convert.
    """
    walk = _Walk(shown, box)
    try:
        walk.stream(page.obj, page.obj.get("/Resources"), _State(), 0)
    except (_TooMuch, pikepdf.PdfError, ValueError, TypeError, KeyError, IndexError):
        return None
    return tuple(sorted(walk.inks))


class _Walk:
    def __init__(self, shown: Callable[[Corners], Box], box: Box) -> None:
        self.shown, self.box, self.left = shown, box, _MOST_OPERATORS
        self.inks: set[str] = set()

    def stream(self, holder: Any, resources: Any, state: _State, depth: int) -> None:
        """Follow the operators of a page or form."""
        if depth > 8:
            raise _TooMuch
        stack: list[_State] = []
        path: list[bytes | float] = []  # x, y, x, y …
        for operator, operands in operators(content(holder)):
            self.left -= 1
            if self.left < 0:
                raise _TooMuch
            if operator in _POINTS:
                path += operands
            elif operator == b"re":
                x, y, width, height = map(float, operands)
                path += (x, y, x + width, y, x + width, y + height, x, y + height)
            elif operator in _PAINTS:
                self._paint(operator, path, state)
                path = []
            elif operator == b"q":
                stack.append(state.copy())
            elif operator == b"Q":
                state = stack.pop() if stack else state
            elif operator == b"cm":
                state.matrix = _times(_matrix(operands), state.matrix)
            elif operator == b"Do":
                self._object(resources["/XObject"][name(operands[0])], resources, state, depth)
            elif operator.lower() in _COLOURS:
                _colour(operator, operands, resources, state)

    def _paint(self, operator: bytes, path: Sequence[bytes | float], state: _State) -> None:
        if operator == b"n":
            return
        if operator == b"sh":
            raise _TooMuch
        where = _extent(path, state.matrix)
        if operator in _FILLS:
            self._note(where, state.inks["cs"], rectangle=len(path) <= 10)
        if operator in _STROKES:
            self._note(where, state.inks["CS"], rectangle=False)

    def _object(self, item: Any, resources: Any, state: _State, depth: int) -> None:
        if item["/Subtype"] == "/Form":
            inner = state.copy()
            if "/Matrix" in item:
                inner.matrix = _times(_matrix(item["/Matrix"]), inner.matrix)
            self.stream(item, item.get("/Resources", resources), inner, depth + 1)
            return
        where = _extent((0, 0, 1, 0, 0, 1, 1, 1), state.matrix)
        if item.get("/ImageMask"):
            inks = state.inks["cs"]
        else:
            inks = _inks(_space(item.get("/ColorSpace"), resources), None)
        self._note(where, inks, rectangle=False)

    def _note(self, where: Corners | None, inks: Iterable[str], *, rectangle: bool) -> None:
        if where is None:
            return
        area, box = self.shown(where), self.box
        if rectangle and _inside(box, area):
            self.inks.clear()  # the ground: it hides what was there
            return
        wide = min(area.right, box.right) - max(area.left, box.left)
        high = min(area.bottom, box.bottom) - max(area.top, box.top)
        large = wide > 0.05 * box.width and high > 0.05 * box.height
        if large or (wide > 0 < high and _inside(area, box)):
            self.inks |= set(inks)


def _inside(area: Box, box: Box) -> bool:
    return (
        area.left >= box.left - 0.1
        and area.right <= box.right + 0.1
        and area.top >= box.top - 0.1
        and area.bottom <= box.bottom + 0.1
    )


def _colour(operator: bytes, operands: list[bytes], resources: Any, state: _State) -> None:
    lower = operator.lower()
    kind = "cs" if operator == lower else "CS"
    if lower in _DEVICE:
        state.spaces[kind] = _DEVICE[lower]
    elif lower == b"cs":
        state.spaces[kind] = _named(name(operands[0]), resources)
    values = [float(value) for value in operands if not value.startswith(b"/")]
    state.inks[kind] = _inks(state.spaces[kind], None if lower == b"cs" else values)


def _named(space: str, resources: Any) -> Any:
    """A colour space by name, looked up in the resources where it is not a device's."""
    if space.startswith("/Device"):
        return space
    known = resources.get("/ColorSpace", {}) if resources is not None else {}
    return known.get(space, space)


def _space(value: Any, resources: Any) -> Any:
    """A colour space as an object of the file names or holds it."""
    return _named(str(value), resources) if isinstance(value, pikepdf.Name) else value


def _inks(space: Any, values: list[float] | None) -> tuple[str, ...]:
    """The inks of a colour; all those of its space where `values` is None (a picture)."""
    if isinstance(space, str):
        kind, parts = space, []
    else:
        parts = list(space)
        kind = str(parts[0])
    if kind == "/ICCBased":
        kind = {1: "/DeviceGray", 3: "/DeviceRGB", 4: "/DeviceCMYK"}[int(parts[1]["/N"])]
    if kind == "/Indexed":
        return _inks(_space(parts[1], None), None)
    if kind in ("/DeviceGray", "/CalGray"):
        return () if values and values[0] >= 0.999 else ("Black",)
    if kind in ("/DeviceRGB", "/CalRGB", "/Lab"):
        return () if values and min(values) >= 0.999 else ("RGB",)
    names: tuple[str, ...]
    if kind == "/DeviceCMYK":
        names = _PROCESS
    elif kind == "/Separation":
        names = (str(parts[1]).lstrip("/"),)
    elif kind == "/DeviceN":
        names = tuple(str(part).lstrip("/") for part in parts[1])
    else:
        raise _TooMuch
    if values is None:
        return names
    return tuple(name for name, value in zip(names, values, strict=False) if value > 0.001)


def _matrix(operands: Any) -> Matrix:
    a, b, c, d, e, f = (float(value) for value in operands)
    return a, b, c, d, e, f


def _times(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return (
        a * p + b * r,
        a * q + b * s,
        c * p + d * r,
        c * q + d * s,
        e * p + f * r + t,
        e * q + f * s + u,
    )


def _extent(path: Sequence[bytes | float], matrix: Matrix) -> Corners | None:
    """The box around the points of a path, given as x, y, x, y …"""
    if not path:
        return None
    if len(path) % 2:
        raise ValueError("half a point")
    values = list(map(float, path))
    xs, ys = values[::2], values[1::2]
    a, b, c, d, e, f = matrix
    if b == c == 0:
        across, along = [a * min(xs), a * max(xs)], [d * min(ys), d * max(ys)]
    else:
        across = [a * x + c * y for x, y in zip(xs, ys, strict=True)]
        along = [b * x + d * y for x, y in zip(xs, ys, strict=True)]
    return min(across) + e, min(along) + f, max(across) + e, max(along) + f
