"""The PDF writer: read by QPDF, however many pages and however far apart they stand."""

import pikepdf
import pytest

from app.printing.runs.document import Document
from app.printing.runs.spool import Part


def write(path, pages, gap=0):
    """A file of pages that say their number; `gap` empty bytes stand between two of them."""
    document = Document(pages, (100, 50), 0, "<<>>")
    with path.open("wb") as file:
        entries = []

        def put(part: Part):
            file.write(part.body)
            entries.append(part.entry)
            file.seek(gap, 1)

        put(document.head("Été · 夏", "fr", []))
        for page in range(pages):
            put(document.page(page, b"%% page %d" % page, file.tell()))
        for piece in document.foot(file.tell(), iter(entries), "0" * 32):
            file.write(piece)


@pytest.mark.parametrize("pages", [1, 63, 64, 65, 200])
def test_pages_come_in_order_whatever_their_number(tmp_path, pages):
    write(tmp_path / "a.pdf", pages)
    with pikepdf.open(tmp_path / "a.pdf") as found:
        assert found.check_pdf_syntax() == []
        assert [page.Contents.read_bytes() for page in found.pages] == [
            b"%% page %d" % page for page in range(pages)
        ]
        assert found.docinfo["/Title"] == "Été · 夏"
        assert found.Root.Lang == "fr"
        first = found.pages[0]
        assert list(first.mediabox) == list(first.trimbox) == [0, 0, 100, 50]


def test_offsets_beyond_ten_digits_are_kept(tmp_path):
    write(tmp_path / "far.pdf", 2, gap=6_000_000_000)  # sparse: it takes no room
    with pikepdf.open(tmp_path / "far.pdf") as found:
        assert [page.Contents.read_bytes() for page in found.pages] == [b"% page 0", b"% page 1"]
