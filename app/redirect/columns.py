"""Millions of codes in packed columns, sorted by id: 25 bytes a code, no Python object each.

A first index by the id's upper 16 bits leaves some 150 of 10 million to search.
"""

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator

from app.store.base import Page

_MAC, _REFERENCE = 8, 5  # characters, as in Page


Packed = tuple[int, str, str]
"""One code: the number of what it hangs on (app.redirect.owners), its mac, its reference."""


class Columns:
    """Never changed once filled. `number` gives the number of an owner."""

    def __init__(self, pages: Iterable[Page], number: Callable[[str], int]) -> None:
        self.ids = array("Q")
        self._owners = array("I")
        macs, references = [], []
        for page in pages:
            _check(page, self.ids[-1] if self.ids else -1)
            self.ids.extend(page.ids)
            self._owners.extend(map(number, page.owners))
            macs.append(page.macs)
            references.append(page.references)
        self._macs, self._references = "".join(macs), "".join(references)
        starts = (bisect_left(self.ids, bucket << 24) for bucket in range((1 << 16) + 1))
        self._starts = array("I", starts)

    def __len__(self) -> int:
        return len(self.ids)

    def get(self, id: int) -> Packed | None:
        """The code with this id."""
        if not 0 <= id < 1 << 40:
            return None
        low, high = self._starts[id >> 24], self._starts[(id >> 24) + 1]
        row = bisect_left(self.ids, id, low, high)
        if row == high or self.ids[row] != id:
            return None
        mac, reference = _MAC * row, _REFERENCE * row
        return (
            self._owners[row],
            self._macs[mac : mac + _MAC],
            self._references[reference : reference + _REFERENCE],
        )

    def with_reference(self, text: str) -> Iterator[int]:
        """The ids of the codes (of all brands) with these characters; reads all of them."""
        at = -1
        while (at := self._references.find(text, at + 1)) >= 0:
            if at % _REFERENCE == 0:
                yield self.ids[at // _REFERENCE]

    def nbytes(self) -> int:
        """Bytes of the columns."""
        arrays = (self.ids, self._owners, self._starts)
        texts = len(self._macs) + len(self._references)
        return texts + sum(len(column) * column.itemsize for column in arrays)


def _check(page: Page, last: int) -> None:
    """Raise ValueError unless the columns of a page fit each other and follow the id `last`."""
    count = len(page.ids)
    if (len(page.macs), len(page.references)) != (_MAC * count, _REFERENCE * count):
        raise ValueError("the catalog's tokens or references are not of one length")
    if page.ids != sorted({*page.ids}) or page.ids[0] <= last:
        raise ValueError("the catalog's codes are not sorted by id")


def unpacked(page: Page, number: Callable[[str], int]) -> Iterator[tuple[int, Packed]]:
    """The codes of a page one by one."""
    for row, (id, owner) in enumerate(zip(page.ids, page.owners, strict=True)):
        mac = page.macs[_MAC * row : _MAC * row + _MAC]
        reference = page.references[_REFERENCE * row : _REFERENCE * row + _REFERENCE]
        yield id, (number(owner), mac, reference)
