"""The French numbering plan as a table: what each range costs and whether it answers from abroad.

phonenumbers knows the shapes but not this: it says that 0 800 numbers answer from abroad and writes
a wrong `tel:` for four-digit numbers. Sources: price marks of value-added services (SVA) since 1
October 2015 (arrêté of 10 June 2009 as amended); Arcep decisions 2018-0881 and 2022-1583; Senate
question 02245, answer of 26 November 2009, on calls from abroad.
"""

import re
from typing import NamedTuple

GREEN, GREY, VIOLET = "green", "grey", "violet"


class Range(NamedTuple):
    """A range of numbers: `mark` is its price colour, or None where each number has its own."""

    pattern: re.Pattern[str]
    groups: tuple[int, ...]
    mark: str | None
    abroad: bool


def _range(pattern: str, groups: tuple[int, ...], mark: str | None, abroad: bool) -> Range:
    return Range(re.compile(pattern), groups, mark, abroad)


_TEN = (1, 3, 3, 3)
SPECIAL = (
    _range(r"080[0-5]\d{6}", _TEN, GREEN, False),
    # 0 806 to 0 809: whether they answer from abroad depends on the operator, so no promise.
    _range(r"080[6-9]\d{6}", _TEN, GREY, False),
    _range(r"08[129]\d{7}", _TEN, VIOLET, False),
    _range(r"3[01]\d\d", (2, 2), GREEN, False),
    _range(r"10\d\d", (2, 2), None, False),
    _range(r"3[269]\d\d", (2, 2), None, False),
    _range(r"116\d{3}", (3, 3), GREEN, False),
    _range(r"118\d{3}", (3, 3), VIOLET, False),
)

# Overseas ranges written like mainland ones, by their own country codes (from abroad: +262 …).
OVERSEAS = {
    "0262": "262",
    "0263": "262",
    "0269": "262",
    "0639": "262",
    "0692": "262",
    "0693": "262",
    "0590": "590",
    "0690": "590",
    "0691": "590",
    "0594": "594",
    "0694": "594",
    "0596": "596",
    "0696": "596",
    "0697": "596",
}


def special(digits: str) -> Range | None:
    """The range of a national number (`0800123456`, `3639`) that has a price of its own."""
    return next((row for row in SPECIAL if row.pattern.fullmatch(digits)), None)


def grouped(digits: str, groups: tuple[int, ...]) -> str:
    """`digits` cut into groups, the way the French read and write them."""
    parts, start = [], 0
    for length in groups:
        parts.append(digits[start : start + length])
        start += length
    return " ".join(parts)
