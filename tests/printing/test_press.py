"""Press files: boxes, plates, fonts, marks, glass and profiles, as other programs see them."""

import re
import shutil
import subprocess
from dataclasses import replace
from io import BytesIO

import numpy as np
import pikepdf
import pytest
from PIL import ImageCms

from app.errors import Refused
from app.printing import eps, pdf
from app.printing.compose import compose
from app.printing.inks import BLACK, parse
from app.printing.media import media, medium
from tests.printing.sample import ADDRESS, content, from_pdf, needs_gs, plates, texts

POINT = 72 / 25.4


def file(key="label", **changes):
    return pdf.write(compose(content(**changes), medium(key)), dpi=300)


def boxes(data):
    names = ("/MediaBox", "/BleedBox", "/TrimBox")
    with pikepdf.open(BytesIO(data)) as document:
        return [[float(edge) for edge in document.pages[0].obj[name]] for name in names]


@pytest.mark.parametrize("key", sorted(media()))
def test_boxes_nest_and_the_trim_has_the_size_of_the_medium_at_its_scale(key):
    kind = medium(key)
    paper, bleed, trim = boxes(file(key))
    for inner, outer in ((trim, bleed), (bleed, paper)):
        assert inner[0] >= outer[0]
        assert inner[1] >= outer[1]
        assert inner[2] <= outer[2]
        assert inner[3] <= outer[3]
    for place, side in enumerate(kind.trim):
        assert (trim[place + 2] - trim[place]) / POINT == pytest.approx(side * kind.scale, abs=0.01)
        assert (bleed[place + 2] - trim[place + 2]) / POINT == pytest.approx(
            kind.bleed * kind.scale, abs=0.01
        )
    assert (paper[2] > bleed[2] + 20) == kind.marks


def test_a_module_in_the_pdf_is_right_to_a_hundredth_of_a_millimetre():
    artwork = compose(content(), medium("business-card"))
    picture = np.asarray(from_pdf(pdf.write(artwork, dpi=300), 1200).convert("L"))
    columns = np.flatnonzero((picture[400:-400] < 100).any(axis=0))
    rows = np.array([list(row) for row in artwork.modules.symbol.rows])
    left, top, _width, _height = artwork.modules.box
    edge = artwork.bleed + 10
    y = round((top + edge + 0.5 * artwork.modules.module) * 1200 / 25.4)
    x0 = round((left + edge) * 1200 / 25.4) - 60
    line = picture[y, x0 : x0 + round(artwork.modules.box[2] * 1200 / 25.4) + 120] < 128
    dark = np.flatnonzero(line)
    measured = (dark[-1] - dark[0] + 1) / 1200 * 25.4 / rows.shape[1]
    assert len(columns)
    assert measured == pytest.approx(artwork.modules.module, abs=0.01)


@needs_gs
@pytest.mark.parametrize(
    ("key", "writer"),
    [("label", pdf), ("poster-a4", pdf), ("shop-window", pdf), ("label", eps), ("packaging", eps)],
)
def test_the_symbol_is_on_exactly_one_plate(key, writer):
    """Its pattern: under the window's code the white plate is solid."""
    artwork = compose(content(), medium(key))
    found = plates(writer.write(artwork, dpi=300), dpi=round(4 * 25.4 / artwork.modules.module))
    showing = [name for name, plate in found.items() if texts(plate.convert("RGB")) == [ADDRESS]]
    assert showing == ["Black"]
    assert "Black" in found


@needs_gs
def test_a_spot_colour_gets_a_plate_of_its_own_and_leaves_the_process_plates_blank():
    artwork = compose(content(colour="PANTONE 286 C #0033a0"), medium("press-ad"))
    for writer in (pdf, eps):
        found = plates(writer.write(replace(artwork, marks=False), dpi=300))
        assert "PANTONE 286 C" in found
        assert np.asarray(found["PANTONE 286 C"]).min() == 0
        for name in ("Cyan", "Magenta", "Yellow"):
            assert np.asarray(found[name]).min() == 255
    assert artwork.plates == ("Black", "PANTONE 286 C")


