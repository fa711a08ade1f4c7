"""Numbered SVG files in a ZIP, streamed: `000042.svg` is copy 42. ZIP64 where it grows large.

The standard library's writer keeps every entry in memory and cannot go on in the middle; the format
is four records (PKWARE APPNOTE 6.3.10, 4.3.7 to 4.3.16).
"""

import struct
import zlib
from collections.abc import Iterator

from app.printing.runs.cover import Cover
from app.printing.runs.mint import text
from app.printing.runs.run import Run
from app.printing.runs.spool import Part

_LOCAL = struct.Struct("<4s5H3I2H")
_ENTRY = struct.Struct("<4s6H3I5H2I")
_END64 = struct.Struct("<4sQ2H2I4Q")
_LOCATOR = struct.Struct("<4sIQI")
_END = struct.Struct("<4s4H2IH")
_VERSION, _VERSION64, _DEFLATED = 20, 45, 8
_MIDNIGHT, _DAY = 0, 0x21  # 1980-01-01, the first date there is: the same input, the same bytes
_FULL16, _FULL32 = 0xFFFF, 0xFFFFFFFF
_UNIX, _FILE = 3 << 8, 0o100644 << 16
_QUIET = 4  # modules (ISO/IEC 18004, 6.3.8)


class Archive:
    """The copies of a run as SVG, the symbol as large as the medium wants it, quiet zone around."""

    copies = 512

    def __init__(self, run: Run) -> None:
        self._run = run
        side = run.encoder.side
        self._cover = Cover(side, lambda x, y, w, h: f"M{x} {y}h{w}v{h}h-{w}z")
        wide = side + 2 * _QUIET
        size = f"{wide * run.medium.code / side:.4f}mm"
        box = f"{-_QUIET} {-_QUIET} {wide} {wide}"
        start = (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{size}" height="{size}" '
            f'viewBox="{box}">\n<title>'
        )
        middle = (
            f'</title>\n<rect x="{-_QUIET}" y="{-_QUIET}" width="{wide}" height="{wide}" '
            'fill="#fff"/>\n<path shape-rendering="crispEdges" d="'
        )
        self._pieces = start.encode(), middle.encode(), b'"/>\n</svg>\n'

    def head(self) -> Part:
        """See formats.Format."""
        return Part(b"")

    def part(self, first: int, count: int, at: int) -> Part:
        """See formats.Format."""
        digits = self._run.digits(first, count)
        start, middle, end = self._pieces
        bodies: list[bytes] = []
        entries: list[bytes] = []
        named = zip(text(digits), self._cover.paths(self._run.symbols(digits)), strict=True)
        for serial, (token, path) in enumerate(named, first):
            title = f"{self._run.base}{token}".encode()
            data = b"".join((start, title, middle, path, end))
            name = f"{self._run.number(serial)}.svg".encode()
            local, entry = _member(name, data, at)
            bodies.append(local)
            entries.append(entry)
            at += len(local)
        return Part(b"".join(bodies), b"".join(entries))

    def foot(self, at: int, index: Iterator[bytes]) -> Iterator[bytes]:
        """See formats.Format."""
        size = 0
        for piece in index:
            size += len(piece)
            yield piece
        yield _ending(self._run.count, size, at)


def _member(name: bytes, data: bytes, at: int) -> tuple[bytes, bytes]:
    """A file of the archive, and its entry in the directory."""
    deflate = zlib.compressobj(1, zlib.DEFLATED, -15)
    packed = deflate.compress(data) + deflate.flush()
    about = (_DEFLATED, _MIDNIGHT, _DAY, zlib.crc32(data), len(packed), len(data), len(name))
    local = _LOCAL.pack(b"PK\3\4", _VERSION, 0, *about, 0) + name + packed
    far = struct.pack("<2HQ", 1, 8, at) if at >= _FULL32 else b""
    version = _VERSION64 if far else _VERSION
    offset = _FULL32 if far else at
    entry = _ENTRY.pack(
        b"PK\1\2", _UNIX | version, version, 0, *about, len(far), 0, 0, 0, _FILE, offset
    )
    return local, entry + name + far


def _ending(count: int, size: int, at: int) -> bytes:
    """The end of the directory, which begins at `at`; with its large form where it needs that."""
    few, small, near = min(count, _FULL16), min(size, _FULL32), min(at, _FULL32)
    end = _END.pack(b"PK\5\6", 0, 0, few, few, small, near, 0)
    if few < _FULL16 and small < _FULL32 and near < _FULL32:
        return end
    rest = _END64.size - 12  # what follows its own length field
    large = _END64.pack(
        b"PK\6\6", rest, _UNIX | _VERSION64, _VERSION64, 0, 0, count, count, size, at
    )
    return large + _LOCATOR.pack(b"PK\6\7", 0, at + size, 1) + end
