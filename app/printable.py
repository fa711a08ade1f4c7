"""What a campaign file may say about printing: the checks that the reader is handed."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from typing import Any

from app.campaign import Checks
from app.errors import Refused
from app.i18n import _
from app.printing import bars, logo, style
from app.printing.labels import PAPERS, sheets
from app.printing.media import media
from app.printing.style import Style

_DEFAULTS: Mapping[str, Any] = asdict(Style())


def _medium(value: object) -> str:
    if not isinstance(value, str) or value not in media():
        raise ValueError(_("one of {words}").format(words=", ".join(media())))
    return value


def _like(name: str, value: Any, default: Any) -> Any:
    """`value` in the type of its default; a whole number may stand for a fraction."""
    if isinstance(default, float) and type(value) is int:
        return float(value)
    if type(value) is not type(default):
        raise ValueError(f"{name} = {default!r}")
    return value


def _style(options: Mapping[str, Any]) -> Mapping[str, Any]:
    unknown = [name for name in options if name not in _DEFAULTS]
    if unknown:
        raise ValueError(_("only {words}").format(words=", ".join(_DEFAULTS)))
    clean = {name: _like(name, value, _DEFAULTS[name]) for name, value in options.items()}
    try:
        style.check(Style(**clean))
    except Refused as refused:
        raise ValueError(" ".join(problem.instead for problem in refused.problems)) from None
    return clean


def _logo(data: bytes) -> None:
    try:
        logo.read(data)
    except Refused as refused:
        why = " ".join(f"{problem.what} {problem.instead}" for problem in refused.problems)
        raise ValueError(_("a logo that can be printed: {why}").format(why=why)) from None


def _profile(data: bytes) -> None:
    # Byte 16 to 20 of an ICC profile: the colour space of its device side (ICC.1, 7.2.6).
    if data[36:40] != b"acsp" or data[16:20] != b"CMYK":
        raise ValueError(_("an ICC output profile for CMYK"))


def _ean(value: object) -> str:
    """13 digits, the last of which follows from the others."""
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{13}", value):
        raise ValueError(_("an EAN-13 of 13 digits, in quotes"))
    if value[12] != bars.check_digit(value):
        right = value[:12] + bars.check_digit(value)
        raise ValueError(_("an EAN-13 whose check digit is right: {right}").format(right=right))
    return value


def _code128(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[ -~]{1,48}", value):
        raise ValueError(_("1 to 48 plain letters, digits and signs"))
    return value


def _one_of(names: Iterable[str]) -> Callable[[object], str]:
    known = tuple(names)

    def check(value: object) -> str:
        if not isinstance(value, str) or value not in known:
            raise ValueError(_("one of {words}").format(words=", ".join(known)))
        return value

    return check


def _pair(low: float, high: float, right: str) -> Callable[[object], list[float]]:
    """A check for two numbers, across and down."""

    def check(value: object) -> list[float]:
        sound = isinstance(value, list | tuple) and len(value) == 2
        numbers = value if isinstance(value, list | tuple) and sound else ()
        if not numbers or any(
            type(one) not in (int, float) or not low <= one <= high for one in numbers
        ):
            raise ValueError(_(right))
        return [float(one) for one in numbers]

    return check


_CODE = {"ean": _ean, "code128": _code128}
_RUN = {
    "sheet": _one_of(sheets()),
    "impose": _one_of(PAPERS),
    "shift": _pair(-20, 20, "mm to move all, across and down, such as [0.5, -1.0]"),
    "stretch": _pair(0.95, 1.05, "scale across and down, such as [1.0, 1.002]"),
}
CHECKS = Checks(_medium, _style, _logo, _profile, _CODE, _RUN)
