"""Label sheets: what is printed where, on which plate, as programs that did not write it see it."""

from io import BytesIO

import numpy as np
import pikepdf
import pypdfium2
import pytest

from app.errors import Refused
from app.printing.copies import Calibration
from app.printing.labels import sheet, sheets
from app.printing.media import medium
from app.printing.press import POINT
from app.printing.runs.pages import Pages
from app.printing.runs.place import NUMBER, place
from tests.printing import sample
from tests.printing.runs.kit import PAPER, a_run, addresses, page, read, whole


@pytest.fixture(scope="module")
def run():
    """A page and a bit, in English: copies 41 to 65."""
    return a_run(first=41, count=25, call_to_action="Scan for your points", language="en")


@pytest.fixture(scope="module")
def data(run):
    return whole(Pages(run, PAPER.sheet), run)


def test_every_label_decodes_to_its_own_copy_in_reading_order(run, data):
    wanted = addresses(run)
    assert read(page(data, 0)) == wanted[:21]
    assert read(page(data, 1)) == wanted[21:]


def test_each_number_stands_as_text_under_its_words(run, data):
    found = pypdfium2.PdfDocument(data)
    text = " ".join(one.get_textpage().get_text_range() for one in found)
    assert " ".join(text.split()) == " ".join(f"No. {serial:05d}" for serial in range(41, 66))


def test_a_module_is_whole_dots_of_a_common_printer_and_where_it_should_be(run, data):
    placed = place(run, PAPER.sheet.label)
    assert placed.module * 600 / 25.4 == pytest.approx(round(placed.module * 600 / 25.4))
    pixels = page(data, 1, dpi=600)
    left, top = PAPER.sheet.first
    x, y = (round((a + b) * 600 / 25.4) for a, b in zip((left, top), placed.symbol, strict=True))
    side = round(run.encoder.side * placed.module * 600 / 25.4)
    dark = pixels[y - 8 : y + side + 8, x - 8 : x + side + 8] < 128
    (y0, x0), (y1, x1) = np.argwhere(dark).min(axis=0), np.argwhere(dark).max(axis=0) + 1
    assert (x0 - 8, y0 - 8) == pytest.approx((0, 0), abs=1)
    assert (x1 - x0, y1 - y0) == pytest.approx((side, side), abs=1)


@sample.needs_gs
def test_everything_is_on_the_black_plate_alone(data):
    inked = {name for name, plate in sample.plates(data).items() if np.array(plate).min() < 128}
    assert inked == {"Black"}


def test_the_typeface_is_embedded_and_only_what_is_printed_of_it(data):
    with pikepdf.open(BytesIO(data)) as found:
        font = found.pages[0].Resources.Font.N
        assert len(font.FontDescriptor.FontFile2.read_bytes()) < 8000
        assert str(font.BaseFont).endswith("+Inter-Regular")


def test_the_same_run_gives_the_same_bytes(run, data):
    assert whole(Pages(a_run(**vars_of(run)), PAPER.sheet), run) == data


def vars_of(run):
    names = ("first", "count", "call_to_action", "language")
    return {name: getattr(run, name) for name in names}


def test_a_calibrated_sheet_is_moved_and_stretched_about_its_middle(run):
    data = whole(Pages(run, PAPER.sheet, Calibration(2, -3, 1.01, 0.99)), run)
    plain = whole(Pages(run, PAPER.sheet), run)
    with pikepdf.open(BytesIO(data)) as one, pikepdf.open(BytesIO(plain)) as other:
        moved = np.array([float(part) for part in first_matrix(one)])
        still = np.array([float(part) for part in first_matrix(other)])
    middle = np.array([105, 148.5])
    corner = np.array([7.25, 15.15])

    def at(matrix, point):
        return point * matrix[[0, 3]] + matrix[[4, 5]]

    wanted = (corner - middle) * (1.01, 0.99) + middle + (2, -3)
    assert at(still, corner) == pytest.approx((corner * (1, -1) + (0, 297)) * POINT, abs=1e-3)
    assert at(moved, corner) == pytest.approx((wanted * (1, -1) + (0, 297)) * POINT, abs=1e-3)


def first_matrix(document):
    operators = pikepdf.parse_content_stream(document.pages[0])
    return next(one.operands for one in operators if str(one.operator) == "cm")


@pytest.mark.parametrize("key", sheets())
@pytest.mark.parametrize("words", ["", "Scannez pour recevoir vos points de fidélité"])
def test_on_every_sheet_the_code_its_quiet_zone_and_its_words_stay_on_the_label(key, words):
    run = a_run(call_to_action=words)
    on = sheet(key)
    if min(on.label) < (run.encoder.side + 8) * run.medium.module:
        with pytest.raises(Refused, match="too-dense"):
            place(run, on.label)
        return
    placed = place(run, on.label)
    width, height = on.label
    zone = (run.encoder.side + 8) * placed.module
    left, top = (corner - 4 * placed.module for corner in placed.symbol)
    assert left >= -1e-6
    assert top >= -1e-6
    assert max(left + zone - width, top + zone - height) <= 1e-6
    x, y = placed.number
    assert x >= left + zone - 1e-6 or y - NUMBER * 0.73 >= top + zone - 1e-6
    assert y < height - 0.4
    assert placed.module >= run.medium.module
    for line in placed.words:
        assert line.x >= left + zone - 1e-6
        assert line.y < y - NUMBER


def test_a_label_that_is_too_small_is_refused_with_what_to_do():
    with pytest.raises(Refused, match="larger labels"):
        Pages(a_run(medium=medium("packaging")), sheet("5167"))
