"""A run to start from, and its files turned into pictures and texts by others' programs."""

from dataclasses import replace

import numpy as np
import pypdfium2
import zxingcpp

from app.printing.labels import sheet
from app.printing.media import medium
from app.printing.runs.formats import Paper
from app.printing.runs.run import Run
from app.signing import Ring, address

RING = Ring("maison-levain", ["test-secret"])
ID = 0x0123456789
HOST = "q.levain.eu"
PAPER = Paper(sheet("L7160"))


def a_run(**changes) -> Run:
    """Copies 0 to 99 of the worked vector's code, on labels."""
    made = Run(RING, ID, HOST, False, medium("label"), 100_000, 0, 100, "Maison Levain")
    return replace(made, **changes)


def addresses(run, first=None, count=None):
    """What the copies must say, one by one."""
    first = run.first if first is None else first
    end = first + (run.count if count is None else count)
    tokens = (run.ring.token(run.id, serial) for serial in range(first, end))
    return [address(run.host, token, byte_mode=run.byte_mode) for token in tokens]


def whole(format, run):
    """A file of a format in one piece, its copies in parts as `write` asks for them."""
    parts = [format.head()]
    size = len(parts[0].body)
    for first in range(run.first, run.end, format.copies):
        parts.append(format.part(first, min(format.copies, run.end - first), size))
        size += len(parts[-1].body)
    foot = b"".join(format.foot(size, (part.entry for part in parts)))
    return b"".join(part.body for part in parts) + foot


def picture(modules, scale=4, quiet=4):
    """One symbol as grey pixels with its quiet zone."""
    return np.pad(
        255 - 255 * np.kron(modules, np.ones((scale, scale), np.uint8)),
        quiet * scale,
        constant_values=255,
    )


def page(data, number=0, dpi=300):
    """A page of a PDF drawn by PDFium, grey."""
    document = pypdfium2.PdfDocument(data)
    return np.array(document[number].render(scale=dpi / 72, grayscale=True).to_pil())


def read(pixels):
    """All texts of QR codes in a picture, row by row."""
    found = zxingcpp.read_barcodes(pixels, formats=zxingcpp.BarcodeFormat.QRCode)
    codes = [code for code in found if code.format == zxingcpp.BarcodeFormat.QRCode]
    codes.sort(key=lambda one: (round(one.position.top_left.y / 50), one.position.top_left.x))
    return [code.text for code in codes]
