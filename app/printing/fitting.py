"""Fitting text to a box: the largest size at which it wraps well. Pure geometry, lengths in mm."""

from typing import NamedTuple

from app.printing.fonts import Face, clean

_STEP = 0.96
_BEFORE = "?!:;»%€"
_NARROW, _FULL = "\u202f", "\u00a0"


class Block(NamedTuple):
    """Text broken into lines at a size (em, mm) and a leading (ems). `width` of the longest."""

    lines: tuple[str, ...]
    size: float
    leading: float
    width: float
    capital: float

    @property
    def height(self) -> float:
        """From the top of the first line's capitals to the last baseline."""
        return self.size * (self.capital + (len(self.lines) - 1) * self.leading)


def tidy(text: str, language: str) -> str:
    """`text` as a typesetter leaves it: composed, with French no-break spaces and apostrophes."""
    text = clean(text).replace("'", "’")
    if language == "fr":
        for mark in _BEFORE:
            space = _FULL if mark in ":»" else _NARROW
            text = text.replace(f" {mark}", f"{space}{mark}")
        text = text.replace("« ", f"«{_FULL}")
    return text


def pieces(text: str, *, address: bool = False) -> list[str]:
    """What lines are made of: words with the space after them, or an address cut after a slash."""
    if not address:
        return [f"{word} " for word in text.split(" ") if word]
    parts = text.split("/")
    return [f"{part}/" for part in parts[:-1]] + parts[-1:]


def fit(
    parts: list[str],
    face: Face,
    box: tuple[float, float],
    *,
    size: float,
    least: float,
    leading: float = 1.2,
    lines: int = 9,
    tracking: float = 0.0,
) -> Block | None:
    """The largest block between `least` and `size` that fits `box`; None where none does."""
    width, height = box
    measured = [_measure(part, face, tracking) for part in parts]
    while True:
        broken = _wrap(measured, width / size)
        if broken and len(broken) <= lines:
            tall = size * (face.capital + (len(broken) - 1) * leading)
            if tall <= height + 1e-6:
                final = _balanced(measured, width / size, len(broken))
                longest = max(face.width(line, size, tracking) for line in final)
                return Block(final, size, leading, longest, face.capital)
        if size <= least:
            return None
        size = max(size * _STEP, least)


class _Part(NamedTuple):
    """A piece and its widths in ems, with and without the space after it."""

    text: str
    full: float
    bare: float


def _measure(part: str, face: Face, tracking: float) -> _Part:
    bare = face.width(part.rstrip(" "), 1, tracking)
    return _Part(part, face.width(part, 1, tracking) + tracking, bare)


def _wrap(parts: list[_Part], width: float) -> list[str] | None:
    """Lines no wider than `width` ems, filled one after the other; None for a part too wide."""
    done: list[str] = []
    line, used = "", 0.0
    for part in parts:
        if part.bare > width:
            return None
        if line and used + part.bare > width:
            done.append(line.rstrip(" "))
            line, used = "", 0.0
        line += part.text
        used += part.full
    return [*done, line.rstrip(" ")]


def _balanced(parts: list[_Part], width: float, count: int) -> tuple[str, ...]:
    """The same number of lines in the narrowest measure, so that no word is left alone."""
    low, high = 0.0, width
    for _round in range(12):
        middle = (low + high) / 2
        broken = _wrap(parts, middle)
        low, high = (low, middle) if broken and len(broken) == count else (middle, high)
    return tuple(_wrap(parts, high) or ())
