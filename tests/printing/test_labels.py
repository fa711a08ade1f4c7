"""Sheets: geometry that holds, labels where they belong, and what does not fit refused."""

from dataclasses import replace
from io import BytesIO

import numpy as np
import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Missing, Refused
from app.printing import pdf
from app.printing.compose import compose
from app.printing.imposition import Calibration, calibration_grid, filled, write_sheets
from app.printing.labels import check, imposed, sheet, sheets
from app.printing.media import medium
from app.printing.preflight import check as preflight
from app.printing.preflight import check_sheet
from tests.printing.sample import ADDRESS, content, from_pdf, texts

NAMES = "L7160 L7161 L7162 L7163 L7164 L7165 L7169 L7651 3474 5160 5161 5162 5163 5164 5167"
COUNTS = [21, 18, 16, 14, 12, 8, 4, 65, 24, 30, 20, 14, 10, 6, 80]


def label():
    return pdf.write(compose(content(), medium("label")), dpi=300)


def test_all_fifteen_sheets_hold_as_many_labels_as_their_makers_say():
    assert {key: len(sheet(key).places) for key in sheets()} == dict(
        zip(NAMES.split(), COUNTS, strict=True)
    )


@pytest.mark.parametrize("key", NAMES.split())
def test_labels_lie_on_their_paper_and_do_not_overlap(key):
    check(sheet(key))
    assert sheet(key).calibrate == (key != "L7160")


def test_an_unknown_sheet_names_those_there_are():
    with pytest.raises(Missing, match="L7160"):
        sheet("L9999")


@pytest.mark.parametrize(
    "wrong",
    [{"pitch": (60.0, 38.1)}, {"first": (20.0, 15.0)}, {"grid": (3, 9)}, {"first": (-1.0, 5.0)}],
)
def test_a_sheet_that_cannot_be_is_refused(wrong):
    with pytest.raises(Refused, match="bad-sheet"):
        check(replace(sheet("L7160"), **wrong))


def test_a_printable_larger_than_the_label_is_refused():
    with pytest.raises(Refused, match="too-big"):
        write_sheets([label()], sheet("5160"))


def test_a_full_sheet_decodes_label_by_label():
    data = write_sheets([label()] * 22, sheet("L7160"))
    with pikepdf.open(BytesIO(data)) as document:
        assert len(document.pages) == 2
        assert [float(edge) for edge in document.pages[0].mediabox[2:]] == pytest.approx(
            [595.28, 841.89], abs=0.01
        )
    assert texts(from_pdf(data, 200)) == [ADDRESS] * 21


def dark(data, dpi=127):
    return np.asarray(from_pdf(data, dpi).convert("L")) < 215


def corner(data, dpi=127):
    """Left and top of the first ink, in mm."""
    ink = dark(data, dpi)
    return tuple(np.flatnonzero(ink.any(axis=axis))[0] / dpi * 25.4 for axis in (0, 1))


def test_used_labels_are_skipped_and_offsets_move_everything():
    on = sheet("L7160")
    first = corner(write_sheets([label()], on))
    assert first[0] == pytest.approx(7.25, abs=0.25)
    skipped = corner(write_sheets([label()], on, skip=4))
    assert skipped[0] - first[0] == pytest.approx(66.0, abs=0.25)
    assert skipped[1] - first[1] == pytest.approx(38.1, abs=0.25)
    moved = corner(write_sheets([label()], on, calibration=Calibration(x=2, y=-3)))
    assert moved[0] - first[0] == pytest.approx(2, abs=0.25)
    assert moved[1] - first[1] == pytest.approx(-3, abs=0.25)


def test_the_scale_stretches_about_the_middle_of_the_paper():
    on = sheet("L7160")
    plain = corner(calibration_grid(on))
    wide = corner(calibration_grid(on, calibration=Calibration(across=1.01)))
    assert wide[0] - plain[0] == pytest.approx(-0.01 * (105 - 7.25), abs=0.25)
    assert wide[1] == pytest.approx(plain[1], abs=0.25)


