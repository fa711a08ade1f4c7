"""Tables: names to the left, numbers to the right, an interval small below its rate."""

from collections.abc import Sequence
from typing import NamedTuple

from app.i18n import _
from app.reports import shown
from app.reports.pdf import paper as sheet
from app.reports.pdf.flow import Block
from app.reports.pdf.paper import INK, INNER, LINE, MARGIN, SOFT, STRONG, TEXT, WASH, Paper
from app.reports.report import Column, Report, Row

_SIZE, _SMALL, _HEAD = 7.8, 6.2, 6.8
_GAP, _NAME = 9.0, 96.0
_ROW, _TALL, _HEAD_ROW = 16.0, 22.0, 26.0


class _Cell(NamedTuple):
    """What a cell says, and what stands small below it."""

    text: str
    below: str = ""


class _Grid(NamedTuple):
    """The columns of a table, their right edges, and the room of the name."""

    columns: tuple[Column, ...]
    edges: tuple[float, ...]
    name: float


def table(report: Report, most: int = 60) -> list[Block]:
    """At most `most` rows, then what is left out, the total and the unattributed."""
    rows, left = report.rows[:most], len(report.rows) - most
    grid = _grid(report, rows)
    head = Block(_HEAD_ROW, lambda paper, y: _head(paper, report, grid, y))
    blocks = [head._replace(keeps=_TALL * 2)]
    blocks += [_line(grid, _name(report, row), row, head) for row in rows]
    if left > 0:
        blocks.append(_more(left))
    blocks.append(_line(grid, _Cell(_("Total")), report.totals, head, total=True))
    if any(report.unattributed.get(column.key) for column in grid.columns):
        blocks.append(_line(grid, _Cell(_("Unattributed")), report.unattributed, head, aside=True))
    return blocks


def _name(report: Report, row: Row) -> _Cell:
    """The last dimension names the row, the others stand small below it."""
    names = [
        shown.key(report, column, row[column.key])
        for column in report.columns
        if column.is_dimension
    ]
    return _Cell(names[-1], " · ".join(names[:-1])) if names else _Cell(_("All"))


def _grid(report: Report, rows: Sequence[Row]) -> _Grid:
    """The columns of which something is known, as far as there is room."""
    chosen: list[tuple[Column, float]] = []
    room = INNER - _NAME
    for column in report.columns:
        known = [*rows, report.totals]
        if column.is_dimension or all(row.get(column.key) is None for row in known):
            continue
        wide = max(_wide(_cell(column, row)) for row in known)
        wide = max(wide, _head_room(_(column.label))) + _GAP
        if wide <= room:
            room -= wide
            chosen.append((column, wide))
    edges: list[float] = []
    edge = MARGIN + INNER
    for _column, wide in reversed(chosen):
        edges.insert(0, edge)
        edge -= wide
    return _Grid(tuple(column for column, _wide in chosen), tuple(edges), edge - MARGIN)


def _head_room(label: str) -> float:
    """The narrowest in which a heading has two lines at most."""
    words = label.split(" ")
    halves = (
        max(sheet.width(" ".join(part), _HEAD) for part in (words[:cut], words[cut:]) if part)
        for cut in range(1, len(words) + 1)
    )
    return min(halves)


def _cell(column: Column, row: Row) -> _Cell:
    if column.key not in row:
        return _Cell("")
    if column.kind == "ratio" and row[column.key] is not None:
        return _Cell(shown.fixed(row[column.key]))
    text, paren, rest = shown.cell(column, row[column.key]).partition(" (")
    return _Cell(text, rest[:-1] if paren else "")


def _wide(cell: _Cell) -> float:
    return max(sheet.width(cell.text, _SIZE, STRONG), sheet.width(cell.below, _SMALL))


def _head(paper: Paper, report: Report, grid: _Grid, top: float) -> None:
    base = top + _HEAD_ROW - 7
    names = [_(column.label) for column in report.columns if column.is_dimension]
    paper.text(MARGIN, base, " · ".join(reversed(names)), _HEAD, colour=SOFT)
    starts = [MARGIN + grid.name, *grid.edges]
    for column, start, edge in zip(grid.columns, starts, grid.edges, strict=False):
        lines = sheet.wrapped(_(column.label), edge - start - _GAP + 0.1, _HEAD)
        for number, text in enumerate(reversed(lines)):
            paper.text(edge, base - number * 8, text, _HEAD, colour=SOFT, align="right")
    paper.line([(MARGIN, top + _HEAD_ROW - 1), (MARGIN + INNER, top + _HEAD_ROW - 1)], SOFT, 0.6)


def _line(
    grid: _Grid, name: _Cell, row: Row, head: Block, *, total: bool = False, aside: bool = False
) -> Block:
    cells = [_cell(column, row) for column in grid.columns]
    height = _TALL if name.below or any(cell.below for cell in cells) else _ROW
    face, colour = (STRONG if total else TEXT), (SOFT if aside else INK)

    def draw(paper: Paper, top: float) -> None:
        if total:
            paper.box(MARGIN, top, INNER, height, WASH)
        base = top + height / 2 + (0 if height == _TALL else 2.6)
        room = grid.name - 6
        text = sheet.cut(name.text, room, _SIZE, face)
        paper.text(MARGIN, base, text, _SIZE, face, colour)
        if name.below:
            below = sheet.cut(name.below, room, _SMALL)
            paper.text(MARGIN, base + 7.6, below, _SMALL, colour=SOFT)
        for cell, edge in zip(cells, grid.edges, strict=True):
            paper.text(edge, base, cell.text, _SIZE, face, colour, "right")
            if cell.below:
                paper.text(edge, base + 7.6, cell.below, _SMALL, colour=SOFT, align="right")
        paper.line([(MARGIN, top + height), (MARGIN + INNER, top + height)], LINE, 0.4)

    return Block(height, draw, head)


def _more(left: int) -> Block:
    def draw(paper: Paper, top: float) -> None:
        text = _("and {count} more").format(count=shown.number(left))
        paper.text(MARGIN, top + 10.6, text, _SIZE, colour=SOFT)

    return Block(_ROW, draw)
