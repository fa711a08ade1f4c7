"""Every press file of the sample campaign, as the programs of a print shop see it."""

import re
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from itertools import pairwise

import pikepdf
import pytest
import zxingcpp

from app.jobs import draw, jobs
from app.printing import eps, pdf
from tests import samples
from tests.printing.sample import from_eps, from_pdf, needs_gs, plates, texts


@pytest.fixture(scope="module")
def press(tmp_path_factory):
    """(name, address, pixels a mm that show the modules, PDF, EPS, artwork) of every code."""
    folder = tmp_path_factory.mktemp("press")
    shutil.copy(samples.SAMPLE.with_name("stations.csv"), folder)
    plan = samples.plan(folder, samples.SAMPLE.read_text(encoding="utf-8"))
    found = []
    for job in jobs(plan, samples.codes(plan), folder, folder):
        artwork = draw(job)
        found.append((job, artwork, pdf.write(artwork, dpi=300), eps.write(artwork, dpi=300)))
    return found


def fine(artwork, pixels=4):
    """The resolution at which a module has so many pixels."""
    return round(pixels * 25.4 / (artwork.modules.module * artwork.scale))


def with_code(press):
    return [entry for entry in press if entry[1].modules]


def test_the_sample_campaign_is_all_here(press):
    assert len(press) == 57
    assert len(with_code(press)) == 32


@needs_gs
@pytest.mark.parametrize("format", ["pdf", pytest.param("eps", marks=pytest.mark.slow)])
def test_every_code_is_on_exactly_one_plate(press, format):
    """Its pattern: on glass the white plate is solid under it."""

    def showing(entry):
        job, artwork, *files = entry
        found = plates(files[format == "eps"], dpi=fine(artwork))
        names = [name for name, plate in found.items() if job.url in texts(plate.convert("RGB"))]
        return job.name, names

    with ThreadPoolExecutor(2) as pool:
        wrong = [found for found in pool.map(showing, with_code(press)) if found[1] != ["Black"]]
    assert wrong == []


def test_boxes_nest_in_every_press_pdf(press):
    for job, artwork, data, _eps in press:
        with pikepdf.open(BytesIO(data)) as document:
            (page,) = document.pages
            names = ("/TrimBox", "/BleedBox", "/MediaBox")
            boxes = [[float(edge) for edge in page.obj[name]] for name in names]
        for inner, outer in pairwise(boxes):
            assert inner[0] >= outer[0], job.name
            assert inner[1] >= outer[1], job.name
            assert inner[2] <= outer[2], job.name
            assert inner[3] <= outer[3], job.name
        wide = (boxes[0][2] - boxes[0][0]) / 72 * 25.4
        assert wide == pytest.approx(artwork.trim[0] * artwork.scale, abs=0.01)


def test_every_font_is_embedded_as_a_subset(press, tmp_path):
    if not shutil.which("pdffonts"):
        pytest.skip("pdffonts (poppler-utils) is not installed")
    path = tmp_path / "a.pdf"
    for job, _artwork, data, _eps in press:
        path.write_bytes(data)
        run = subprocess.run(["pdffonts", str(path)], capture_output=True, check=True)
        rows = run.stdout.decode().splitlines()[2:]
        assert rows, job.name
        for row in rows:
            assert re.search(r"[A-Z]{6}\+Inter\S* +TrueType +\S+ +yes yes yes", row), job.name


@needs_gs
@pytest.mark.parametrize("format", ["pdf", pytest.param("eps", marks=pytest.mark.slow)])
def test_every_press_file_reads_with_both_decoders(press, format):
    zbar = pytest.importorskip(
        "pyzbar.pyzbar", reason="zbar is not installed", exc_type=ImportError
    )
    for job, artwork, *files in with_code(press):
        picture = (from_pdf, from_eps)[format == "eps"](files[format == "eps"], fine(artwork, 5))
        if artwork.mirror:
            picture = picture.transpose(0)  # as it is seen through the glass
        assert [code.text for code in zxingcpp.read_barcodes(picture)] == [job.url]
        found = zbar.decode(picture, [zbar.ZBarSymbol.QRCODE])
        assert [code.data.decode() for code in found] == [job.url]
