"""Symbols other than QR, read back by decoders: Data Matrix by libdmtx too, EAN-13 and Code 128 by
zbar too, Micro QR and Aztec by zxing-cpp alone, which also writes them."""

import numpy as np
import pytest
import zxingcpp
from PIL import Image

from app.errors import Refused
from app.printing import pdf
from app.printing.artwork import Artwork, Modules
from app.printing.bars import placed
from app.printing.codes import KINDS, encode_as
from app.printing.content import Bars
from app.printing.layout import Box
from tests.printing.sample import ADDRESS, from_pdf

SAMPLES = {
    "micro-qr": "04HMASW9",
    "data-matrix": ADDRESS,
    "data-matrix-rectangle": ADDRESS,
    "aztec": ADDRESS,
    "ean-13": "3017620422003",
    "code-128": "K7Q2M4",
}


def picture(symbol, side=4):
    rows = np.array([list(row) for row in symbol.rows], np.uint8)
    drawn = 255 - 255 * np.kron(rows, np.ones((side, side), np.uint8))
    return np.pad(drawn, symbol.quiet * side, constant_values=255)


@pytest.mark.parametrize("kind", list(KINDS))
def test_a_symbol_reads_back_with_its_own_quiet_zone(kind):
    symbol = encode_as(kind, SAMPLES[kind])
    (found,) = zxingcpp.read_barcodes(picture(symbol), formats=KINDS[kind].format)
    assert (found.text, found.format) == (SAMPLES[kind], KINDS[kind].format)


@pytest.mark.parametrize("kind", ["data-matrix", "data-matrix-rectangle"])
@pytest.mark.parametrize("text", [ADDRESS, "04HMASW9G51TB4C7", "É 42"])
def test_a_data_matrix_is_read_by_libdmtx_which_did_not_write_it(kind, text):
    dmtx = pytest.importorskip(
        "pylibdmtx.pylibdmtx", reason="libdmtx is not installed", exc_type=ImportError
    )
    symbol = encode_as(kind, text)
    (found,) = dmtx.decode(Image.fromarray(picture(symbol, side=6)), max_count=1)
    assert found.data == text.encode("latin-1")


@pytest.mark.parametrize("kind", ["data-matrix", "data-matrix-rectangle"])
def test_libdmtx_reads_a_data_matrix_off_the_press_file(kind):
    dmtx = pytest.importorskip(
        "pylibdmtx.pylibdmtx", reason="libdmtx is not installed", exc_type=ImportError
    )
    symbol = encode_as(kind, ADDRESS)
    modules = Modules(symbol, 6, 6, 0.6)
    artwork = Artwork("", "fr", (45, 30), 0, (modules,))
    (found,) = dmtx.decode(from_pdf(pdf.write(artwork, dpi=300), 300), max_count=1)
    assert found.data == ADDRESS.encode()


def test_a_square_is_square_and_a_rectangle_is_not():
    square = encode_as("data-matrix", ADDRESS)
    wide = encode_as("data-matrix-rectangle", ADDRESS)
    assert square.width == square.height
    assert wide.width > 2 * wide.height
    assert wide.version == "16x48"


def test_the_check_digit_of_an_ean_is_filled_in_and_a_wrong_one_refused():
    assert encode_as("ean-13", "301762042200").text == "3017620422003"
    with pytest.raises(Refused, match="cannot-encode"):
        encode_as("ean-13", "3017620422004")


@pytest.mark.parametrize(
    ("kind", "text"), [("micro-qr", ADDRESS), ("data-matrix-rectangle", "A" * 99), ("ean-13", "x")]
)
def test_what_does_not_fit_is_refused(kind, text):
    with pytest.raises(Refused, match="cannot-encode"):
        encode_as(kind, text)


@pytest.mark.parametrize("kind", ["ean-13", "code-128"])
def test_bars_stand_with_their_text_in_a_press_file_and_zbar_reads_them_too(kind):
    items = placed(Bars(kind, SAMPLES[kind]), Box(5, 8, 50, 30))
    artwork = Artwork("", "fr", (60, 45), 0, tuple(items))
    drawn = from_pdf(pdf.write(artwork, dpi=300), 300)
    (found,) = zxingcpp.read_barcodes(drawn)
    assert found.text == SAMPLES[kind]
    zbar = pytest.importorskip(
        "pyzbar.pyzbar", reason="zbar is not installed", exc_type=ImportError
    )
    assert [code.data.decode() for code in zbar.decode(drawn)] == [SAMPLES[kind]]
