"""A file of any kind as pages.

The file is somebody else's: what is broken, locked, oversized or reaches outside is Refused.
"""

from collections.abc import Sequence

from app.i18n import _
from app.printing.preflight.page import Page, refused

MAX_BYTES = 200 << 20


def open_pages(data: bytes, name: str) -> Sequence[Page]:
    """The pages of a PDF, SVG, PNG, JPEG or EPS file. Raises Refused saying what is wrong."""
    if not data:
        raise refused(name, "empty-file", _("the file is empty."))
    if len(data) > MAX_BYTES:
        raise refused(
            name,
            "file-too-large",
            _("the file has {size} MB.").format(size=len(data) >> 20),
            _("Give one of {most} MB at most.").format(most=MAX_BYTES >> 20),
        )
    # Imported where needed: each kind brings a library of its own.
    if b"%PDF-" in data[:1024]:
        from app.printing.preflight.pdf import read_pdf as read
    elif data.startswith((b"%!PS", b"\xc5\xd0\xd3\xc6")):
        from app.printing.preflight.eps import read_eps as read
    elif data.startswith((b"\x89PNG", b"\xff\xd8\xff")):
        from app.printing.preflight.picture import read_picture as read
    elif _is_markup(data):
        from app.printing.preflight.svg import read_svg as read
    else:
        raise refused(
            name,
            "unknown-file",
            _("this is no file that can be checked."),
            _("Give a PDF, SVG, PNG, JPEG or EPS file."),
        )
    return read(data, name)


def _is_markup(data: bytes) -> bool:
    head = data[:4096].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")
    return head.startswith((b"<", b"<\x00"))