@given(st.floats(30, 140), st.floats(30, 200))
def test_an_imposed_sheet_fits_its_paper_with_the_bleed_of_every_copy(width, height):
    on = imposed((width, height))
    check(on)
    lefts, tops = [x for x, _y in on.places], [y for _x, y in on.places]
    assert min(lefts) >= 3 + 8 - 1e-6
    assert min(tops) >= 3 + 8 - 1e-6
    assert sorted(on.paper) == [210, 297]
    assert max(lefts) + width <= on.paper[0] - 11 + 1e-6
    assert max(tops) + height <= on.paper[1] - 11 + 1e-6


def test_cards_are_imposed_with_marks_in_the_margin_only():
    card = compose(content(), medium("business-card"))
    on = imposed(card.trim)
    assert (on.paper, on.grid) == ((297.0, 210.0), (3, 3))
    data = write_sheets([pdf.write(card, dpi=300)] * 9, on)
    assert texts(from_pdf(data, 200)) == [ADDRESS] * 9
    ink = dark(data)
    left, top = (round(edge * 5) for edge in on.first)
    marks = ink[: top - 20]
    assert marks.any()
    assert not ink[:, : left - 45].any()


def test_what_no_paper_holds_is_refused():
    with pytest.raises(Refused, match="too-big"):
        imposed((210.0, 297.0))


def test_the_same_files_give_the_same_sheet():
    one = write_sheets([label()] * 3, sheet("L7160"), title="x")
    assert one == write_sheets([label()] * 3, sheet("L7160"), title="x")


def test_a_drawing_is_kept_once_however_often_it_stands_on_the_sheet():
    once = len(write_sheets([label()], sheet("L7160")))
    assert len(write_sheets([label()] * 42, sheet("L7160"))) < once * 1.2


def test_copies_are_stretched_about_the_middle_of_the_paper_too():
    on = sheet("L7160")
    plain = corner(write_sheets([label()], on))
    wide = corner(write_sheets([label()], on, calibration=Calibration(across=1.02)))
    assert wide[0] - plain[0] == pytest.approx(-0.02 * (105 - 7.25), abs=0.25)
    assert wide[1] == pytest.approx(plain[1], abs=0.25)


def test_a_page_that_is_turned_lies_on_its_label_as_it_is_seen():
    with pikepdf.open(BytesIO(label())) as document:
        document.pages[0].rotate(90, relative=False)
        buffer = BytesIO()
        document.save(buffer)
    upright = replace(sheet("L7160"), label=(38.1, 63.5), pitch=(40.0, 64.0), grid=(4, 4))
    assert texts(from_pdf(write_sheets([buffer.getvalue()] * 16, upright), 200)) == [ADDRESS] * 16
    with pytest.raises(Refused, match="too-big"):
        write_sheets([buffer.getvalue()], sheet("L7160"))


@pytest.mark.parametrize(("copies", "count"), [(None, 16), (4, 8), (30, 60)])
def test_files_share_a_sheet_evenly_unless_told(copies, count):
    assert len(filled([b"a", b"b"], sheet("L7160"), copies, skip=5)) == count


def test_the_first_and_the_last_label_of_a_sheet_are_read_back_and_graded():
    on = sheet("L7160")
    data = write_sheets([label()] * 21, on, calibration=Calibration(1.0, -0.5))
    shifted = {"shift": (1.0, -0.5)}
    verdicts = check_sheet(data, "s.pdf", on, 21, medium("label"), ADDRESS, **shifted)
    assert [verdict.grade for verdict in verdicts] == ["A", "A"]
    gaps = [f.value for v in verdicts for f in v.rules if f.rule == "trim"]
    alone = [f.value for f in preflight(label(), "l.pdf", medium("label"))[0].rules]
    assert gaps[0] == pytest.approx(gaps[1], abs=0.02)
    assert any(value and value == pytest.approx(gaps[0], abs=0.02) for value in alone)


def test_a_label_that_is_missing_at_the_end_of_a_sheet_is_an_f():
    on = sheet("L7160")
    data = write_sheets([label()] * 20, on)
    verdicts = check_sheet(data, "s.pdf", on, 21, medium("label"), ADDRESS)
    assert [verdict.grade for verdict in verdicts] == ["A", "F"]


def test_a_code_on_a_sheet_that_says_something_else_is_an_f():
    on = sheet("L7160")
    data = write_sheets([label()], on)
    (verdict,) = check_sheet(data, "s.pdf", on, 1, medium("label"), ADDRESS + "X")
    assert verdict.grade == "F"
