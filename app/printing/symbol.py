"""The symbol: text in, matrix of modules out. Says nothing of sizes, inks or looks."""

from dataclasses import dataclass
from typing import Any

import segno
from segno import consts
from segno.encoder import DataOverflowError

from app.errors import Problem, Refused
from app.i18n import _

_SCHEME = "https://"
_ALPHANUMERIC = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")
LEVELS = ("L", "M", "Q", "H")


@dataclass(frozen=True, slots=True)
class Symbol:
    """A matrix of modules. `rows` run from the top, one byte a module, 1 is dark.

    `quiet` is the width of the quiet zone in modules (QR: 4, ISO/IEC 18004 6.3.8). `level` and
    `mask` are those of QR; other symbologies leave them at "" and -1.
    """

    text: str
    symbology: str
    version: str
    level: str
    mask: int
    rows: tuple[bytes, ...]
    quiet: int = 4

    @property
    def width(self) -> int:
        """Columns, without the quiet zone."""
        return len(self.rows[0])

    @property
    def height(self) -> int:
        """Rows, without the quiet zone."""
        return len(self.rows)


def encode(
    address: str,
    level: str = "Q",
    *,
    byte_mode: bool = False,
    mask: int | None = None,
    version: int | None = None,
) -> Symbol:
    """The smallest QR symbol of `address` at exactly this error correction level.

    The scheme stands in a byte segment and the rest in an alphanumeric one where its characters
    allow (host and token in capitals) and `byte_mode` does not forbid it. Raises Refused.
    """
    if level not in LEVELS:
        raise ValueError(f"level {level!r} is none of {', '.join(LEVELS)}")
    try:
        made = segno.make_qr(
            _segments(address, byte_mode),
            error=level.lower(),
            boost_error=False,
            mask=mask,
            version=version,
        )
    except DataOverflowError as error:
        problem = Problem(
            "too-long",
            _("symbol"),
            _("{count} characters do not fit a QR code at level {level}.").format(
                count=len(address), level=level
            ),
            _("Shorten the host or lower the level."),
        )
        raise Refused([problem]) from error
    rows = tuple(bytes(row) for row in made.matrix)
    return Symbol(address, "QR", str(made.version), level, made.mask, rows)


def _segments(address: str, byte_mode: bool) -> Any:
    head, tail = address[: len(_SCHEME)], address[len(_SCHEME) :]
    if byte_mode or head != _SCHEME or not tail or not _ALPHANUMERIC.issuperset(tail):
        return [(address, consts.MODE_BYTE)]
    return [(head, consts.MODE_BYTE), (tail, consts.MODE_ALPHANUMERIC)]
