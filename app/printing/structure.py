"""Where everything lies in a QR symbol: patterns, codewords, blocks (ISO/IEC 18004:2015, 6 and 7).

Arrays are (row, column) from the top left, True for dark.
"""

from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.bool_]
LEVELS = "LMQH"
# Table 9: error correction codewords of a block, and blocks, for versions 1 to 40 at L, M, Q, H.
_PER_BLOCK = {
    "L": "7 10 15 20 26 18 20 24 30 18 20 24 26 30 22 24 28 30 28 28 28 28 30 30 26 28"
    " 30 30 30 30 30 30 30 30 30 30 30 30 30 30",
    "M": "10 16 26 18 24 16 18 22 22 26 30 22 22 24 24 28 28 26 26 26 26 28 28 28 28 28"
    " 28 28 28 28 28 28 28 28 28 28 28 28 28 28",
    "Q": "13 22 18 26 18 24 18 22 20 24 28 26 24 20 30 24 28 28 26 30 28 30 30 30 30 28"
    " 30 30 30 30 30 30 30 30 30 30 30 30 30 30",
    "H": "17 28 22 16 22 28 26 26 24 28 24 28 22 24 24 30 28 28 26 28 30 24 30 30 30 30"
    " 30 30 30 30 30 30 30 30 30 30 30 30 30 30",
}
_BLOCKS = {
    "L": "1 1 1 1 1 2 2 2 2 4 4 4 4 4 6 6 6 6 7 8 8 9 9 10 12 12 12 13 14 15 16 17 18 19 19"
    " 20 21 22 24 25",
    "M": "1 1 1 2 2 4 4 4 5 5 5 8 9 9 10 10 11 13 14 16 17 17 18 20 21 23 25 26 28 29 31 33"
    " 35 37 38 40 43 45 47 49",
    "Q": "1 1 2 2 4 4 6 6 8 8 8 10 12 16 12 17 16 18 21 20 23 23 25 27 29 34 34 35 38 40 43"
    " 45 48 51 53 56 59 62 65 68",
    "H": "1 1 2 4 4 4 5 6 8 8 11 11 16 16 18 16 19 21 25 25 25 34 30 32 35 37 40 42 45 48 51"
    " 54 57 60 63 66 70 74 77 81",
}
# Table 9, note: codewords kept back against misdecodes.
_KEPT_BACK = {(1, "L"): 3, (1, "M"): 2, (1, "Q"): 1, (1, "H"): 1, (2, "L"): 2, (3, "L"): 1}
_FORMAT_LEVEL = {"L": 1, "M": 0, "Q": 3, "H": 2}


class Blocks(NamedTuple):
    """How codewords are split: each block's places in the sequence as it is drawn.

    `check` is the number of error correction codewords of a block, `spare` those of them that may
    be spent on correction.
    """

    places: tuple[NDArray[np.intp], ...]
    check: int
    spare: int


@dataclass(frozen=True, slots=True)
class Layout:
    """What depends on the version alone.

    `fixed` marks finders, separators, timing, alignment and the dark module; `fixed_dark` which of
    them are dark. `order` lists the (row, column) of every data bit as the codewords run,
    the remainder bits last.
    """

    size: int
    fixed: Matrix
    fixed_dark: Matrix
    order: NDArray[np.intp]


