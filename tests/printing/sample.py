"""Sample contents, and every format turned into a picture by programs that did not write it."""

import re
import shutil
import subprocess
import tempfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
import resvg_py
import zxingcpp
from PIL import Image

from app.printing.content import Content, Phone

ADDRESS = "https://Q.LEVAIN.EXAMPLE/04HMASW9G51TB4C7"
WORDS = {
    "qr": {"fr": "Scannez, commandez", "en": "Scan to order"},
    "messenger": {"fr": "Une question ? Écrivez-nous", "en": "Ask us anything"},
    "call": {"fr": "Parlez à un boulanger", "en": "Talk to a baker"},
    "url": {"fr": "Le pain du jour, en ligne", "en": "Today’s bread, online"},
    "nfc": {"fr": "Votre carte de fidélité, sans carte", "en": "Your loyalty card, cardless"},
}
FREE = Phone("0 800 123 456", "green", "Service & appel gratuits")
needs_gs = pytest.mark.skipif(not shutil.which("gs"), reason="Ghostscript (gs) is not installed")


def content(kind="qr", language="fr", **changes):
    """The content of one code of the sample brand."""
    made = Content(
        kind=kind,
        address="" if kind == "url" else ADDRESS,
        shown="levain.example/printemps" if kind == "url" else ADDRESS[8:].lower(),
        reference="K7Q2M4",
        call_to_action=WORDS[kind][language],
        language=language,
        brand="Maison Levain",
        colour="#b5402a",
        place="Dijon Ville",
        phone=FREE if kind == "call" else None,
    )
    return replace(made, **changes)


def from_svg(data, dpi=150):
    """An SVG drawn by resvg."""
    drawn = resvg_py.svg_to_bytes(svg_string=data.decode(), dpi=dpi)
    return Image.open(BytesIO(bytes(drawn))).convert("RGB")


def from_pdf(data, dpi=150):
    """The first page of a PDF drawn by PDFium."""
    document = pypdfium2.PdfDocument(data)
    return document[0].render(scale=dpi / 72).to_pil().convert("RGB")


def from_eps(data, dpi=150):
    """An EPS drawn by Ghostscript, cut to its bounding box."""
    command = ["gs", "-q", "-dSAFER", "-dBATCH", "-dNOPAUSE", "-dEPSCrop", f"-r{dpi}"]
    command += ["-sDEVICE=png16m", "-sOutputFile=-", "-"]
    run = subprocess.run(command, input=data, capture_output=True, check=True)
    return Image.open(BytesIO(run.stdout)).convert("RGB")


def plates(data, dpi=60):
    """The plates of a PDF or EPS as Ghostscript separates them: name -> picture, 0 is ink."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "in")
        source.write_bytes(data)
        command = ["gs", "-q", "-dSAFER", "-dBATCH", "-dNOPAUSE", f"-r{dpi}", "-sDEVICE=tiffsep"]
        command += ["-dEPSCrop", f"-sOutputFile={folder}/out.tif", str(source)]
        subprocess.run(command, capture_output=True, check=True)
        return {
            re.search(r"\((.+)\)", path.name)[1]: Image.open(path).convert("L").copy()
            for path in Path(folder).glob("out*(*).tif")
        }


def texts(picture):
    """What zxing-cpp reads in a picture: texts of QR codes only."""
    found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
    return [code.text for code in found if code.format == zxingcpp.BarcodeFormat.QRCode]
