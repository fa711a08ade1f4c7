"""The look of codes between three forms: what a browser sent, a Style, tables of a campaign file.

A look is written as what differs from what it stands on (the defaults, or the brand's), so that a
later change of the brand's look reaches every code that did not ask for its own.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, fields
from typing import Any, NamedTuple

from app.errors import Problem, Refused
from app.i18n import _
from app.printing.style import Style
from app.web.campaigns import toml

_FIELDS = {field.name: field.default for field in fields(Style)}
LIMITS = {"rounding": (0.0, 0.5), "dot": (0.5, 1.0), "finder": (0.0, 1.0), "angle": (0.0, 359.0)}
"""Lowest and highest of each number, as app.printing.style has them."""
FRAME_LENGTH = 40


class Design(NamedTuple):
    """Which codes a look is for: those of a medium with a code key; empty: all of the brand."""

    medium: str = ""
    key: str = ""

    @classmethod
    def of(cls, text: str) -> "Design":
        """A design by its text, `medium/key`."""
        medium, _slash, key = text.partition("/")
        return cls(medium, key) if key else cls()

    def __str__(self) -> str:
        return f"{self.medium}/{self.key}" if self.key else ""


def style(*tables: Mapping[str, Any]) -> Style:
    """The Style of tables that override each other; what is no part of a look is left out."""
    return Style(**{key: table[key] for table in tables for key in table if key in _FIELDS})


def read(form: Mapping[str, str]) -> Style:
    """A look as a form has it. Raises Refused for a number that is none."""
    found: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, default in _FIELDS.items():
        text = form.get(name, "").strip()
        if isinstance(default, bool):
            found[name] = text == "1"
        elif isinstance(default, float):
            try:
                found[name] = _number(name, text) if text else default
            except ValueError as right:
                what = _("must be a number {right}.").format(right=right)
                problems.append(Problem("bad-style", name, what))
        else:
            found[name] = text[:FRAME_LENGTH] or default
    for optional in ("second", "finder_colour"):
        if form.get(f"with_{optional}") != "1":
            found[optional] = ""
    if problems:
        raise Refused(problems)
    return Style(**found)


def _number(name: str, text: str) -> float:
    low, high = LIMITS[name]
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        number = -1.0
    if not low <= number <= high:
        raise ValueError(_("from {low} to {high}").format(low=low, high=high))
    return round(number, 3)


def difference(wanted: Style, ground: Style) -> dict[str, Any]:
    """What a table must say so that `wanted` comes out on top of `ground`."""
    below = asdict(ground)
    return {key: value for key, value in asdict(wanted).items() if value != below[key]}


def write(text: str, design: Design, wanted: Style, logo: str | None = None) -> str:
    """A campaign file with the look of the brand, or of one design, replaced."""
    document: dict[str, Any] = tomllib.loads(text)
    brand = document["brand"]
    if logo:
        brand["logo"] = logo
    if not design.key:
        _put(brand, difference(wanted, Style()), {})
        return toml.write(document)
    ground = style(brand.get("style", {}))
    for code in _codes(document, design):
        _put(code, difference(wanted, ground), code.get("style", {}))
    return toml.write(document)


def _put(table: dict[str, Any], look: Mapping[str, Any], before: Mapping[str, Any]) -> None:
    kept = {key: value for key, value in before.items() if key not in _FIELDS}
    table.pop("style", None)
    if look or kept:
        table["style"] = {**kept, **look}


def _codes(document: Mapping[str, Any], design: Design) -> Iterator[dict[str, Any]]:
    for table in document.get("placements", ()):
        if table.get("medium", design.medium) != design.medium:
            continue
        for code in table.get("codes", ()):
            if code.get("key", code.get("kind")) == design.key:
                yield code
