"""`approve` and `sheets` on the command line."""

import hashlib
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from click.testing import CliRunner, Result

from app import approvals, config, made
from app.cli.approve import approve
from app.cli.sheets import _token, sheets
from app.errors import Missing, Refused
from app.printing import manifest, pdf
from app.printing.compose import compose
from app.printing.media import medium
from app.store.catalog import Catalog
from app.web.people import Records
from tests import samples
from tests.printing.sample import ADDRESS, content, from_pdf, texts
from tests.store.shop import open_shop, plan
from tests.test_made import ROW


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A label as make leaves it: the press file and an SVG in `out`."""
    data = pdf.write(compose(content(), medium("label")), dpi=300)
    files = {"label/label-pot-qr.pdf": data, "label/label-pot-qr.svg": b"<svg/>"}
    rows = []
    (tmp_path / "out" / "label").mkdir(parents=True)
    for name, body in files.items():
        (tmp_path / "out" / name).write_bytes(body)
        sha256 = hashlib.sha256(body).hexdigest()
        rows.append(manifest.Row(**{**vars_of(ROW), "file": name, "sha256": sha256}))
        rows[-1] = rows[-1] if name.endswith("pdf") else svg_row(rows[-1])
    (tmp_path / "out" / "manifest.json").write_bytes(manifest.as_json(rows))
    return tmp_path


def vars_of(row: manifest.Row) -> dict[str, object]:
    return {name: getattr(row, name) for name in manifest.COLUMNS}


def svg_row(row: manifest.Row) -> manifest.Row:
    return manifest.Row(**{**vars_of(row), "format": "svg"})


def run(command, folder: Path, *arguments: str) -> Result:
    settings = config.load({"RELAIS_DATA": str(folder / "data")})
    return CliRunner().invoke(command, list(arguments), obj=settings)


def approve_in(folder: Path, *arguments: str) -> Result:
    return run(approve, folder, str(folder / "out" / "manifest.json"), *arguments)


def test_one_file_is_approved_by_name(folder: Path) -> None:
    done = approve_in(folder, ROW.file, "--by", "Zoé Martin")
    assert done.exit_code == 0
    (kept,) = approvals.approved(folder / "data").values()
    assert (kept.person, kept.file) == ("Zoé Martin", ROW.file)
    assert kept.at > 0


def test_a_file_that_changed_is_not_approved_and_none_beside_it(folder: Path) -> None:
    (folder / "out" / ROW.file).write_bytes(b"edited since")
    failed = approve_in(folder, "--all", "--by", "Zoé Martin")
    assert isinstance(failed.exception, Refused)
    assert approvals.approved(folder / "data") == {}


@pytest.mark.parametrize("arguments", [(), ("--all", "label/label-pot-qr.pdf")])
def test_files_or_all_but_not_both(folder: Path, arguments: tuple[str, ...]) -> None:
    assert approve_in(folder, *arguments, "--by", "Zoé").exit_code == 2


def test_approving_all_is_known_to_the_console_too(folder: Path) -> None:
    plan = samples.plan(folder)
    codes = samples.codes(plan)
    catalog = Catalog.create(folder / "data")
    catalog.save(plan, codes)
    catalog.close()
    path = folder / "out" / "manifest.json"
    rows = [manifest.Row(**{**vars_of(row), "token": codes[0].token}) for row in made.read(path)]
    path.write_bytes(manifest.as_json(rows))
    assert approve_in(folder, "--all", "--by", "Zoé Martin").exit_code == 0
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    with Records(folder / "data") as records:
        verdict = records.verdict("maison-levain", "printemps", digest)
    assert verdict is not None
    assert (verdict.person, verdict.approved) == ("Zoé Martin", True)


def placed(path: Path, page: int = 0) -> int:
    found = texts(from_pdf(path.read_bytes(), 200))
    assert set(found) <= {ADDRESS}
    return len(found)


def test_a_file_fills_a_label_sheet(folder: Path) -> None:
    out = folder / "sheet.pdf"
    done = run(sheets, folder, str(folder / "out" / ROW.file), "--out", str(out))
    assert done.exit_code == 0
    assert placed(out) == 21


def test_a_code_is_found_where_it_was_made_and_used_labels_are_skipped(folder: Path) -> None:
    out = folder / "sheet.pdf"
    place = ("--made", str(folder / "out"), "--out", str(out))
    assert run(sheets, folder, ROW.token, *place, "--copies", "5", "--skip", "18").exit_code == 0
    with pikepdf.open(out) as document:
        assert len(document.pages) == 2
    assert placed(out) == 3
    assert isinstance(run(sheets, folder, "NONE", *place).exception, Missing)


def test_files_are_imposed_with_cut_marks(folder: Path) -> None:
    out = folder / "sheet.pdf"
    file = str(folder / "out" / ROW.file)
    assert run(sheets, folder, file, "--impose", "sra3", "--out", str(out)).exit_code == 0
    assert placed(out) == 44


def test_the_test_grid_needs_no_file(folder: Path) -> None:
    out = folder / "grid.pdf"
    done = run(sheets, folder, "--grid", "L7163", "--out", str(out), "--shift", "1", "-2")
    assert done.exit_code == 0
    assert "test the grid" in done.output
    assert from_pdf(out.read_bytes(), 40).getextrema()[0][0] < 128
    assert run(sheets, folder, "--out", str(out)).exit_code == 2


def test_what_is_no_pdf_is_refused_and_nothing_is_written(folder: Path) -> None:
    out = folder / "sheet.pdf"
    broken, empty = folder / "broken.pdf", BytesIO()
    pikepdf.new().save(empty)
    for body in (b"not a pdf", empty.getvalue()):
        broken.write_bytes(body)
        failed = run(sheets, folder, str(broken), "--out", str(out))
        assert isinstance(failed.exception, Refused)
    gone = run(sheets, folder, str(folder / "gone.pdf"), "--out", str(out))
    assert isinstance(gone.exception, Refused)
    assert not out.exists()


def test_a_reference_names_a_code_for_sheets_as_its_token_does(tmp_path: Path) -> None:
    code = open_shop(tmp_path, plan())["bag"]
    assert _token(tmp_path, code.reference.lower()) == code.token
    assert _token(tmp_path, code.token) == code.token
    assert _token(tmp_path / "empty", code.reference) == code.reference
