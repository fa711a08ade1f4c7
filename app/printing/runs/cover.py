"""Dark areas as overlapping rectangles, thousands of symbols at a time.

A symbol becomes every run of two or more dark modules across, every such run down, and every module
that stands alone. Their union is exactly the dark area, and any two neighbours lie together in one
of them: filled as one path (nonzero) there is no joint for a renderer to show. It takes 207
rectangles for a 3-Q symbol, where an outline has 550 corners, and no walk around contours.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.printing.runs.affine import Modules

Rectangle = Callable[[int, int, int, int], str]  # left, top, width, height in modules -> its text


class _Runs(NamedTuple):
    """Runs of dark modules, in order: symbol, place of the first module, length in modules.

    A place counts along the lines, each of which has one light module more at its end.
    """

    symbol: NDArray[np.intp]
    place: NDArray[np.intp]
    length: NDArray[np.intp]


class Cover:
    """Paths of square symbols of one size, in the words of one file format."""

    def __init__(self, side: int, rectangle: Rectangle) -> None:
        self._side = side
        self._across = _words(side, rectangle)
        self._down = _words(side, lambda x, y, width, height: rectangle(y, x, height, width))

    def paths(self, modules: Modules) -> Iterator[bytes]:
        """The path of each symbol of a batch (symbols, side, side)."""
        across, one_wide = _runs(modules)
        down, one_high = _runs(modules.transpose(0, 2, 1))
        lone = one_wide & one_high.transpose(0, 2, 1)
        symbol, place = np.nonzero(lone.reshape(len(lone), -1))
        place += place // self._side
        alone = _Runs(symbol, place, np.ones_like(place))
        written = (
            self._write(runs, words, len(modules))
            for runs, words in ((across, self._across), (down, self._down), (alone, self._across))
        )
        for parts in zip(*written, strict=True):
            yield b"".join(parts)

    def _write(self, runs: _Runs, words: NDArray[np.bytes_], symbols: int) -> Iterator[bytes]:
        """The rectangles of each symbol as text."""
        written = words[runs.place * self._side + runs.length - 1]
        bytes_ = written.view(np.uint8)
        text = bytes_[bytes_ != 0].tobytes()
        counts = np.bincount(runs.symbol, np.char.str_len(written), symbols)
        start = 0
        for end in counts.cumsum().astype(np.int64).tolist():
            yield text[start:end]
            start = end


def _words(side: int, rectangle: Rectangle) -> NDArray[np.bytes_]:
    """The text of each run across by place and length, filled up with zero bytes to one width."""
    return np.array(
        [
            rectangle(x, y, length, 1).encode("ascii") if x + length <= side else b""
            for y in range(side)
            for x in range(side + 1)
            for length in range(1, side + 1)
        ]
    )


def _runs(modules: Modules) -> tuple[_Runs, NDArray[np.bool_]]:
    """The runs of two and more along the lines, and which modules are runs of one."""
    count, side, _side = modules.shape
    lines = np.zeros((count, side, side + 1), np.uint8)
    lines[:, :, :side] = modules
    steps = np.diff(lines.ravel(), prepend=np.uint8(0))
    starts, ends = np.flatnonzero(steps == 1), np.flatnonzero(steps == 255)
    lengths = ends - starts
    single = np.zeros(lines.size, np.bool_)
    single[starts[lengths == 1]] = True
    long = lengths > 1
    symbol, place = np.divmod(starts[long], side * (side + 1))
    return _Runs(symbol, place, lengths[long]), single.reshape(lines.shape)[:, :, :side]
