"""Which inks draw one place of a PDF page: a small reader of content streams.

It follows colours, paths, forms and pictures, not text, shadings, masks or blending; what it cannot
follow makes the answer None, never a guess.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import pikepdf

from app.printing.preflight.page import Box

_MOST_OPERATORS = 200_000
_PROCESS = ("Cyan", "Magenta", "Yellow", "Black")
Matrix = tuple[float, float, float, float, float, float]
Corners = tuple[float, float, float, float]
_FILLS = frozenset(("f", "F", "f*", "B", "B*", "b", "b*"))
_STROKES = frozenset(("S", "s", "B", "B*", "b", "b*"))
_DEVICE = {"g": "/DeviceGray", "rg": "/DeviceRGB", "k": "/DeviceCMYK"}


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
        path: list[tuple[float, float]] = []
        instructions: Any = pikepdf.parse_content_stream(holder)
        for operands, operator in instructions:
            self.left -= 1
            if self.left < 0:
                raise _TooMuch
            name = str(operator)
            if name == "q":
                stack.append(state.copy())
            elif name == "Q":
                state = stack.pop() if stack else state
            elif name == "cm":
                state.matrix = _times(_matrix(operands), state.matrix)
            elif name in ("m", "l", "c", "v", "y", "re"):
                path += _points(name, [float(value) for value in operands])
            elif name in _FILLS or name in _STROKES or name in ("n", "sh"):
                self._paint(name, path, state)
                path = []
            elif name == "Do":
                self._object(resources["/XObject"][operands[0]], resources, state, depth)
            elif name == "INLINE IMAGE":
                raise _TooMuch
            else:
                _colour(name, operands, resources, state)

    def _paint(self, name: str, path: list[tuple[float, float]], state: _State) -> None:
        if name == "n":
            return
        if name == "sh":
            raise _TooMuch
        where = _extent(path, state.matrix)
        if name in _FILLS:
            self._note(where, state.inks["cs"], rectangle=len(path) <= 5)
        if name in _STROKES:
            self._note(where, state.inks["CS"], rectangle=False)

    def _object(self, item: Any, resources: Any, state: _State, depth: int) -> None:
        if item["/Subtype"] == "/Form":
            inner = state.copy()
            if "/Matrix" in item:
                inner.matrix = _times(_matrix(item["/Matrix"]), inner.matrix)
            self.stream(item, item.get("/Resources", resources), inner, depth + 1)
            return
        where = _extent([(0, 0), (1, 0), (0, 1), (1, 1)], state.matrix)
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


def _colour(name: str, operands: Any, resources: Any, state: _State) -> None:
    lower = name.lower()
    kind = "cs" if name == lower else "CS"
    if lower in _DEVICE:
        state.spaces[kind] = _DEVICE[lower]
    elif lower == "cs":
        state.spaces[kind] = _space(operands[0], resources)
    elif lower not in ("sc", "scn"):
        return
    values = [float(value) for value in operands if not isinstance(value, pikepdf.Name)]
    state.inks[kind] = _inks(state.spaces[kind], None if lower == "cs" else values)


def _space(value: Any, resources: Any) -> Any:
    """A colour space by name, looked up in the resources where it is not a device's."""
    if isinstance(value, pikepdf.Name) and not str(value).startswith("/Device"):
        named = resources.get("/ColorSpace", {}) if resources is not None else {}
        return named[str(value)] if str(value) in named else str(value)
    return str(value) if isinstance(value, pikepdf.Name) else value


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


def _points(name: str, values: list[float]) -> list[tuple[float, float]]:
    if name == "re":
        x, y, width, height = values
        return [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]
    return list(zip(values[::2], values[1::2], strict=True))


def _extent(path: list[tuple[float, float]], matrix: Matrix) -> Corners | None:
    if not path:
        return None
    a, b, c, d, e, f = matrix
    across = [a * x + c * y + e for x, y in path]
    along = [b * x + d * y + f for x, y in path]
    return min(across), min(along), max(across), max(along)