@needs_gs
def test_glass_is_backed_with_white_everywhere_and_nothing_knocks_it_out():
    found = plates(pdf.write(compose(content(), medium("shop-window")), dpi=300))
    white = np.asarray(found["White"])
    height, width = white.shape
    inside = white[height // 12 : -height // 12, width // 12 : -width // 12]
    assert inside.max() == 0


def test_glass_is_printed_mirrored_and_seen_the_right_way_round():
    artwork = compose(content(), medium("shop-window"))
    printed = from_pdf(pdf.write(artwork, dpi=300), 60)
    seen = from_pdf(pdf.write(replace(artwork, mirror=False), dpi=300), 60)
    ours = np.asarray(printed.convert("L")).astype(int)[:, ::-1]
    assert abs(ours - np.asarray(seen.convert("L")).astype(int)).mean() < 2


def test_all_fonts_are_embedded_subsets():
    if not shutil.which("pdffonts"):
        pytest.skip("pdffonts (poppler-utils) is not installed")
    run = subprocess.run(["pdffonts", "-"], input=file(), capture_output=True, check=True)
    rows = run.stdout.decode().splitlines()[2:]
    assert len(rows) == 3
    for row in rows:
        assert re.search(r"[A-Z]{6}\+Inter\S* +TrueType +\S+ +yes yes yes", row)


def test_the_words_can_be_searched_in_the_pdf():
    import pypdfium2

    text = pypdfium2.PdfDocument(file("poster-a4"))[0].get_textpage().get_text_range()
    assert "Scannez" in text
    assert "04hmasw9g51tb4c7" in text


def test_black_is_black_only_and_there_is_no_rgb():
    document = pikepdf.open(BytesIO(file("poster-a4")))
    operators = [
        (str(i.operator), [float(v) for v in i.operands if not isinstance(v, pikepdf.Name)])
        for i in pikepdf.parse_content_stream(document.pages[0])
        if str(i.operator) in ("k", "K", "rg", "RG", "g", "G")
    ]
    assert ("k", [0, 0, 0, 1]) in operators
    assert not [name for name, _values in operators if name in ("rg", "RG")]


@pytest.fixture(scope="module")
def profile():
    """A CMYK output profile, from Ghostscript's resources."""
    from pathlib import Path

    found = sorted(Path("/usr/share").glob("**/default_cmyk.icc"))
    if not found:
        pytest.skip("no CMYK profile is installed (Ghostscript brings one)")
    return found[0].read_bytes()


def test_pdf_x_4_is_claimed_when_and_only_when_a_profile_is_given(profile):
    plain = pikepdf.open(BytesIO(file()))
    assert "/OutputIntents" not in plain.Root
    artwork = compose(content(), medium("label"), profile=profile)
    data = pdf.write(artwork, dpi=300)
    labelled = pikepdf.open(BytesIO(data))
    (intent,) = labelled.Root.OutputIntents
    assert intent.S == "/GTS_PDFX"
    assert intent.DestOutputProfile.N == 4
    assert intent.DestOutputProfile.read_bytes() == profile
    with labelled.open_metadata() as metadata:
        assert metadata["pdfxid:GTS_PDFXVersion"] == "PDF/X-4"
    assert data == pdf.write(artwork, dpi=300)


def test_a_profile_of_a_screen_is_refused():
    screen = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for bad in (screen, screen[:100], b"no profile" * 50):
        with pytest.raises(Refused, match="bad-profile"):
            pdf.write(compose(content(), medium("label"), profile=bad), dpi=300)


def test_the_eps_bounding_box_is_the_trim_in_points():
    text = eps.write(compose(content(), medium("label")), dpi=300).decode("ascii")
    found = re.search(r"%%HiResBoundingBox: 0 0 (\S+) (\S+)", text)
    width, height = medium("label").trim
    assert float(found[1]) == pytest.approx(width * POINT, abs=0.01)
    assert float(found[2]) == pytest.approx(height * POINT, abs=0.01)
    assert text.startswith("%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 180 108\n")
    assert max(len(line) for line in text.splitlines()) <= 255


def test_colours_are_read_in_three_ways():
    assert parse("#000000") == BLACK
    assert parse("cmyk(0 80 95 0)").cmyk == (0, 0.8, 0.95, 0)
    assert parse("PANTONE 286 C #0033a0").spot == "PANTONE 286 C"
    assert parse("#808080").plates == ("Black",)


@pytest.mark.parametrize(
    "text", ["red", "#12", "cmyk(0 0 0 101)", "All #000000", "Black #000000", "a(b) #112233", ""]
)
def test_what_is_no_colour_is_refused(text):
    with pytest.raises(Refused, match="bad-colour"):
        parse(text)
