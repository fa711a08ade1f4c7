"""Room for a logo in a symbol, bought with error correction that is exactly counted.

Modules under the logo are read as they will look; every codeword that then differs is an error of
its block. What a block has left after those errors is its unused error correction, and the worst
block decides (ISO/IEC 15415, "unused error correction": 1 - 2t / (d - p)).
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.printing.structure import blocks, codewords
from app.printing.symbol import Symbol

Matrix = NDArray[np.bool_]
GOOD = 0.62  # grade A of unused error correction (ISO/IEC 15415, as Cognex and Omron print it)
SOUND = 0.50  # grade B


class Room(NamedTuple):
    """A hole in a symbol: columns and rows from `left`, `top`, and what correction is left."""

    symbol: Symbol
    left: int
    top: int
    width: int
    height: int
    unused: float


def unused_correction(symbol: Symbol, seen: Matrix) -> float:
    """The unused error correction, 0 to 1, of a QR symbol whose modules are read as `seen`.

    Below 0 where more codewords are wrong than the worst block can put right.
    """
    version = int(symbol.version)
    true = codewords(_matrix(symbol), version, symbol.mask)
    wrong = true != codewords(seen, version, symbol.mask)
    plan = blocks(version, symbol.level)
    worst = max(int(wrong[places].sum()) for places in plan.places)
    return 1 - 2 * worst / plan.spare


def _matrix(symbol: Symbol) -> Matrix:
    return np.array([list(row) for row in symbol.rows], bool)


def find_room(
    encoded: Callable[[int | None], Symbol],
    ratio: float,
    dark: Callable[[int, int], Matrix],
    *,
    least: float = GOOD,
    largest: float = 0.09,
) -> Room | None:
    """The largest hole in the middle that leaves `least`, and the mask that suits it best.

    `encoded` gives the symbol at a mask; `ratio` is the logo's width over its height;
    `dark(columns, rows)` says which modules of the hole the logo will darken; `largest` is the
    share of the symbol's area that is never passed (modulation suffers before correction does).
    None where not even the smallest hole fits.
    """
    symbols = [encoded(mask) for mask in range(8)]
    size = symbols[0].width
    for width, height in _holes(size, ratio, largest):
        left, top = (size - width) // 2, (size - height) // 2
        art = dark(width, height)
        rooms = [
            Room(symbol, left, top, width, height, _with_art(symbol, left, top, art))
            for symbol in symbols
        ]
        best = max(rooms, key=lambda room: room.unused)
        if best.unused >= least:
            return best
    return None


def _with_art(symbol: Symbol, left: int, top: int, art: Matrix) -> float:
    seen = _matrix(symbol)
    seen[top : top + art.shape[0], left : left + art.shape[1]] = art
    return unused_correction(symbol, seen)


def _holes(size: int, ratio: float, largest: float) -> list[tuple[int, int]]:
    """Holes of about this ratio, odd so that they lie in the middle; the largest area first."""
    found: set[tuple[int, int]] = set()
    for height in range(3, size // 2, 2):
        wide = height * ratio
        width = max(3, 2 * round((wide - 1) / 2) + 1)
        if width <= size // 2 and width * height <= largest * size * size:
            found.add((width, height))
    return sorted(found, key=lambda hole: -hole[0] * hole[1])
