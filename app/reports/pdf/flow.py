"""Blocks one below the other, over as many sheets as they need; heads of tables come again."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from app.i18n import _
from app.reports.pdf.paper import HEIGHT, MARGIN, SOFT, STRONG, WIDTH, Paper

_FOOT = 30.0
_TOP = MARGIN - 8
_BOTTOM = HEIGHT - MARGIN - _FOOT

Draw = Callable[[Paper, float], None]


class Block(NamedTuple):
    """A piece of the document that is never cut: its height, and how it is drawn below a `y`.

    `head` is drawn again where the block begins a sheet; `keeps` so many points of what follows on
    its own sheet.
    """

    height: float
    draw: Draw
    head: "Block | None" = None
    keeps: float = 0.0


def space(height: float) -> Block:
    """Nothing."""
    return Block(height, lambda _paper, _y: None)


def heading(title: str, keeps: float = 120) -> list[Block]:
    """The heading of a chapter, which stays with `keeps` points of what it heads."""

    def draw(paper: Paper, y: float) -> None:
        paper.mark(title, title)
        paper.text(MARGIN, y + 26, title, 13, STRONG)

    return [Block(38, draw, keeps=keeps)]


def lay(blocks: Iterable[Block]) -> list[list[tuple[Block, float]]]:
    """The blocks of each sheet, and where they stand. Only the first sheet begins at its edge."""
    sheets: list[list[tuple[Block, float]]] = [[]]
    y = 0.0
    for block in blocks:
        if sheets[-1] and y + block.height + block.keeps > _BOTTOM:
            sheets.append([])
            y = _TOP
            if block.head is not None:
                sheets[-1].append((block.head, y))
                y += block.head.height
        sheets[-1].append((block, y))
        y += block.height
    return sheets


def draw(paper: Paper, blocks: Sequence[Block], line: str) -> bytes:
    """The finished file; `line` stands at the foot of each sheet."""
    sheets = lay(blocks)
    for number, sheet in enumerate(sheets, 1):
        for block, y in sheet:
            block.draw(paper, y)
        _foot(paper, line, number, len(sheets))
        paper.turn()
    return paper.end()


def _foot(paper: Paper, line: str, number: int, of: int) -> None:
    y = HEIGHT - MARGIN + 6
    paper.line([(MARGIN, y - 13), (WIDTH - MARGIN, y - 13)])
    paper.text(MARGIN, y, line, 7, colour=SOFT)
    page = _("{number} of {all}").format(number=number, all=of)
    paper.text(WIDTH - MARGIN, y, page, 7, colour=SOFT, align="right")
