import io
import json
from typing import Any

import numpy as np
import pytest
import zxingcpp
from PIL import Image, ImageOps
from reportlab.pdfgen.canvas import Canvas

from app.printing.media import medium
from app.printing.preflight import GRADES, FieldCache, check, judge, worst
from tests.printing.preflight.samples import (
    BLACK,
    TEXT,
    code,
    draw,
    eps,
    image,
    jpeg,
    pdf,
    png,
    svg,
)

KEYS = ["file", "page", "text", "grade", "rules", "print_estimate", "field", "fails_first"]


def test_a_verdict_is_json_with_exactly_the_promised_keys() -> None:
    verdict = check(svg(), "label.svg", medium("label"), TEXT)[0]
    plain = json.loads(json.dumps(verdict.as_json()))
    assert list(plain) == KEYS
    assert (plain["file"], plain["page"], plain["text"]) == ("label.svg", 1, TEXT)
    assert "estimate" in plain["print_estimate"]["label"]
    assert "not a scan rate" in plain["field"]["label"]


@pytest.mark.parametrize(
    "data",
    [pdf(), svg(), eps(), png(image()), jpeg(image())],
    ids=["pdf", "svg", "eps", "png", "jpeg"],
)
def test_a_good_file_of_every_kind_is_an_a(data: bytes) -> None:
    (verdict,) = check(data, "file", expected=TEXT)
    assert verdict.grade == "A", verdict.as_json()
    assert verdict.fails_first is None


def test_the_worst_part_is_the_grade() -> None:
    poor = check(png(image(dark="#c4c4c4")), "file")[0]
    parts = [poor.rules_grade, poor.print_estimate["grade"], poor.field["grade"]]  # type: ignore[index]
    assert poor.grade == worst(parts) == max(parts, key=GRADES.index)
    assert poor.grade in "CDF"


def test_every_code_of_every_page_has_its_verdict() -> None:
    kept = io.BytesIO()
    canvas = Canvas(kept, pagesize=(400, 400), invariant=1)
    for page in range(2):
        for place in range(2):
            tail = f"Q.LEVAIN.EXAMPLE/04HMASW9G51TB4C{page}{place}"[:33]
            draw(canvas, code(tail), BLACK, 0.8, (10 + place * 60, 20), 100)
        canvas.showPage()
    canvas.save()
    verdicts = check(kept.getvalue(), "sheet.pdf")
    assert [verdict.page for verdict in verdicts] == [1, 1, 2, 2]
    assert all(verdict.text for verdict in verdicts)


def test_a_file_without_a_code_is_one_f() -> None:
    (verdict,) = check(png(Image.new("RGB", (300, 300), "white")), "empty.png")
    assert (verdict.text, verdict.grade) == (None, "F")
    assert verdict.fails_first is not None


def test_other_symbols_are_read_and_not_graded() -> None:
    made = zxingcpp.create_barcode("RELAIS 42", zxingcpp.DataMatrix)
    pixels = Image.fromarray(np.asarray(made.to_image(scale=12)))
    (verdict,) = check(png(ImageOps.expand(pixels.convert("RGB"), 60, "white")), "dm.png")
    assert verdict.text == "RELAIS 42"
    assert verdict.print_estimate is None


def test_two_runs_give_the_same_verdict_to_the_last_digit() -> None:
    first, second = (check(pdf(), "file", medium("label")) for _run in range(2))
    assert [one.as_json() for one in first] == [two.as_json() for two in second]


def photographed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Grows by one for every design that is photographed."""
    taken: list[int] = []
    original = judge.field

    def counted(*given: Any) -> dict[str, Any]:
        taken.append(1)
        return original(*given)

    monkeypatch.setattr(judge, "field", counted)
    return taken


def test_a_run_that_differs_in_payload_is_photographed_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    taken = photographed(monkeypatch)
    cache = FieldCache()
    for number in range(6):
        tail = f"Q.LEVAIN.EXAMPLE/04HMASW9G51TB4C{number}"
        check(pdf(qr=code(tail)), "file", medium("label"), f"https://{tail}", cache=cache)
    assert len(taken) == 1
    check(pdf(qr=code(), module=0.5), "file", medium("label"), cache=cache)
    assert len(taken) == 2


def test_a_spoilt_copy_in_a_run_is_not_taken_for_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    taken, cache = photographed(monkeypatch), FieldCache()
    pale, stained, near = image(dark="#666666"), image(), image()
    stained.paste((0, 0, 0), (200, 200, 240, 240))
    near.paste((0, 0, 0), (0, 0, 30, 370))
    for picture in (image(), stained, pale, near):
        check(png(picture), "file", cache=cache)
    assert len(taken) == 4
