"""Pages of finished PDF files as copies on a sheet: kept once, however often they stand there."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from io import BytesIO
from typing import Any, NamedTuple

import pikepdf
from pikepdf import Matrix, Rectangle

from app.errors import Problem, Refused
from app.i18n import _
from app.printing.labels import TOLERANCE, Sheet, too_big
from app.printing.press import POINT


@dataclass(frozen=True, slots=True)
class Calibration:
    """What a printer gets wrong: `x`, `y` mm to move everything, and the scale across and down."""

    x: float = 0.0
    y: float = 0.0
    across: float = 1.0
    down: float = 1.0

    def matrix(self, paper: tuple[float, float]) -> Matrix:
        """As a matrix of points, y up: stretched about the middle of the paper, then moved."""
        x = paper[0] / 2 * (1 - self.across) + self.x
        y = paper[1] / 2 * (1 - self.down) - self.y
        return Matrix(self.across, 0, 0, self.down, x * POINT, y * POINT)


TRUE = Calibration()


class Copy(NamedTuple):
    """A page of a file: its number among the forms, and its trim as it is seen, in points."""

    form: int
    trim: Rectangle


class Copies:
    """The pages that go onto one kind of sheet, each kept once however often it is placed."""

    def __init__(self, opened: ExitStack, on: Sheet) -> None:
        self._opened, self._on = opened, on
        self._known: dict[bytes, list[Copy]] = {}
        self._forms: list[Any] = []

    def of(self, data: bytes) -> list[Copy]:
        """A copy of every page of a PDF file. Raises Refused."""
        if data not in self._known:
            self._known[data] = list(self._read(data))
        return self._known[data]

    def _read(self, data: bytes) -> Iterator[Copy]:
        document = self._opened.enter_context(_open(data))
        for page in document.pages:
            form = page.as_form_xobject()
            trim = _seen(form, page.trimbox)
            size = (round(trim.width / POINT, 2), round(trim.height / POINT, 2))
            if any(a > b + TOLERANCE for a, b in zip(size, self._on.label, strict=True)):
                raise Refused([too_big(size, self._on.label)])
            # The box of a form cuts it off.
            form.BBox = pikepdf.Array(page.bleedbox if self._on.cut else page.trimbox)
            self._forms.append(form)
            yield Copy(len(self._forms) - 1, trim)

    def lay(
        self,
        target: pikepdf.Pdf,
        page: pikepdf.Page,
        placed: Sequence[tuple[tuple[float, float], Copy]],
        calibration: Calibration,
    ) -> None:
        """Put copies on a page of `target`, each in the label whose left and top (mm) are given."""
        names: dict[int, pikepdf.Name] = {}
        lines = []
        for (left, top), copy in placed:
            if copy.form not in names:
                form = target.copy_foreign(self._forms[copy.form])
                name = pikepdf.Name(f"/Copy{copy.form}")  # given, or it would be random
                names[copy.form] = page.add_resource(form, pikepdf.Name.XObject, name)
            matrix = self._place(left, top, copy.trim) @ calibration.matrix(self._on.paper)
            numbers = " ".join(f"{number:.6f}" for number in matrix.shorthand)
            lines.append(f"q {numbers} cm {names[copy.form]} Do Q")
        page.contents_add(target.make_stream("\n".join(lines).encode()))
        page.trimbox = page.mediabox

    def _place(self, left: float, top: float, trim: Rectangle) -> Matrix:
        wide, high = self._on.label
        x = (left + wide / 2) * POINT - (trim.llx + trim.urx) / 2
        y = (self._on.paper[1] - top - high / 2) * POINT - (trim.lly + trim.ury) / 2
        return Matrix().translated(x, y)


def measured(data: bytes) -> tuple[float, float, float]:
    """Width, height and bleed (mm) of the first page of a PDF. Raises Refused."""
    with _open(data) as document:
        page = document.pages[0]
        form = page.as_form_xobject()
        trim, bleed = _seen(form, page.trimbox), _seen(form, page.bleedbox)
        over = max(0.0, (bleed.width - trim.width) / 2)
        return trim.width / POINT, trim.height / POINT, over / POINT


def _open(data: bytes) -> pikepdf.Pdf:
    try:
        document = pikepdf.open(BytesIO(data))
        if document.pages:
            return document
        reason = _("it has no page")
    except (pikepdf.PdfError, pikepdf.PasswordError) as error:
        reason = str(error)[:120]
    what = _("is no PDF that can be placed ({reason}).").format(reason=reason)
    raise Refused([Problem("bad-pdf", _("file"), what)])


def _seen(form: Any, box: Any) -> Rectangle:
    """A box of a page as its form shows it: turned where the page says so."""
    matrix = Matrix(form.get("/Matrix", pikepdf.Array([1, 0, 0, 1, 0, 0])))
    return matrix.transform(Rectangle(pikepdf.Array(box)))
