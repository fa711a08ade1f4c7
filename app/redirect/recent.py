"""What the visitors of one host did lately, in memory shared by all its processes.

Two fixed tables without locks: when a visitor last went to a target (a `repeat` within ten seconds)
and how many visits of a code a visitor made today (`nth`). Two processes that serve the same
visitor in the same microsecond may both call a visit the first; a crowded table may forget one.
"""

import mmap
from zlib import crc32

_LAST_SLOTS = 1 << 18  # 2 MB each
_COUNT_SLOTS = 1 << 18
_WAYS = 8
_TIME = (1 << 40) - 1
_TAG = (1 << 63) - (1 << 40)
_COUNT_BITS = 16
_MANY = (1 << _COUNT_BITS) - 1
_ODD = 0x9E3779B97F4A7C15  # spreads codes over the table
_SPREAD = 0xC2B2AE3D27D4EB4F
_ALL = (1 << 64) - 1


def shared() -> mmap.mmap:
    """The memory; inherited by a fork."""
    return mmap.mmap(-1, 8 * (_LAST_SLOTS + _COUNT_SLOTS))


class Recent:
    """A view on that memory; visitors are already numbers of one day, so nothing needs clearing."""

    def __init__(self, memory: mmap.mmap | None = None) -> None:
        cells = memoryview(memory if memory is not None else shared()).cast("Q")
        self._last, self._counts = cells[:_LAST_SLOTS], cells[_LAST_SLOTS:]

    def seen(self, visitor: int, mark: int, now: int, within: int) -> bool:
        """Whether this visitor went to this `mark` (a code and a target) up to `within` ms ago.

        Remembers this visit as well. A row of repeats goes on for as long as none is `within` late.
        """
        key = visitor ^ mark
        last, slot = self._last, key % _LAST_SLOTS
        cell = last[slot]
        last[slot] = key & _TAG | now & _TIME
        return not (cell ^ key) & _TAG and (now - cell) & _TIME <= within

    def count(self, visitor: int, code: int) -> int:
        """Count a visit; which of the day it is, from 1."""
        place, tag = self._place(visitor, code)
        count = min((self._counts[place] & _MANY) + 1, _MANY)
        self._counts[place] = tag << _COUNT_BITS | count
        return count

    def counted(self, visitor: int, code: int) -> int:
        """How many visits were counted."""
        place, tag = self._place(visitor, code)
        cell = self._counts[place]
        return cell & _MANY if cell >> _COUNT_BITS == tag else 0

    def _place(self, visitor: int, code: int) -> tuple[int, int]:
        """The cell of this visitor and code: its own, else an empty one, else the first."""
        key = _mix(visitor, code)
        first = key % (_COUNT_SLOTS // _WAYS) * _WAYS
        tag = key >> _COUNT_BITS
        free = first
        for place in range(first, first + _WAYS):
            cell = self._counts[place]
            if cell >> _COUNT_BITS == tag:
                return place, tag
            if cell == 0:
                free = place
                break
        else:
            self._counts[free] = 0
        return free, tag


def mark(code: int, target: str) -> int:
    """A code and where it led, as one number of 63 bits."""
    return (code * _ODD ^ crc32(target.encode()) * _SPREAD) & _ALL >> 1


def _mix(visitor: int, code: int) -> int:
    return (visitor ^ (code * _ODD)) & _ALL
