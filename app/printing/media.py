"""The media: physical sizes and reading conditions, from `printables/media.toml`. Lengths in mm."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from app.config import resource
from app.errors import Missing


@dataclass(frozen=True, slots=True)
class Conditions:
    """How a code is met in the field: what preflight's simulated shots are drawn from.

    `tilt` is the largest angle in degrees; `diameter` that of a round pack in mm (0: flat);
    `glare`, `motion` and `dim` run from 0 (none) to 1 (a shop window at night from a moving bus).
    """

    tilt: float = 40.0
    diameter: float = 0.0
    glare: float = 0.2
    motion: float = 0.2
    dim: float = 0.2


@dataclass(frozen=True, slots=True)
class Medium:
    """A kind of support.

    `trim` (width, height) is the finished size, `bleed` what is printed beyond it, `safe` the inner
    margin; `code` the side of the symbol without its quiet zone; `module` the smallest module that
    still prints and reads; `distance` in metres; `level` the QR error correction level; `dpi` of
    the PNG; `grade` the lowest grade that is released. `scale` is that of the artwork (0.1 for
    billboards drawn at 1:10); `marks` adds crop and registration marks; `mirror` is for the inside
    of glass; `black` for paper that takes no colour (thermal receipts).
    """

    key: str
    name: Mapping[str, str]
    trim: tuple[float, float]
    code: float
    module: float
    distance: float
    level: str = "Q"
    bleed: float = 3.0
    safe: float = 5.0
    dpi: int = 300
    layout: str = "label"
    grade: str = "C"
    scale: float = 1.0
    marks: bool = True
    mirror: bool = False
    black: bool = False
    conditions: Conditions = Conditions()


@cache
def media() -> Mapping[str, Medium]:
    """Every medium by its key."""
    with resource("printables", "media.toml").open("rb") as file:
        tables = tomllib.load(file)
    return {key: _medium(key, table) for key, table in tables.items()}


def medium(key: str) -> Medium:
    """The medium `key`. Raises Missing, naming those there are."""
    found = media().get(key)
    if found is None:
        raise Missing(f"no medium {key!r}; there are {', '.join(media())}", code="unknown-medium")
    return found


def _medium(key: str, table: Mapping[str, Any]) -> Medium:
    width, height = table["trim"]
    rest = {name: value for name, value in table.items() if name not in ("trim", "conditions")}
    conditions = Conditions(**table.get("conditions", {}))
    return Medium(key=key, trim=(float(width), float(height)), conditions=conditions, **rest)