def alignment_centres(version: int) -> list[int]:
    """Rows (and columns) of alignment pattern centres (Annex E)."""
    if version == 1:
        return []
    count = version // 7 + 2
    last = 4 * version + 10
    step = 26 if version == 32 else -(-(last - 6) // (count - 1) // 2) * 2
    if step * (count - 1) < last - 6 - 2 * (count - 1):
        step += 2
    return [6] + [last - step * back for back in range(count - 2, -1, -1)]


@cache
def layout(version: int) -> Layout:
    """The layout of `version` (1 to 40)."""
    size = 17 + 4 * version
    fixed, dark = np.zeros((size, size), bool), np.zeros((size, size), bool)
    fixed[6, :] = fixed[:, 6] = True
    dark[6, ::2] = dark[::2, 6] = True
    row, column = np.mgrid[-4:5, -4:5]
    ring = np.maximum(abs(row), abs(column))
    for top, left in ((-1, -1), (-1, size - 8), (size - 8, -1)):
        down, across = (
            slice(max(top, 0), min(top + 9, size)),
            slice(max(left, 0), min(left + 9, size)),
        )
        part = ring[down.start - top : down.stop - top, across.start - left : across.stop - left]
        fixed[down, across] = True
        dark[down, across] = (part < 4) & (part != 2)
    centres = alignment_centres(version)
    for y in centres:
        for x in centres:
            if (y, x) in ((6, 6), (6, size - 7), (size - 7, 6)):
                continue
            fixed[y - 2 : y + 3, x - 2 : x + 3] = True
            dark[y - 2 : y + 3, x - 2 : x + 3] = ring[2:7, 2:7] != 1
    fixed[size - 8, 8] = dark[size - 8, 8] = True
    data = ~fixed
    for y, x in (*format_places(size)[0], *format_places(size)[1]):
        data[y, x] = False
    if version >= 7:
        data[0:6, size - 11 : size - 8] = data[size - 11 : size - 8, 0:6] = False
    return Layout(size, fixed, dark, _order(data))


def _order(data: Matrix) -> NDArray[np.intp]:
    """The zigzag of 7.7.3: pairs of columns from the right, up and down in turn."""
    size = len(data)
    places = []
    upward = True
    for right in [*range(size - 1, 6, -2), *range(5, 0, -2)]:
        rows = range(size - 1, -1, -1) if upward else range(size)
        places += [(y, x) for y in rows for x in (right, right - 1) if data[y, x]]
        upward = not upward
    return np.array(places, np.intp)


def format_places(size: int) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """(row, column) of the 15 format bits, most significant first, in both copies (7.9.1)."""
    first = [(8, x) for x in (0, 1, 2, 3, 4, 5, 7, 8)] + [(y, 8) for y in (7, 5, 4, 3, 2, 1, 0)]
    second = [(size - 1 - y, 8) for y in range(7)] + [(8, size - 8 + x) for x in range(8)]
    return first, second


def format_bits(level: str, mask: int) -> list[bool]:
    """The 15 masked format bits, most significant first (Annex C)."""
    data = _FORMAT_LEVEL[level] << 3 | mask
    rest = data << 10
    for shift in range(14, 9, -1):
        if rest >> shift & 1:
            rest ^= 0b10100110111 << shift - 10
    bits = (data << 10 | rest) ^ 0b101010000010010
    return [bool(bits >> place & 1) for place in range(14, -1, -1)]


@cache
def mask_pattern(version: int, mask: int) -> Matrix:
    """Which modules mask 0 to 7 turns over (Table 10)."""
    size = 17 + 4 * version
    i, j = np.mgrid[0:size, 0:size]
    conditions = (
        (i + j) % 2,
        i % 2,
        j % 3,
        (i + j) % 3,
        (i // 2 + j // 3) % 2,
        i * j % 2 + i * j % 3,
        (i * j % 2 + i * j % 3) % 2,
        ((i + j) % 2 + i * j % 3) % 2,
    )
    pattern: Matrix = conditions[mask] == 0
    return pattern


@cache
def blocks(version: int, level: str) -> Blocks:
    """The blocks of a version and level, interleaved as 7.6 says."""
    total = len(layout(version).order) // 8
    count = int(_BLOCKS[level].split()[version - 1])
    check = int(_PER_BLOCK[level].split()[version - 1])
    short = total // count - check
    longer = total % count
    data = [short + (block >= count - longer) for block in range(count)]
    places: list[list[int]] = [[] for _block in range(count)]
    drawn = 0
    for turn in range(short + 1):
        for block in range(count):
            if turn < data[block]:
                places[block].append(drawn)
                drawn += 1
    for _turn in range(check):
        for block in range(count):
            places[block].append(drawn)
            drawn += 1
    spare = check - _KEPT_BACK.get((version, level), 0)
    return Blocks(tuple(np.array(part, np.intp) for part in places), check, spare)


def codewords(matrix: Matrix, version: int, mask: int) -> NDArray[np.uint8]:
    """The codewords of a sampled matrix, in the order in which they are drawn."""
    order = layout(version).order
    rows, columns = order[:, 0], order[:, 1]
    bits = matrix[rows, columns] ^ mask_pattern(version, mask)[rows, columns]
    words: NDArray[np.uint8] = np.packbits(bits[: len(bits) // 8 * 8])
    return words


def draw(words: NDArray[np.uint8], version: int, level: str, mask: int) -> Matrix:
    """The whole matrix of a symbol from its codewords."""
    plan = layout(version)
    matrix = plan.fixed_dark.copy()
    rows, columns = plan.order[:, 0], plan.order[:, 1]
    bits = np.zeros(len(plan.order), bool)
    bits[: len(words) * 8] = np.unpackbits(words)
    matrix[rows, columns] = bits ^ mask_pattern(version, mask)[rows, columns]
    for places in format_places(plan.size):
        for (y, x), bit in zip(places, format_bits(level, mask), strict=True):
            matrix[y, x] = bit
    if version >= 7:
        for place, bit in enumerate(version_bits(version)):
            y, x = place // 3, plan.size - 11 + place % 3
            matrix[y, x] = matrix[x, y] = bit
    return matrix


def version_bits(version: int) -> list[bool]:
    """The 18 version bits, least significant first (Annex D)."""
    rest = version << 12
    for shift in range(17, 11, -1):
        if rest >> shift & 1:
            rest ^= 0b1111100100101 << shift - 12
    bits = version << 12 | rest
    return [bool(bits >> place & 1) for place in range(18)]
