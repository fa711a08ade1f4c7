"""The whole story: campaign, files, decoder, phones, journal, history, conversions, report."""

import csv
import hashlib
import io
import json
import shutil

import ndef
import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from app import config, reports
from app.make import make
from app.printing.preflight.pages import open_pages
from app.store import folder
from app.store.catalog import Catalog
from tests.samples import RING, SAMPLE
from tests.server import ANDROID, DESKTOP, IPHONE, eventually, serving

BRAND = "maison-levain"


def settings(data):
    return config.load({"RELAIS_DATA": str(data)})


def with_keys(data):
    """A data folder whose brand signs with the secret of the worked vectors."""
    (data / "keys").mkdir(parents=True)
    (data / "keys" / f"{BRAND}.keys").write_text("test-secret\n")
    return data


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    """The sample campaign, made: (data folder, output folder, what was made)."""
    folder_ = tmp_path_factory.mktemp("sample")
    data = with_keys(folder_ / "data")
    made = make(settings(data), SAMPLE, folder_ / "out")
    return data, folder_ / "out", made


@pytest.fixture
def world(sample, tmp_path):
    """The sample campaign with a data folder of the test's own."""
    data, out, made = sample
    return shutil.copytree(data, tmp_path / "data"), out, made


def picture_of(path):
    """A file as pixels, drawn by somebody else's renderer."""
    if path.suffix == ".png":
        return Image.open(path)
    if path.suffix == ".pdf":
        return pypdfium2.PdfDocument(path)[0].render(scale=2).to_pil()
    (page,) = open_pages(path.read_bytes(), path.name)  # SVG by resvg, EPS by Ghostscript
    return Image.fromarray(page.render(page.whole, 900 / page.size[0]))


def texts(path):
    return [code.text for code in zxingcpp.read_barcodes(picture_of(path))]


@pytest.mark.parametrize(
    "format", ["svg", "png", "pdf", pytest.param("eps", marks=pytest.mark.slow)]
)
def test_every_printed_symbol_reads_back_as_its_own_address(sample, format):
    _data, out, made = sample
    if format == "eps" and not shutil.which("gs"):
        pytest.skip("EPS is drawn by Ghostscript")
    rows = [row for row in made.rows if row.format == format and row.symbology]
    assert len(rows) == 32
    assert {row.file: texts(out / row.file) for row in rows} == {
        row.file: [row.url] for row in rows
    }


def test_every_printed_symbol_reads_back_with_a_second_decoder(sample):
    pyzbar = pytest.importorskip(
        "pyzbar.pyzbar", reason="zbar is not installed", exc_type=ImportError
    )
    _data, out, made = sample
    for row in made.rows:
        if row.format == "png" and row.symbology:
            found = pyzbar.decode(picture_of(out / row.file), [pyzbar.ZBarSymbol.QRCODE])
            assert [code.data.decode() for code in found] == [row.url]


def test_the_tags_hold_their_own_address(sample):
    _data, out, made = sample
    tags = [row for row in made.rows if row.format == "ndef"]
    assert len(tags) == 2
    for row in tags:
        (record,) = ndef.message_decoder((out / row.file).read_bytes())
        assert record.uri == row.url


def test_the_manifest_names_every_file_and_nothing_else(sample):
    _data, out, _made = sample
    rows = list(csv.DictReader(io.StringIO((out / "manifest.csv").read_text("utf-8-sig"))))
    assert json.loads((out / "manifest.json").read_bytes())[0]["file"] == rows[0]["file"]
    assert len(rows) == 57 * 4 + 2
    printed = {str(path.relative_to(out)) for path in out.rglob("*") if path.is_file()}
    assert printed == {row["file"] for row in rows} | {"manifest.csv", "manifest.json", "proof.pdf"}
    for row in rows:
        assert hashlib.sha256((out / row["file"]).read_bytes()).hexdigest() == row["sha256"]
        assert RING.open(row["token"])
    assert {row["grade"] for row in rows if row["symbology"]} <= {"A", "B", "C"}
    assert {
        (row["width_mm"], row["height_mm"]) for row in rows if row["medium"] == "poster-a3"
    } == {("297.0", "420.0")}


@pytest.mark.slow
def test_made_again_nothing_changes_and_a_fresh_database_gives_the_same_tokens(sample, tmp_path):
    _data, _out, made = sample
    fresh = with_keys(tmp_path / "fresh")
    small = SAMPLE.read_text(encoding="utf-8").replace(
        'csv = "stations.csv"', 'place = "Dijon Ville"\ncity = "Dijon"'
    )
    (tmp_path / "one.toml").write_text(small, encoding="utf-8")
    first = make(settings(fresh), tmp_path / "one.toml", tmp_path / "out")
    again = make(settings(fresh), tmp_path / "one.toml", tmp_path / "out")
    tokens = {(code.placement, code.spec.key): code.token for code in made.codes}
    assert all(tokens[code.placement, code.spec.key] == code.token for code in first.codes)
    assert again.rows == first.rows
    assert len(again.changes.unchanged) == len(first.codes) == 11


def code_of(made, placement, key):
    return next(code for code in made.codes if (code.placement, code.spec.key) == (placement, key))


@pytest.mark.parametrize(
    ("agent", "target"),
    [
        (IPHONE, "https://apps.apple.com/app/id1234567890?ct={token}&mt=8"),
        (
            ANDROID,
            "https://play.google.com/store/apps/details?id=fr.levain.app&referrer=src%3D{token}",
        ),
        (DESKTOP, "https://levain.example/printemps?utm_source=poster-a3&utm_medium=print"),
    ],
)
def test_a_scanned_poster_leads_each_phone_to_its_own_place(running, agent, target):
    server, made = running
    code = code_of(made, "poster-a3-dijon-ville", "qr")
    status, headers, _body = server.get(f"/{code.token}", agent=agent)
    assert status == 302
    assert headers["Cache-Control"] == "private, no-store"
    assert headers["Location"].startswith(target.format(token=code.token))
    assert code.token in headers["Location"]


