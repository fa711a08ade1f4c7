"""Charts as vectors: a course over time, bars, rates with their intervals, hours of the week."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from app.i18n import _
from app.reports import shown, svg
from app.reports.pdf import paper as sheet
from app.reports.pdf.flow import Block
from app.reports.pdf.paper import INNER, LINE, MARGIN, SOFT, STRONG, WASH, Paper

_SIZE = 7.5
_ROW = 17.0
_LABELS = 170.0  # the most that names take
_CELL = 15.0


class Course(NamedTuple):
    """Values at moments: `names` of the moments, values (None: not known), and how each reads."""

    names: Sequence[str]
    values: Sequence[float | None]
    text: Callable[[float], str]


class Bar(NamedTuple):
    """A bar: its name, what stands small beside it, its value and how it reads, its interval."""

    name: str
    aside: str
    value: float
    text: str
    low: float | None = None
    high: float | None = None


def course(one: Course, height: float, *, bars: bool = False) -> Block:
    """A line over time with its area, or a bar for each moment; the highest is named."""

    def draw(paper: Paper, top: float) -> None:
        ticks = svg.steps(max((value or 0 for value in one.values), default=0), 4)
        left = MARGIN + max(sheet.width(one.text(tick), 7) for tick in ticks) + 8
        right, floor = MARGIN + INNER, top + height - 18
        step = (right - left) / max(len(one.values) - (0 if bars else 1), 1)
        low = left + (step / 2 if bars else 0)

        def at(place: int) -> float:
            return low + step * place

        def up(value: float) -> float:
            return floor - (floor - top - 14) * value / ticks[-1]

        for tick in ticks:
            paper.line([(left, up(tick)), (right, up(tick))], SOFT if tick == 0 else LINE, 0.5)
            paper.text(left - 6, up(tick) + 2.5, one.text(tick), 7, colour=SOFT, align="right")
        if bars:
            for place, value in enumerate(one.values):
                if value is None:
                    paper.dot(at(place), floor - 3, 1.6, SOFT)  # hidden or not known
                elif value:
                    wide = min(step * 0.7, 26)
                    x = at(place) - wide / 2
                    paper.box(x, up(value), wide, floor - up(value), paper.colours.tone)
        else:
            for part in _parts(one.values):
                points = [(at(place), up(value)) for place, value in part]
                ends = [(points[-1][0], floor), (points[0][0], floor)]
                paper.area([*points, *ends], paper.colours.pale)
                paper.line(points, paper.colours.tone, 1.6)
        _peak(paper, one, at, up, dot=not bars)
        _moments(paper, one.names, at, floor + 11)

    return Block(height, draw)


def _parts(values: Sequence[float | None]) -> list[list[tuple[int, float]]]:
    """The stretches in which every value is known."""
    found: list[list[tuple[int, float]]] = [[]]
    for place, value in enumerate(values):
        if value is None:
            found.append([])
        else:
            found[-1].append((place, value))
    return [part for part in found if part]


def _peak(
    paper: Paper,
    one: Course,
    at: Callable[[int], float],
    up: Callable[[float], float],
    *,
    dot: bool,
) -> None:
    known = [(value, -place) for place, value in enumerate(one.values) if value]
    if not known:
        return
    value, place = max(known)[0], -max(known)[1]
    x, y = at(place), up(value)
    if dot:
        paper.dot(x, y, 3, paper.colours.tone)
    text = f"{one.text(value)} · {one.names[place]}"
    half = sheet.width(text, _SIZE, STRONG) / 2
    x = min(max(x, MARGIN + 30 + half), MARGIN + INNER - half)
    paper.text(x, y - 6, text, _SIZE, STRONG, align="centre")


def _moments(paper: Paper, names: Sequence[str], at: Callable[[int], float], y: float) -> None:
    """As many names as have room, each centred on its moment."""
    if not names:
        return
    room = max(sheet.width(name, 7) for name in names) + 14
    between = at(1) - at(0)
    step = max(1, -int(-room // between)) if between else 1
    for place in range(0, len(names), step):
        half = sheet.width(names[place], 7) / 2
        x = min(max(at(place), MARGIN + half), MARGIN + INNER - half)
        paper.text(x, y, names[place], 7, colour=SOFT, align="centre")


def bars(rows: Sequence[Bar]) -> list[Block]:
    """A bar each, the longest as long as there is room for."""
    most = max((bar.value for bar in rows), default=0) or 1
    texts = max((sheet.width(bar.text, _SIZE, STRONG) for bar in rows), default=0)
    names = _room(rows)
    left, room = MARGIN + names, INNER - names - texts - 8

    def of(bar: Bar) -> Block:
        def draw(paper: Paper, top: float) -> None:
            base = top + _ROW / 2 + 2.7
            _label(paper, bar, base, names)
            long = max(room * bar.value / most, 1)
            paper.box(left, top + 4, long, _ROW - 8, paper.colours.tone, min(1.5, long / 2))
            paper.text(left + long + 5, base, bar.text, _SIZE, STRONG)

        return Block(_ROW, draw)

    return [of(bar) for bar in rows]


def rates(rows: Sequence[Bar]) -> list[Block]:
    """A dot each on one scale, with the line in which the true rate lies."""
    highest = max((bar.high or bar.value for bar in rows), default=0)
    ticks = [tick / 100 for tick in svg.steps(highest * 100, 5)]
    texts = max((sheet.width(bar.text, _SIZE, STRONG) for bar in rows), default=0)
    names = _room(rows)
    left, room = MARGIN + names, INNER - names - texts - 24

    def x(value: float) -> float:
        return left + room * value / ticks[-1]

    def of(bar: Bar) -> Block:
        def draw(paper: Paper, top: float) -> None:
            middle, base = top + _ROW / 2, top + _ROW / 2 + 2.7
            for tick in ticks:
                paper.line([(x(tick), top), (x(tick), top + _ROW)], LINE, 0.5)
            _label(paper, bar, base, names)
            low, high = x(bar.low or 0), x(bar.high or 0)
            paper.line([(low, middle), (high, middle)], paper.colours.tone, 1.4)
            for end in (low, high):
                paper.line([(end, middle - 3), (end, middle + 3)], paper.colours.tone, 1.4)
            paper.dot(x(bar.value), middle, 3.4, paper.colours.tone)
            paper.text(MARGIN + INNER, base, bar.text, _SIZE, STRONG, align="right")

        return Block(_ROW, draw)

    def axis(paper: Paper, top: float) -> None:
        for tick in ticks:
            text = shown.percent(tick)
            paper.text(x(tick), top + 9, text, 7, colour=SOFT, align="centre")

    return [*(of(bar) for bar in rows), Block(16, axis)]


def _room(rows: Sequence[Bar]) -> float:
    """How wide the names are, with what stands beside them."""
    wide = (sheet.width(bar.name, 8) + sheet.width(bar.aside, 6.8) + 20 for bar in rows)
    return min(max(wide, default=0), _LABELS)


def _label(paper: Paper, bar: Bar, base: float, room: float) -> None:
    name = sheet.cut(bar.name, room - 12, 8)
    paper.text(MARGIN, base, name, 8)
    used = sheet.width(name, 8) + 5
    if bar.aside and room - used > 30:
        aside = sheet.cut(bar.aside, room - used - 12, 6.8)
        paper.text(MARGIN + used, base, aside, 6.8, colour=SOFT)


class Week(NamedTuple):
    """Values by weekday (1, Monday, to 7) and hour; None is hidden or not known."""

    values: dict[tuple[int, int], float | None]
    days: Sequence[str]


def week(one: Week) -> Block:
    """A square for each hour of the week, the darker the more."""
    most = max((value or 0 for value in one.values.values()), default=0) or 1
    left = MARGIN + max(sheet.width(day, _SIZE) for day in one.days) + 8
    wide = (MARGIN + INNER - left) / 24
    height = 7 * _CELL + 30

    def draw(paper: Paper, top: float) -> None:
        for number, day in enumerate(one.days, 1):
            y = top + (number - 1) * _CELL
            paper.text(MARGIN, y + _CELL / 2 + 2.5, day, _SIZE)
            for hour in range(24):
                value = one.values.get((number, hour), 0)
                _square(paper, left + hour * wide, y, wide, value, most)
        for hour in range(0, 24, 3):
            x = left + hour * wide + wide / 2
            paper.text(x, top + 7 * _CELL + 10, f"{hour:02d}", 7, colour=SOFT, align="centre")
        _legend(paper, top + 7 * _CELL + 19)

    return Block(height, draw)


def _square(
    paper: Paper, x: float, y: float, wide: float, value: float | None, most: float
) -> None:
    if value is None:
        paper.box(x + 1, y + 1, wide - 2, _CELL - 2, WASH, 2)
        paper.dot(x + wide / 2, y + _CELL / 2, 1.6, SOFT)
        return
    # The root: with one busy hour the others would all look empty.
    share = (value / most) ** 0.5 if value > 0 else 0
    colour = sheet.tint(paper.colours.tone, 0.08 + 0.92 * share) if share else WASH
    paper.box(x + 1, y + 1, wide - 2, _CELL - 2, colour, 2)


def _legend(paper: Paper, y: float) -> None:
    right = MARGIN + INNER
    more = _("many")
    paper.text(right, y + 6, more, 7, colour=SOFT, align="right")
    x = right - sheet.width(more, 7) - 6 - 5 * 12
    for number in range(5):
        share = 0.08 + 0.92 * number / 4
        paper.box(x + number * 12, y - 1, 10, 8, sheet.tint(paper.colours.tone, share), 1.5)
    paper.text(x - 6, y + 6, _("few"), 7, colour=SOFT, align="right")
