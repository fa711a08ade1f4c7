"""The price mark of a French special number: what templates/hosted/mark.html draws.

Look: the tariff signage of French value-added numbers, in force since 1 October 2015 (number in
colour on white, tariff in white on colour): green for free, grey for the price of a call, violet
where the service costs more. It is an image with a name: its colours are set by that signage, so
the tariff is said again in readable text beside it.
"""

from typing import NamedTuple

COLOURS = {"green": "#78b41e", "grey": "#919191", "violet": "#a50f78"}
"""RGB of the signage: Arcep / Association SVA+ style guide."""
_ROOM, _SIZE = 164, 24
_ADVANCE = 0.56  # of the size: the mean width of a letter in Arial and its like


class Line(NamedTuple):
    """A line of the tariff; `squeeze` where it would be wider than its room."""

    text: str
    squeeze: bool


class Mark(NamedTuple):
    """A price mark: its ink, the number as shown, its official words in one or two lines."""

    ink: str
    shown: str
    tariff: str
    lines: tuple[Line, ...]


def price_mark(colour: str, shown: str, tariff: str) -> Mark:
    """The mark of a number. `colour` is a key of COLOURS."""
    lines = tuple(Line(text, len(text) * _SIZE * _ADVANCE > _ROOM) for text in _broken(tariff))
    return Mark(COLOURS[colour], shown, tariff, lines)


def _broken(tariff: str) -> tuple[str, ...]:
    """Break where the signage does: before the plus sign, else before the last word."""
    first, plus, second = tariff.partition(" + ")
    if plus:
        return first, f"+ {second}"
    head, _space, tail = tariff.rpartition(" ")
    return (head, tail) if head else (tail,)
