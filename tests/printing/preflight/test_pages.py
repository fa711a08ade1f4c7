import io
import struct
import zlib
from contextlib import suppress

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from app.errors import Refused
from app.printing.preflight import check
from app.printing.preflight.page import Box
from app.printing.preflight.pages import open_pages
from tests.printing.preflight.samples import code, eps, image, jpeg, pdf, png, svg

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    ' width="50mm" height="50mm">{}</svg>'
)
PDF, PNG, JPEG, DRAWING = pdf(), png(image(scale=4)), jpeg(image(scale=4)), svg()
ENTITIES = b'<!DOCTYPE svg [<!ENTITY a "aa">]><svg xmlns="http://www.w3.org/2000/svg"/>'


def refusal(data: bytes) -> str:
    with pytest.raises(Refused) as caught:
        check(data, "given.file")
    problem = caught.value.problems[0]
    assert problem.where == "given.file"
    assert problem.what
    return problem.code


def locked() -> bytes:
    kept = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf())) as document:
        document.save(kept, encryption=pikepdf.Encryption(owner="o", user="u"))
    return kept.getvalue()


def endless() -> bytes:
    """A PDF whose picture unpacks to 300 MB."""
    kept = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf())) as document:
        worker = zlib.compressobj(9)
        packed = b"".join(worker.compress(bytes(1 << 20)) for _part in range(300)) + worker.flush()
        bomb = pikepdf.Stream(document, packed)
        bomb["/Filter"] = pikepdf.Name.FlateDecode
        document.pages[0].obj["/Bomb"] = document.make_indirect(bomb)
        document.save(kept, compress_streams=False)
    return kept.getvalue()


def huge_png() -> bytes:
    """A PNG that says 50,000 by 50,000 pixels."""
    head = b"IHDR" + struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    data = b"IDAT" + zlib.compress(bytes(1000))
    chunks = [
        struct.pack(">I", len(part) - 4) + part + struct.pack(">I", zlib.crc32(part))
        for part in (head, data)
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty-file"),
        (b"just text", "unknown-file"),
        (b"PK\x03\x04" + bytes(100), "unknown-file"),
        (b"GIF89a" + bytes(50), "unknown-file"),
        (b"%PDF-1.7\n nothing of the kind", "broken-file"),
        (pdf()[:400], "broken-file"),
        (locked(), "locked-file"),
        (endless(), "file-too-large"),
        (png(image())[:200], "broken-file"),
        (b"\x89PNG\r\n\x1a\n" + bytes(30), "broken-file"),
        (jpeg(image())[:300], "broken-file"),
        (huge_png(), "picture-too-large"),
        (b"<svg", "broken-file"),
        (b"<html><body/></html>", "unknown-file"),
        (SVG.format("<script>1</script>").encode(), "svg-script"),
        (SVG.format('<rect width="9" height="9" onload="x()"/>').encode(), "svg-script"),
        (SVG.format("<foreignObject/>").encode(), "svg-script"),
        (SVG.format('<image href="http://a.example/x.png"/>').encode(), "svg-outside"),
        (SVG.format('<image xlink:href="file:///etc/passwd"/>').encode(), "svg-outside"),
        (SVG.format('<image href="/etc/passwd"/>').encode(), "svg-outside"),
        (SVG.format("<style>@import 'x.css';</style>").encode(), "svg-outside"),
        (SVG.format("<rect style=\"fill:url('http://a.example/#x')\"/>").encode(), "svg-outside"),
        (ENTITIES, "svg-entities"),
        (SVG.format("<g>" * 300 + "</g>" * 300).encode(), "svg-bomb"),
        (
            SVG.format(
                '<g id="a0"><rect/></g>'
                + "".join(
                    f'<g id="a{n}">' + f'<use href="#a{n - 1}"/>' * 10 + "</g>" for n in range(1, 9)
                )
            ).encode(),
            "svg-bomb",
        ),
        (SVG.format('<g id="a"><use href="#a"/></g>').encode(), "svg-bomb"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" width="0" height="0"/>', "page-size"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(/etc/passwd) (r) file", "broken-file"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\nthis is no PostScript at all", "broken-file"),
    ],
)  # fmt: skip
def test_what_cannot_be_checked_is_refused_with_its_reason(data: bytes, code: str) -> None:
    assert refusal(data) == code


def test_eps_without_ghostscript_is_refused_with_that_reason(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PATH", "")
    assert refusal(eps()) == "no-ghostscript"


@pytest.mark.parametrize("mode", ["L", "1", "P", "RGBA", "LA", "I;16"])
def test_pngs_of_every_mode_are_read(mode: str) -> None:
    grey = image().convert("L")
    made = (
        grey.point(lambda v: v * 257, "I").convert("I;16") if mode == "I;16" else grey.convert(mode)
    )
    assert check(png(made), "file")[0].text


def test_a_cmyk_jpeg_is_read() -> None:
    assert check(jpeg(image().convert("CMYK")), "file")[0].text


def test_clear_parts_of_a_picture_are_paper() -> None:
    ink = Image.new("RGBA", image().size, (0, 0, 0, 0))
    ink.paste((0, 0, 0, 255), mask=image().convert("L").point(lambda v: 255 - v))
    assert check(png(ink), "file")[0].grade != "F"


def test_a_dpi_that_nobody_meant_is_not_a_size() -> None:
    assert not open_pages(jpeg(image(), dpi=72), "file")[0].sized
    assert open_pages(jpeg(image(), dpi=300), "file")[0].sized


def test_an_svg_in_pixels_states_no_size_and_one_in_mm_does() -> None:
    kept = io.BytesIO()
    code().save(kept, kind="svg", scale=4)
    assert not open_pages(kept.getvalue(), "file")[0].sized
    page = open_pages(svg(0.7), "file")[0]
    assert page.sized
    assert page.size[0] == pytest.approx(37 * 0.7)


def test_the_trim_of_a_turned_page_turns_with_it() -> None:
    kept = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf(at=(5, 30)))) as document:
        document.pages[0].obj["/Rotate"] = 90
        document.save(kept)
    straight, turned = check(pdf(at=(5, 30)), "a")[0], check(kept.getvalue(), "b")[0]
    gaps = [next(f.value for f in one.rules if f.rule == "trim") for one in (straight, turned)]
    assert gaps == pytest.approx([5, 5], abs=0.05)


@settings(max_examples=80)
@given(kind=st.sampled_from(["pdf", "png", "jpeg", "svg"]), data=st.data())
def test_damaged_files_are_drawn_or_refused_and_nothing_else(
    kind: str, data: st.DataObject
) -> None:
    made = {"pdf": PDF, "png": PNG, "jpeg": JPEG, "svg": DRAWING}[kind]
    damaged = bytearray(made)
    for _change in range(data.draw(st.integers(1, 12))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(damaged) // 3))
    with suppress(Refused):
        for page in open_pages(bytes(damaged[: len(damaged) - cut]), "file"):
            assert page.render(Box(0, 0, 10, 10), 4).shape == (40, 40, 3)
