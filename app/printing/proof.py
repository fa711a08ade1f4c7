"""The proof ("bon à tirer"): what the customer signs before anything is printed.

Two printables to an A4 page, each drawn to a scale that is stated, with its facts and a box to
sign. A signature stands for the sha256 beside it: that file and no other.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from io import BytesIO

from reportlab.pdfgen.canvas import Canvas

from app.i18n import translate
from app.printing.artwork import Artwork, Item, Shape, Text, rectangle
from app.printing.fitting import fit, pieces
from app.printing.fonts import clean, face
from app.printing.inks import BLACK, GREY, PALE
from app.printing.layout import Box
from app.printing.pdf import draw, start
from app.printing.press import POINT

_WIDTH, _HEIGHT, _MARGIN = 210.0, 297.0, 15.0
_PER_PAGE = 2
_TOP, _BLOCK = 34.0, 124.0
_PREVIEW = 78.0
_SCALES = (1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50)
_SMALL, _LEADING = 2.6, 1.35


@dataclass(frozen=True, slots=True)
class ProofEntry:
    """One printable to approve: its artwork, and the press file (`file`, `sha256`) made of it.

    `medium` and `place` are words for eyes; `grade` is preflight's estimate, empty where there is
    no symbol; `address` is what the code says in clear, or the address to type.
    """

    artwork: Artwork
    medium: str
    place: str
    address: str
    reference: str
    grade: str
    file: str
    sha256: str
    quantity: int = 0


def proof(
    entries: Sequence[ProofEntry], *, brand: str, campaign: str, version: str, language: str
) -> bytes:
    """The proof of a campaign as a PDF, the same bytes for the same entries.

    `version` tells one proof of a campaign from the next (a date, a number).
    """
    buffer = BytesIO()
    title = f"{_t('Proof', language)} · {brand} · {campaign}"
    page = start(buffer, title, language, (_WIDTH * POINT, _HEIGHT * POINT))
    pages = [entries[first : first + _PER_PAGE] for first in range(0, len(entries), _PER_PAGE)]
    for number, shown in enumerate(pages, start=1):
        page.saveState()
        page.transform(POINT, 0, 0, -POINT, 0, _HEIGHT * POINT)
        line = f"{brand} · {campaign} · {_t('version', language)} {version}"
        _paint(page, _header(line, f"{number} / {len(pages)}", language))
        for place, entry in enumerate(shown):
            _entry(page, entry, _TOP + place * _BLOCK, language)
        page.restoreState()
        page.showPage()
    page.save()
    return buffer.getvalue()


def _t(text: str, language: str) -> str:
    return translate(text, language)


def _paint(page: Canvas, items: Sequence[Item]) -> None:
    draw(page, Artwork("", "", (_WIDTH, _HEIGHT), 0.0, tuple(items)))


def _header(line: str, number: str, language: str) -> list[Item]:
    wide = face("text").width(number, _SMALL * 1.1)
    return [
        Text(_t("Proof", language), _MARGIN, 22.0, 8.0, "display", BLACK, -0.02),
        Text(clean(line), _MARGIN, 28.0, _SMALL * 1.1, "text", GREY),
        Text(number, _WIDTH - _MARGIN - wide, 28.0, _SMALL * 1.1, "text", GREY),
    ]


def _entry(page: Canvas, entry: ProofEntry, top: float, language: str) -> None:
    """One printable: preview at the left, facts and the box to sign at the right."""
    _paint(page, [Shape(rectangle(_MARGIN, top, _WIDTH - 2 * _MARGIN, 0.2), BLACK)])
    inside = Box(_MARGIN, top + 6, _PREVIEW, _BLOCK - 16)
    scale = _scale(entry.artwork, inside)
    _preview(page, entry.artwork, inside, 1 / scale)
    left = _MARGIN + _PREVIEW + 10
    width = _WIDTH - _MARGIN - left
    items: list[Item] = []
    y = top + 9.0
    for label, value in _facts(entry, scale, language):
        items.append(Text(label, left, y, _SMALL, "text", GREY))
        for line in _lines(value, width - 26):
            items.append(Text(line, left + 26, y, _SMALL, "strong", BLACK))
            y += _SMALL * _LEADING
        y += 1.0
    items += _sign(Box(left, top + _BLOCK - 42, width, 32), language)
    _paint(page, items)


def _scale(artwork: Artwork, inside: Box) -> int:
    """1:n, the largest usual scale at which the trim fits."""
    width, height = artwork.trim
    need = max(width / inside.width, height / inside.height)
    return next((n for n in _SCALES if n >= need - 1e-6), round(need + 0.5))


def _preview(page: Canvas, artwork: Artwork, inside: Box, scale: float) -> None:
    """The artwork as a passer-by sees it, cut to its trim."""
    width, height = artwork.trim
    page.saveState()
    page.transform(scale, 0, 0, scale, inside.left, inside.top)
    page.saveState()
    clip = page.beginPath()
    clip.rect(0, 0, width, height)
    page.clipPath(clip, stroke=0, fill=0)
    draw(page, replace(artwork, mirror=False))
    page.restoreState()
    frame = Shape(rectangle(0, 0, width, height), GREY, stroke=0.1 / scale)
    draw(page, replace(artwork, mirror=False, items=(frame,)))
    page.restoreState()


def _facts(entry: ProofEntry, scale: int, language: str) -> list[tuple[str, str]]:
    """What the customer approves, label and value."""
    artwork = entry.artwork
    width, height = (_number(side, language) for side in artwork.trim)
    size = f"{width} × {height} mm"
    if artwork.bleed:
        size += f", {_t('bleed', language)} {_number(artwork.bleed, language)} mm"
    if artwork.scale != 1:
        size += f", {_t('file at 1:{n}', language).format(n=round(1 / artwork.scale))}"
    if artwork.mirror:
        size += f", {_t('printed mirrored on a white backing', language)}"
    inks = ", ".join(_t(name, language) for name in artwork.plates)
    facts = [
        (_t("Medium", language), entry.medium),
        (_t("Place", language), entry.place),
        (_t("Copies", language), _number(entry.quantity, language) if entry.quantity else ""),
        (_t("Size", language), size),
        (_t("Shown at", language), f"1:{scale}"),
        (_t("Plates", language), inks),
        (_t("Code", language), _code(artwork, language)),
        (_t("Grade", language), entry.grade and f"{entry.grade} {_t(_ESTIMATE, language)}"),
        (_t("Address", language), entry.address),
        (_t("Reference", language), entry.reference),
        (_t("File", language), entry.file),
        ("SHA-256", entry.sha256),
    ]
    return [(label, clean(value)) for label, value in facts if value]


_ESTIMATE = "(estimate on the digital file)"


def _code(artwork: Artwork, language: str) -> str:
    modules = artwork.modules
    if modules is None:
        return ""
    symbol = modules.symbol
    what = " ".join(part for part in (symbol.symbology, symbol.version) if part)
    side = _number(round(modules.box[2], 1), language)
    module = _number(round(modules.module, 2), language)
    level = f"-{symbol.level}" if symbol.level else ""
    return f"{what}{level}, {side} mm, {_t('module', language)} {module} mm"


def _number(value: float, language: str) -> str:
    text = f"{value:,.2f}".rstrip("0").rstrip(".")
    if language != "fr":
        return text
    return text.replace(",", "\u202f").replace(".", ",")


def _lines(value: str, width: float) -> list[str]:
    """The value in lines of `width` mm; what has no spaces is cut where it must be."""
    kind = face("strong")
    block = fit(pieces(value), kind, (width, 999), size=_SMALL, least=_SMALL)
    if block:
        return list(block.lines)
    lines = [""]
    for char in value:
        if kind.width(lines[-1] + char, _SMALL) > width:
            lines.append("")
        lines[-1] += char
    return lines


def _sign(box: Box, language: str) -> list[Item]:
    """The box to sign: a choice, a name, a date, a signature."""
    items: list[Item] = [Shape(rectangle(*box, 1.5), GREY, stroke=0.25)]
    x, y = box.left + 3, box.top + 5.5
    for choice in ("Approved for printing", "Approved with changes", "New proof, please"):
        label = _t(choice, language)
        items.append(Shape(rectangle(x, y - 2.4, 2.6, 2.6), BLACK, stroke=0.2))
        items.append(Text(label, x + 4, y, _SMALL * 0.92, "text", BLACK))
        y += 4.6
    half = box.left + box.width * 0.55
    items.append(Shape(rectangle(half - 2, box.top + 3, 0.15, box.height - 6), PALE))
    y = box.top + 5.5
    for label in ("Name", "Date", "Signature"):
        items.append(Text(_t(label, language), half, y, _SMALL * 0.92, "text", GREY))
        y += 8.0
    return items
