"""The mask of a run: the one of the eight whose symbols are on average the easiest to read.

Points are those of ISO/IEC 18004, 7.8.3 (table 11), for whole symbols with their format area.
"""

from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from app.printing.runs.affine import MASKS, Digits, Encoder, Modules

_Flags = NDArray[np.bool_]
_Points = NDArray[np.int64]
_FINDER = np.array([1, 0, 1, 1, 1, 0, 1], np.uint8)
_LIGHT = 4  # modules, before or after what looks like a finder


def best_mask(encoder: Encoder, sample: Digits) -> int:
    """The mask with the least average penalty over a sample of payloads; the lowest on a tie."""
    totals = [int(penalty(encoder.encode(sample, mask)).sum()) for mask in range(MASKS)]
    return totals.index(min(totals))


def penalty(modules: Modules) -> _Points:
    """The penalty points of each symbol of a batch (symbols, side, side)."""
    both = (modules, modules.transpose(0, 2, 1))
    points = sum(_runs(lines) + _finders(lines) for lines in both)
    return np.asarray(points + _blocks(modules) + _balance(modules), np.int64)


def _runs(lines: Modules) -> _Points:
    """3 points for five of one colour in a line, 1 for each more."""
    same = lines[:, :, 1:] == lines[:, :, :-1]
    fives: _Flags = np.all(sliding_window_view(same, 4, axis=2), axis=3)
    # A run of n holds n - 4 windows of five, and n - 2 points: two more than windows.
    first = fives & ~np.pad(fives, ((0, 0), (0, 0), (1, 0)))[:, :, :-1]
    return _total(fives) + 2 * _total(first)


def _blocks(modules: Modules) -> _Points:
    """3 points for every two by two of one colour."""
    pairs = modules[:, 1:] + modules[:, :-1]
    dark = pairs[:, :, 1:] + pairs[:, :, :-1]
    return 3 * _total((dark == 0) | (dark == 4))


def _finders(lines: Modules) -> _Points:
    """40 points for 1:1:3:1:1 in a line beside four light modules; around the symbol is light."""
    wide = np.pad(lines, ((0, 0), (0, 0), (_LIGHT, _LIGHT)))
    found: _Flags = np.all(sliding_window_view(wide, len(_FINDER), axis=2) == _FINDER, axis=3)
    light: _Flags = ~np.any(sliding_window_view(wide, _LIGHT, axis=2), axis=3)
    starts = lines.shape[2] - len(_FINDER) + 1
    here = found[:, :, _LIGHT : _LIGHT + starts]
    before, after = light[:, :, :starts], light[:, :, _LIGHT + len(_FINDER) :]
    return 40 * _total(here & (before | after))


def _balance(modules: Modules) -> _Points:
    """10 points for each 5 % that the share of dark modules is away from half."""
    area = modules.shape[1] * modules.shape[2]
    return np.asarray(10 * (np.abs(2 * _total(modules) - area) * 10 // area), np.int64)


def _total(values: Any) -> _Points:
    return np.asarray(values.sum(axis=(1, 2)), np.int64)