@pytest.fixture(scope="module")
def running(sample, tmp_path_factory):
    """A server on the sample campaign, for tests that only look at answers."""
    data, _out, made = sample
    copy = shutil.copytree(data, tmp_path_factory.mktemp("running") / "data")
    with serving(copy) as server:
        yield server, made


def test_a_call_code_leads_to_a_page_whose_button_dials(running):
    server, made = running
    code = code_of(made, "shop-window-boutique-dijon-liberte", "call")
    status, headers, _body = server.get(f"/{code.token}")
    assert (status, headers["Location"]) == (302, f"/c/phone/{code.token}")
    status, _headers, page = server.get(headers["Location"])
    assert status == 200
    assert "0\u202f800\u202f123\u202f456" in page.decode() or "0 800 123 456" in page.decode()
    status, headers, _body = server.get(f"/c/phone/{code.token}/go")
    assert (status, headers["Location"]) == (302, "tel:+33800123456")


def test_a_forged_code_ends_on_a_page_and_an_unknown_path_too(running):
    server, made = running
    token = code_of(made, "poster-a3-dijon-ville", "qr").token
    forged = token[:-1] + ("0" if token[-1] != "0" else "1")
    assert server.get(f"/{forged}")[0] == 404
    assert server.get("/" + "0" * 16)[0] == 404
    assert server.get(f"/{token}", host="q.other.example")[0] == 404


def report_of(data, by="medium"):
    folder.fold(data)
    return reports.run(reports.parse(BRAND, {"by": by}), settings(data))


def test_from_paper_to_report_with_exact_numbers(world):
    data, out, made = world
    posters = [
        row for row in made.rows if row.medium == "poster-a3" and row.file.endswith("qr.png")
    ]
    pack = code_of(made, "packaging-sachet-baguette", "qr")
    with serving(data, trusted_proxies="127.0.0.1") as server:
        for row in posters[:3]:
            (address,) = texts(out / row.file)
            path = "/" + address.rsplit("/", 1)[1]
            for number, agent in enumerate([IPHONE, ANDROID, DESKTOP]):
                assert server.get(path, agent=agent, X_Forwarded_For=f"10.{number}.0.1")[0] == 302
        server.get(f"/{pack.token}", agent=ANDROID)
        server.get(f"/{pack.token}", agent=ANDROID)  # the same person at once: a repeat
        server.get(f"/{pack.token}", agent="WhatsApp/2.23.20.0")
        server.get(f"/{pack.token}", agent=ANDROID, Sec_Purpose="prefetch")
        server.get(f"/{pack.token}", method="HEAD")
        server.get("/dijon", agent=DESKTOP)  # typed
        server.get("/" + "0" * 16)  # forged
        catalog = Catalog(data)
        key = catalog.add_api_key(BRAND, "test", ["conversions"], 0)
        catalog.close()
        at = "2026-11-20T10:00:00Z"
        first = {"source": "shop", "external_id": "1", "kind": "order", "at": at}
        rows = [
            {**first, "ref": posters[0].token, "value_minor": 1250, "currency": "EUR"},
            {**first, "external_id": "2", "kind": "install", "ref": posters[0].token},
            {**first, "external_id": "3", "kind": "lead", "ref": pack.reference},
            {**first, "external_id": "4", "kind": "lead", "ref": ""},
        ]
        assert server.post("/api/v1/conversions", json.dumps(rows), key)[0] == 201
        assert server.post("/api/v1/conversions", json.dumps(rows), key)[0] == 200
        assert server.post("/api/v1/conversions", json.dumps(rows), "rk_wrong")[0] == 401
        assert eventually(lambda: report_of(data).totals["scans"] == 11)
    report = report_of(data)
    found = {row["medium"]: row for row in report.rows}
    poster, packaging = found["poster-a3"], found["packaging"]
    assert (poster["printed"], poster["scans"], poster["visitors"]) == (96, 10, 4)
    assert (packaging["printed"], packaging["scans"], packaging["conversions"]) == (46_000, 1, 1)
    assert (poster["conversions"], poster["value"]) == (2, {"EUR": 1250})
    assert poster["cost"] == {"EUR": 24 * 3800}
    assert report.unattributed["conversions"] == 1
    assert report.orphans["scans"] == 1
    assert (report.totals["scans"], report.totals["conversions"]) == (11, 4)
    # Conversions stand in a row of their own there: of which class they came is not known.
    classes = {row["class"]: row["scans"] for row in report_of(data, "class").rows if row["class"]}
    assert classes == {"human": 11, "repeat": 1, "preview": 1, "prefetch": 1, "head": 1}
    places = {row["placement"]: row["scans"] for row in report_of(data, "placement").rows}
    assert places["poster-a3-dijon-ville"] == 4


def test_a_kill_right_after_the_answers_loses_and_doubles_nothing(world):
    data, _out, made = world
    count = 40
    with serving(data, repeat_seconds="0") as server:
        for code in made.codes[:count]:
            assert server.get(f"/{code.token}")[0] == 302
        server.kill()
    with serving(data) as server:
        assert server.get("/healthz")[0] == 200
        assert eventually(lambda: report_of(data).totals["scans"] == count)
    assert report_of(data).totals["scans"] == count
