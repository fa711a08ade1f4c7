"""A PDF file of very many pages, written from front to back: nothing is held, nothing is revised.

How many pages there are is known before the first, and so is the number of every object. What must
be remembered is where each one stands: that is the index, written as a cross-reference stream at
the end, which takes files of any size (ISO 32000-1, 7.5.8).
"""

import zlib
from codecs import BOM_UTF16_BE
from collections.abc import Iterator, Sequence

from app.printing.runs.spool import Part

_CATALOG, _TREE, _INFO, _SHARED = 1, 2, 3, 4
_FAN = 64  # pages to a node of the page tree
_LEVEL = 3  # of zlib: half the size of level 1 for a fifth more time
_WHERE = 7  # bytes of an index entry: its type, and 6 of offset
_DATE = "D:20000101000000Z"  # fixed, as in pdf.py: the same input gives the same bytes


class Document:
    """Where everything stands in a file of `pages` pages of one size (points).

    `shared` objects are numbered from `shared(0)` on; `resources` is what all pages name.
    """

    def __init__(self, pages: int, size: tuple[float, float], shared: int, resources: str) -> None:
        self.pages = pages
        self._size = f"[0 0 {size[0]:.4f} {size[1]:.4f}]"
        self._resources = resources
        self._first = _SHARED + shared

    def head(self, title: str, language: str, shared: Sequence[bytes]) -> Part:
        """The beginning of the file: all but pages."""
        nodes = " ".join(f"{self._node(page)} 0 R" for page in range(0, self.pages, _FAN))
        name = (BOM_UTF16_BE + title.encode("utf-16-be")).hex()
        bodies = [
            f"<</Type/Catalog/Pages {_TREE} 0 R/Lang({language})>>".encode(),
            f"<</Type/Pages/Count {self.pages}/MediaBox{self._size}"
            f"/Resources{self._resources}/Kids[{nodes}]>>".encode(),
            f"<</Title<{name}>/Creator(Relais)/Producer(Relais)/CreationDate({_DATE})"
            f"/ModDate({_DATE})/Trapped/False>>".encode(),
            *shared,
        ]
        start = Part(b"%PDF-1.6\n%\xe2\xe3\xcf\xd3\n", bytes(_WHERE))
        return _joined(start, _CATALOG, bodies, 0)

    def page(self, page: int, content: bytes, at: int) -> Part:
        """A page, and before the first of each node that node; `at` is the size of the file."""
        node = self._node(page)
        part = Part(b"")
        if page % _FAN == 0:
            count = min(_FAN, self.pages - page)
            kids = " ".join(f"{self._page(page + place)} 0 R" for place in range(count))
            body = f"<</Type/Pages/Parent {_TREE} 0 R/Count {count}/Kids[{kids}]>>"
            part = _joined(part, node, [body.encode()], at)
        number = self._page(page)
        packed = zlib.compress(content, _LEVEL)
        bodies = [
            f"<</Filter/FlateDecode/Length {len(packed)}>>stream\n".encode()
            + packed
            + b"\nendstream",
            f"<</Type/Page/Parent {node} 0 R/TrimBox{self._size}"
            f"/Contents {number - 1} 0 R>>".encode(),
        ]
        return _joined(part, number - 1, bodies, at)

    def foot(self, at: int, index: Iterator[bytes], mark: str) -> Iterator[bytes]:
        """The end of the file; `mark` is its identifier, 32 hexadecimal digits."""
        number = self._page(self.pages - 1) + 1
        yield (
            f"{number} 0 obj\n<</Type/XRef/Size {number + 1}/W[1 {_WHERE - 1} 0]"
            f"/Root {_CATALOG} 0 R/Info {_INFO} 0 R/ID[<{mark}><{mark}>]"
            f"/Length {(number + 1) * _WHERE}>>stream\n".encode()
        )
        yield from index
        yield _entry(at)
        yield f"\nendstream\nendobj\nstartxref\n{at}\n%%EOF\n".encode()

    def _node(self, page: int) -> int:
        return self._first + page // _FAN * (1 + 2 * _FAN)

    def _page(self, page: int) -> int:
        return self._node(page) + 2 + 2 * (page % _FAN)


def shared(place: int) -> int:
    """The number of the shared object at a place."""
    return _SHARED + place


def _joined(part: Part, number: int, bodies: Sequence[bytes], at: int) -> Part:
    """`part`, which begins at `at`, and these objects after it."""
    pieces, entries = [part.body], [part.entry]
    end = at + len(part.body)
    for place, body in enumerate(bodies):
        piece = b"%d 0 obj\n%b\nendobj\n" % (number + place, body)
        entries.append(_entry(end))
        pieces.append(piece)
        end += len(piece)
    return Part(b"".join(pieces), b"".join(entries))


def _entry(offset: int) -> bytes:
    return b"\1" + offset.to_bytes(_WHERE - 1, "big")
