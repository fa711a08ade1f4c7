"""What one printable says: the words and the address, before any geometry."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phone:
    """A number as it is printed: `shown` in French grouping; `mark` its official price colour
    (green, grey, violet) or empty for a plain number; `tariff` the text of the price mark."""

    shown: str
    mark: str = ""
    tariff: str = ""


@dataclass(frozen=True, slots=True)
class Bars:
    """A linear code beside the symbol: `kind` is ean-13 or code-128."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Content:
    """The content of one code on one medium, in one language.

    `address` stands in the symbol (empty: no symbol, a typed address alone); `shown` is the address
    for eyes; `place` names the placement; `logo` is a PNG or SVG file's bytes.
    """

    kind: str
    address: str
    shown: str
    reference: str
    call_to_action: str
    language: str
    brand: str
    colour: str = "#1a1a1a"
    place: str = ""
    phone: Phone | None = None
    logo: bytes | None = None
    byte_mode: bool = False
    bars: Bars | None = None
