"""Fitting text to a box: the largest size at which it wraps well. Pure geometry, lengths in mm."""

from typing import NamedTuple

from app.printing.fonts import Face, clean

_STEP = 0.97
_CLOSE = 0.86
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
    """The largest block between `least` and `size` that fits `box`; None where none does.

    Fewer lines win over a size that is only a little larger: no short word stands alone.
    """
    width, height = box
    measured = [_measure(part, face, tracking) for part in parts]
    best: tuple[float, int] | None = None
    while size >= least and (best is None or size >= best[0] * _CLOSE):
        broken = _wrap(measured, width / size)
        count = len(broken) if broken else 0
        tall = size * (face.capital + (count - 1) * leading)
        if 0 < count <= (best[1] - 1 if best else lines) and tall <= height + 1e-6:
            best = (size, count)
        size = size * _STEP if size == least or size * _STEP > least else least
    if best is None:
        return None
    final = _balanced(measured, width / best[0], best[1])
    longest = max(face.width(line, best[0], tracking) for line in final)
    return Block(final, best[0], leading, longest, face.capital)


def narrow(parts: list[str], face: Face, size: float, lines: int) -> Block:
    """The narrowest block of at most `lines` lines at this size."""
    measured = [_measure(part, face, 0.0) for part in parts]
    low, high = 0.0, sum(part.full for part in measured) + 1e-6
    for _round in range(20):
        middle = (low + high) / 2
        broken = _wrap(measured, middle)
        low, high = (low, middle) if broken and len(broken) <= lines else (middle, high)
    final = tuple(_wrap(measured, high) or ())
    longest = max(face.width(line, size) for line in final)
    return Block(final, size, 1.2, longest, face.capital)


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
