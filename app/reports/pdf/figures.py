"""The strip on top, the key figures, and what stands out in plain words."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from app.i18n import _
from app.reports import shown
from app.reports.chart import number_of
from app.reports.dossier import Dossier
from app.reports.pdf import paper as sheet
from app.reports.pdf.flow import Block
from app.reports.pdf.paper import (
    BAD,
    DISPLAY,
    GOOD,
    INNER,
    LINE,
    MARGIN,
    SOFT,
    STRONG,
    WIDTH,
    Paper,
)
from app.reports.report import Report, Row

_STRIP, _CARD, _ACROSS = 148.0, 64.0, 4
_KEYS = (
    *("printed", "scans", "visitors", "conversions"),
    *("value", "cost", "cost_per_conversion", "return"),
)
_BEFORE = {"scans": "scans_before", "conversions": "conversions_before", "value": "value_before"}


class _Figure(NamedTuple):
    """A key figure: its name, how it reads, what stands below, and the change (1 is doubled)."""

    label: str
    text: str
    below: str
    change: float | None


def strip(brand: str, title: str, period: str) -> Block:
    """The coloured head of the first sheet."""

    def draw(paper: Paper, _top: float) -> None:
        ground, on = paper.colours.ground, paper.colours.on
        paper.box(0, 0, WIDTH, _STRIP - 18, ground)
        paper.text(MARGIN, 46, brand, 10, STRONG, on)
        paper.text(WIDTH - MARGIN, 46, _("Print campaign report"), 10, colour=on, align="right")
        paper.text(MARGIN, 88, sheet.cut(title, INNER, 30, DISPLAY), 30, DISPLAY, on)
        paper.text(MARGIN, 109, period, 10, colour=on)

    return Block(_STRIP, draw)


def cards(whole: Report, before: Report | None) -> Block:
    """The key figures, four in a row."""
    found = list(_figures(whole, before))
    rows = -(-len(found) // _ACROSS)
    wide = INNER / _ACROSS

    def draw(paper: Paper, top: float) -> None:
        for place, figure in enumerate(found):
            x, y = MARGIN + place % _ACROSS * wide, top + place // _ACROSS * _CARD
            if place % _ACROSS:
                paper.line([(x - 10, y + 2), (x - 10, y + _CARD - 16)], LINE)
            _card(paper, figure, x, y, wide - 18)

    return Block(rows * _CARD, draw)


def _figures(whole: Report, before: Report | None) -> Iterator[_Figure]:
    cells = whole.totals
    for column in whole.columns:
        if column.key not in _KEYS or cells.get(column.key) is None:
            continue
        text = shown.cell(column, cells[column.key])
        if column.key == "return":
            text = f"{text} ×"
        change = _change(column.key, before.totals) if before else None
        yield _Figure(_(column.label), text, _below(column.key, whole), change)


def _change(key: str, cells: Row) -> float | None:
    now, then = number_of(cells.get(key)), number_of(cells.get(_BEFORE.get(key, "")))
    return None if now is None or not then else now / then - 1


def _below(key: str, whole: Report) -> str:
    """What makes a figure readable: its interval, its unit, its limit."""
    cells = {column.key: whole.totals.get(column.key) for column in whole.columns}
    by = {column.key: column for column in whole.columns}
    if key == "scans" and cells.get("per_thousand") is not None:
        number = shown.cell(by["per_thousand"], cells["per_thousand"])
        return _("{number} per 1,000 printed").format(number=number)
    if key == "visitors":
        return _("or more: a lower bound")
    if key == "conversions" and cells.get("rate") is not None:
        return shown.cell(by["rate"], cells["rate"])
    if key == "cost" and cells.get("cost_per_scan") is not None:
        return _("{} a scan").format(shown.cell(by["cost_per_scan"], cells["cost_per_scan"]))
    if key == "return":
        return _("value over cost of print")
    return ""


def _card(paper: Paper, figure: _Figure, x: float, y: float, room: float) -> None:
    paper.text(x, y + 8, sheet.cut(figure.label, room, 8), 8, colour=SOFT)
    size = 19.0
    while sheet.width(figure.text, size, STRONG) > room and size > 9:
        size -= 0.5
    paper.text(x, y + 30, figure.text, size, STRONG)
    if figure.change is not None:
        colour = GOOD if figure.change >= 0 else BAD
        _arrow(paper, x, y + 41, up=figure.change >= 0)
        change = shown.percent(abs(figure.change))
        paper.text(x + 8, y + 41, change, 7.5, STRONG, colour)
        used = 8 + sheet.width(f"{change} ", 7.5, STRONG)
        paper.text(x + used, y + 41, _("on the days before"), 6.8, colour=SOFT)
    below = y + (51 if figure.change is not None else 41)
    paper.text(x, below, sheet.cut(figure.below, room + 6, 7), 7, colour=SOFT)


def _arrow(paper: Paper, x: float, base: float, *, up: bool) -> None:
    top, foot = (base - 5.5, base) if up else (base, base - 5.5)
    paper.area([(x, foot), (x + 5.5, foot), (x + 2.75, top)], GOOD if up else BAD)


def highlights(dossier: Dossier) -> list[Block]:
    """What stands out, a sentence each; nothing where there is too little to say."""
    return [_sentence(text) for text in _sentences(dossier)]


def _sentence(text: str) -> Block:
    lines = sheet.wrapped(text, INNER - 14, 9)

    def draw(paper: Paper, top: float) -> None:
        paper.dot(MARGIN + 3, top + 6.5, 2.6, paper.colours.tone)
        for number, line in enumerate(lines):
            paper.text(MARGIN + 14, top + 9.5 + number * 12.5, line, 9)

    return Block(12.5 * len(lines) + 5, draw)


def _sentences(dossier: Dossier) -> Iterator[str]:
    scans = dossier.whole.totals.get("scans")
    if dossier.placements and scans:
        yield from _first_place(dossier.placements, scans)
    if dossier.media:
        yield from _best_price(dossier.media)
    if dossier.hours and scans:
        yield from _busiest_hour(dossier.hours)
    credited = dossier.whole.coverage["credited"]
    if credited is not None:
        text = _("{share} of the conversions are credited to a printed code.")
        yield text.format(share=shown.percent(credited))


def _first_place(report: Report, scans: int) -> Iterator[str]:
    best = _most(report, "scans")
    if best is not None and len(report.rows) > 1:
        yield _("{name} is scanned most: {count} scans, {share} of all.").format(
            name=_name(report, best),
            count=shown.number(best["scans"]),
            share=shown.percent(best["scans"] / scans),
        )


def _best_price(report: Report) -> Iterator[str]:
    best = _cheapest(report)
    if best is not None:
        column = next(one for one in report.columns if one.key == "cost_per_conversion")
        yield _("{name} costs least for what it brings: {cost} a conversion.").format(
            name=_name(report, best), cost=shown.cell(column, best[column.key])
        )


def _busiest_hour(report: Report) -> Iterator[str]:
    best = _most(report, "scans")
    if best is not None:
        names = {column.key: column for column in report.columns}
        yield _("The busiest hour of the week: {day} from {hour}.").format(
            day=shown.key(report, names["weekday"], best["weekday"]),
            hour=shown.key(report, names["hour_of_day"], best["hour_of_day"]),
        )


def _most(report: Report, key: str) -> Row | None:
    rows = [row for row in report.rows if row[key]]
    return max(rows, key=lambda row: row[key]) if rows else None


def _cheapest(media: Report) -> Row | None:
    """The medium with the lowest cost of a conversion, among two or more that have one."""
    costs: Sequence[tuple[float, Row]] = [
        (next(iter(row["cost_per_conversion"].values())), row)
        for row in media.rows
        if row["cost_per_conversion"] and row["rate"] is not None and row["rate"].enough
    ]
    currencies = {name for _cost, row in costs for name in row["cost_per_conversion"]}
    return (
        min(costs, key=lambda pair: pair[0])[1] if len(costs) > 1 and len(currencies) == 1 else None
    )


def _name(report: Report, row: Row) -> str:
    column = [one for one in report.columns if one.is_dimension][-1]
    return shown.key(report, column, row[column.key])
