"""What a campaign file may say about printing: the checks that the reader is handed."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from app.campaign import Checks
from app.errors import Refused
from app.i18n import _
from app.printing import logo, style
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


CHECKS = Checks(_medium, _style, _logo, _profile)
