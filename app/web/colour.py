"""Colours one can read: WCAG 2.2 contrast, and a brand colour moved until it is legible.

Formulas: WCAG 2.2, "relative luminance" and "contrast ratio". Colours are `#rrggbb`.
"""

import re

WHITE, INK = "#ffffff", "#14171a"
TEXT, LARGE = 4.5, 3.0
"""The ratios of success criteria 1.4.3 (text) and 1.4.11 (large text and parts of controls)."""
_HEX = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})")


def clean(colour: str, otherwise: str = INK) -> str:
    """`colour` as `#rrggbb`, or `otherwise` where it is none: safe to stand in a style sheet."""
    text = colour.strip().lower()
    if not _HEX.fullmatch(text):
        return otherwise
    return text if len(text) == 7 else "#" + "".join(char * 2 for char in text[1:])


def _channels(colour: str) -> tuple[int, int, int]:
    text = clean(colour)
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def luminance(colour: str) -> float:
    """Relative luminance, 0 (black) to 1 (white)."""
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (channel / 255 for channel in _channels(colour))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def on(background: str) -> str:
    """White or ink, whichever is easier to read on `background`. Always at least 4.5 : 1."""
    best = max((WHITE, INK), key=lambda text: contrast(text, background))
    return best if contrast(best, background) >= TEXT else "#000000"


def legible(colour: str, background: str, ratio: float = TEXT) -> str:
    """`colour`, mixed with black or white in steps of 4 % until it has `ratio` on `background`."""
    target = 0 if luminance(background) > 0.18 else 255
    for step in range(26):
        share = step / 25
        red, green, blue = (
            round(channel + (target - channel) * share) for channel in _channels(colour)
        )
        mixed = f"#{red:02x}{green:02x}{blue:02x}"
        if contrast(mixed, background) >= ratio:
            return mixed
    return "#000000" if target == 0 else WHITE
