"""The file formats of printables, by the ending of their names. A new one: a file, and a line."""

from collections.abc import Mapping
from typing import Protocol

from app.printing import eps, pdf, png, svg
from app.printing.artwork import Artwork


class Writer(Protocol):
    """Artwork in, the bytes of one whole file out; the same bytes for the same artwork.

    `dpi` matters to pixels only.
    """

    def __call__(self, artwork: Artwork, *, dpi: int) -> bytes: ...


FORMATS: Mapping[str, Writer] = {
    "svg": svg.write,
    "png": png.write,
    "eps": eps.write,
    "pdf": pdf.write,
}
