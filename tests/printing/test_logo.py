"""Logos: what may come in, what is refused, and how much of a code one may hide."""

import zlib
from io import BytesIO

import numpy as np
import pytest
import zxingcpp
from PIL import Image, ImageDraw

from app.errors import Refused
from app.printing import pdf, png, svg
from app.printing.compose import compose
from app.printing.knockout import GOOD, find_room, unused_correction
from app.printing.layout import Box
from app.printing.logo import read
from app.printing.media import medium
from app.printing.style import Style
from app.printing.symbol import encode
from tests.printing.sample import ADDRESS, content, from_pdf, from_svg, texts

ROUND = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">'
    b'<g transform="translate(50 50)">'
    b'<circle r="48" fill="#000"/><path fill="#fff" d="M-20-20h40v40h-40z"/></g></svg>'
)


def a_png(size=(60, 40), mode="RGBA", **options):
    picture = Image.new(mode, size)
    ImageDraw.Draw(picture).ellipse((2, 2, size[0] - 3, size[1] - 3), fill="navy")
    buffer = BytesIO()
    picture.save(buffer, "PNG", **options)
    return buffer.getvalue()


def an_svg(body, head=""):
    return (
        f'{head}<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10">{body}</svg>'.encode()
    )


def a_bomb():
    """A PNG of 30,000 × 30,000 px in a few kB."""
    buffer = BytesIO()
    Image.new("L", (1, 1)).save(buffer, "PNG")
    small = buffer.getvalue()
    header = small[:16] + (30000).to_bytes(4, "big") * 2 + small[24:29]
    return header + zlib.crc32(header[12:]).to_bytes(4, "big") + small[33:]


def animated():
    frames = [Image.new("RGBA", (9, 9), colour) for colour in ("red", "blue")]
    buffer = BytesIO()
    frames[0].save(buffer, "PNG", save_all=True, append_images=frames[1:])
    return buffer.getvalue()


def a_jpeg():
    buffer = BytesIO()
    Image.new("CMYK", (9, 9)).save(buffer, "JPEG")
    return buffer.getvalue()


RECT = '<rect width="5" height="5"/>'
BAD = {
    "nothing": b"",
    "not a picture": b"MZ\x90\x00 not a picture",
    "huge file": b"\x89PNG\r\n\x1a\n" + bytes(6_000_000),
    "bomb": a_bomb(),
    "animated": animated(),
    "CMYK JPEG": a_jpeg(),
    "broken": a_png()[:60],
    "script": an_svg(f"<script>alert(1)</script>{RECT}"),
    "event": an_svg('<rect width="5" height="5" onclick="alert(1)"/>'),
    "picture inside": an_svg('<image href="https://evil.example/x.png" width="5" height="5"/>'),
    "link": an_svg(f'<a href="https://evil.example/">{RECT}</a>'),
    "use": an_svg('<use href="#a"/>'),
    "gradient": an_svg('<rect width="5" height="5" fill="url(#g)"/>'),
    "style sheet": an_svg("<style>@import url(https://evil.example/)</style>" + RECT),
    "text": an_svg("<text>hello</text>"),
    "foreign": an_svg("<foreignObject><p/></foreignObject>"),
    "entities": an_svg(RECT, '<!DOCTYPE svg [<!ENTITY a "aaaa">]>'),
    "half seen": an_svg('<rect width="5" height="5" opacity="0.5"/>'),
    "broken svg": an_svg("<rect"),
    "empty svg": an_svg(""),
    "bad number": an_svg('<path d="M zero"/>'),
    "no size": b'<svg xmlns="http://www.w3.org/2000/svg"><rect width="5" height="5"/></svg>',
    "deep": an_svg("<g>" * 5000 + RECT + "</g>" * 5000),
}


@pytest.mark.parametrize("name", list(BAD))
def test_a_bad_logo_is_refused_with_the_reason(name):
    with pytest.raises(Refused) as caught:
        read(BAD[name])
    (problem,) = caught.value.problems
    assert problem.code == "bad-logo"
    assert problem.what.endswith(".")
    assert problem.instead


def test_a_fully_transparent_picture_is_refused():
    buffer = BytesIO()
    Image.new("RGBA", (9, 9)).save(buffer, "PNG")
    with pytest.raises(Refused, match="transparent"):
        read(buffer.getvalue())


@pytest.mark.parametrize("mode", ["RGBA", "RGB", "P", "L"])
def test_pictures_of_usual_modes_are_taken_and_keep_their_shape(mode):
    logo = read(a_png(mode="RGBA") if mode == "RGBA" else _converted(mode))
    assert logo.width / logo.height == pytest.approx(1.5)
    (item,) = logo.placed(Box(0, 0, 30, 30))
    assert (item.width, item.height) == pytest.approx((30, 20))


def _converted(mode):
    buffer = BytesIO()
    Image.open(BytesIO(a_png())).convert(mode).save(buffer, "PNG")
    return buffer.getvalue()


