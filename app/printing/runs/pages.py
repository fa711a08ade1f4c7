"""Step and repeat: one numbered code on each label of a sheet, as vector PDF on the black plate."""

import hashlib
from collections.abc import Iterator

from pikepdf import Matrix

from app.printing.artwork import Segments, Text
from app.printing.copies import TRUE, Calibration
from app.printing.fonts import face
from app.printing.labels import Sheet, check
from app.printing.press import POINT
from app.printing.runs.cover import Cover
from app.printing.runs.document import Document, shared
from app.printing.runs.figures import embedded
from app.printing.runs.place import NUMBER, place
from app.printing.runs.run import Run
from app.printing.runs.spool import Part

_AT_ONCE = 420  # copies drawn together: their arrays stay in the processor's cache
_FONT, _WORDS = shared(0), shared(3)
_RESOURCES = f"<</Font<</N {_FONT} 0 R>>/XObject<</W {_WORDS} 0 R>>>>"


class Pages:
    """A run on label sheets. Raises Refused where a label has no room for the code."""

    def __init__(self, run: Run, sheet: Sheet, calibration: Calibration = TRUE) -> None:
        check(sheet)
        self._run, self._sheet = run, sheet
        self._labels = len(sheet.places)
        self._placed = place(run, sheet.label)
        self.copies = max(_AT_ONCE // self._labels, 1) * self._labels
        size = (sheet.paper[0] * POINT, sheet.paper[1] * POINT)
        self.pages = -(-run.count // self._labels)
        self._document = Document(self.pages, size, 4, _RESOURCES)
        self._cover = Cover(run.encoder.side, lambda *box: "{} {} {} {} re\n".format(*box))
        self._start = _start(sheet, calibration)
        self._fixed = [self._label(left, top) for left, top in sheet.places]

    def head(self) -> Part:
        """See formats.Format."""
        words = b"\n".join(_outlined(text) for text in self._placed.words)
        width, height = self._sheet.label
        form = (
            f"<</Type/XObject/Subtype/Form/BBox[0 0 {width} {height}]/Length {len(words)}>>stream\n"
        )
        objects = [*embedded(_FONT, shared(1), shared(2)), form.encode() + words + b"\nendstream"]
        return self._document.head(self._run.title, self._run.language, objects)

    def part(self, first: int, count: int, at: int) -> Part:
        """See formats.Format."""
        paths = self._cover.paths(self._run.symbols(self._run.digits(first, count)))
        body, entries = b"", b""
        for start in range(first, first + count, self._labels):
            on_page = min(self._labels, first + count - start)
            content = b"".join(self._content(start, on_page, paths))
            number = (start - self._run.first) // self._labels
            part = self._document.page(number, content, at + len(body))
            body, entries = body + part.body, entries + part.entry
        return Part(body, entries)

    def foot(self, at: int, index: Iterator[bytes]) -> Iterator[bytes]:
        """See formats.Format."""
        about = repr((self._run, self._run.ring.token(self._run.id), self._start, self._sheet))
        return self._document.foot(at, index, hashlib.sha256(about.encode()).hexdigest()[:32])

    def _content(self, first: int, count: int, paths: Iterator[bytes]) -> Iterator[bytes]:
        """What a page paints: its symbols, then their numbers as text that can be searched."""
        yield self._start
        for before, _number in self._fixed[:count]:
            yield before
            yield next(paths)
            yield b"f Q\n"
        yield b"BT /N %g Tf\n" % NUMBER
        for serial, (_before, number) in enumerate(self._fixed[:count], first):
            yield b"%b(%b)Tj\n" % (number, self._run.caption(serial).encode("cp1252"))
        yield b"ET\n"

    def _label(self, left: float, top: float) -> tuple[bytes, bytes]:
        """What stands before the symbol of one label, and before its number."""
        placed, words = self._placed, b""
        if placed.words:
            words = f"q 1 0 0 1 {left:.4f} {top:.4f} cm /W Do Q\n".encode()
        x, y = left + placed.symbol[0], top + placed.symbol[1]
        m = placed.module
        symbol = f"q {m:.6f} 0 0 {m:.6f} {x:.4f} {y:.4f} cm\n".encode()
        x, y = left + placed.number[0], top + placed.number[1]
        return words + symbol, f"1 0 0 -1 {x:.4f} {y:.4f} Tm".encode()


def _start(sheet: Sheet, calibration: Calibration) -> bytes:
    """Black ink, and the way from mm, y down, to the page as this printer distorts it."""
    plain = Matrix(POINT, 0, 0, -POINT, 0, sheet.paper[1] * POINT)
    matrix = plain @ calibration.matrix(sheet.paper)
    numbers = " ".join(f"{number:.8f}" for number in matrix.shorthand)
    return f"0 0 0 1 k {numbers} cm\n".encode()


def _outlined(text: Text) -> bytes:
    """A line of text as filled outlines."""
    kind = face(text.face)
    scale = text.size / kind.units
    start = f"q 0 0 0 1 k {scale:.8f} 0 0 {-scale:.8f} {text.x:.4f} {text.y:.4f} cm\n"
    return f"{start}{_path(kind.line(text.text))}f Q".encode()


_OPERATORS = {"M": "m", "L": "l", "C": "c", "Z": "h"}


def _path(segments: Segments) -> str:
    return "".join(
        f"{' '.join(f'{float(part):g}' for part in numbers)} {_OPERATORS[str(name)]}\n"
        for name, *numbers in segments
    )