def test_a_drawing_looks_as_resvg_draws_it():
    from app.printing.artwork import Artwork

    source = an_svg(
        '<g transform="translate(1 1) scale(.8)"><path fill="#c00" fill-rule="evenodd" '
        'd="M0 0h8v8H0zM2 2h4v4H2z"/><g fill="navy"><circle cx="8" cy="8" r="2"/></g>'
        '<path transform="rotate(30 5 5)" fill="none" stroke="#0a0" stroke-width=".6" '
        'd="M2 5a3 3 0 0 1 6 0"/></g>'
    )
    logo = read(source)
    ours = png.render(Artwork("", "", (20, 20), 0, logo.placed(Box(0, 0, 20, 20))), dpi=254)
    sized = source.replace(b"viewBox", b'width="20mm" height="20mm" viewBox')
    theirs = from_svg(
        sized.replace(b"><g", b'><rect width="10" height="10" fill="#fff"/><g', 1), 254
    )
    ours, theirs = (np.asarray(p.convert("RGB")).astype(int) for p in (ours, theirs))
    assert abs(ours - theirs[: ours.shape[0], : ours.shape[1]]).mean() < 1.5


@pytest.mark.parametrize("data", [a_png(), ROUND], ids=["png", "svg"])
def test_a_code_with_a_logo_reads_in_every_format_and_keeps_correction_for_dirt(data):
    artwork = compose(content(logo=data), medium("poster-a4"), style=Style(logo=True))
    for picture in (
        png.render(artwork, dpi=100),
        from_svg(svg.write(artwork, dpi=100), 100),
        from_pdf(pdf.write(artwork, dpi=100), 100),
    ):
        assert texts(picture.convert("RGB")) == [ADDRESS]


def test_the_pdf_keeps_the_soft_edges_of_a_picture():
    artwork = compose(content(logo=a_png((300, 300))), medium("press-ad"))
    assert b"/SMask" in pdf.write(artwork, dpi=300)


def injected(symbol, wrong):
    """The symbol's modules with the first module of some codewords turned over."""
    from app.printing.structure import layout

    seen = np.array([list(row) for row in symbol.rows], bool)
    for word in wrong:
        y, x = layout(int(symbol.version)).order[word * 8]
        seen[y, x] ^= True
    return seen


def test_unused_correction_falls_by_two_for_every_wrong_codeword_of_the_worst_block():
    symbol = encode(ADDRESS, "Q")  # 3-Q: two blocks of 17 and 18 codewords, drawn in turn
    assert unused_correction(symbol, injected(symbol, [])) == 1
    assert unused_correction(symbol, injected(symbol, [0, 2])) == pytest.approx(1 - 4 / 18)
    assert unused_correction(symbol, injected(symbol, [0, 1])) == pytest.approx(1 - 2 / 18)


@pytest.mark.parametrize("count", range(12))
def test_zxing_reads_exactly_as_long_as_our_count_says_it_can(count):
    symbol = encode(ADDRESS, "Q")
    seen = injected(symbol, range(0, 2 * count, 2))
    left = unused_correction(symbol, seen)
    picture = np.pad(~np.kron(seen, np.ones((6, 6), bool)), 24, constant_values=True)
    found = zxingcpp.read_barcodes(picture.astype(np.uint8) * 255)
    assert bool(found) == (left >= 0)


def test_the_mask_is_chosen_for_the_logo():
    """The best of eight masks leaves at least as much as any, and more than the worst."""

    def dark(columns, rows):
        return np.ones((rows, columns), bool)

    def encoded(mask):
        return encode(ADDRESS, "Q", mask=mask)

    room = find_room(encoded, 1.0, dark, least=0.3)
    each = []
    for mask in range(8):
        symbol = encoded(mask)
        seen = np.array([list(row) for row in symbol.rows], bool)
        area = (slice(room.top, room.top + room.height), slice(room.left, room.left + room.width))
        seen[area] = True
        each.append(unused_correction(symbol, seen))
    assert room.unused == max(each) > min(each)


def test_a_logo_keeps_grade_a_of_unused_correction_or_is_refused():
    artwork = compose(content(logo=ROUND), medium("poster-a4"), style=Style(logo=True))
    symbol = artwork.modules.symbol
    picture = np.asarray(png.render(artwork, dpi=254).convert("L"))
    left, top, side, _height = artwork.modules.box
    pixels = png.whole(artwork.modules.module * 10)
    x = round(left * 10 + (side * 10 - symbol.width * pixels) / 2) + pixels // 2
    y = round(top * 10 + (side * 10 - symbol.width * pixels) / 2) + pixels // 2
    end = symbol.width * pixels
    seen = picture[y : y + end : pixels, x : x + end : pixels] < 128
    assert GOOD <= unused_correction(symbol, seen) < 1


def test_level_l_has_no_room_for_a_logo():
    from dataclasses import replace

    weak = replace(medium("poster-a4"), level="L")
    with pytest.raises(Refused, match="no-room-for-logo"):
        compose(content(logo=ROUND), weak, style=Style(logo=True))


def test_a_logo_asked_for_and_not_given_is_refused():
    with pytest.raises(Refused, match="no-room-for-logo"):
        compose(content(), medium("label"), style=Style(logo=True))
