"""Manifests read back, and files that are no longer what was made."""

import hashlib

import pytest

from app import made
from app.errors import Missing, Refused
from app.printing import manifest

ROW = manifest.Row(
    code="0123456789",
    token="04HMASW9G51TB4C7",
    url="https://Q.LEVAIN.EXAMPLE/04HMASW9G51TB4C7",
    campaign="printemps",
    medium="label",
    placement="label-pot",
    kind="qr",
    file="label/label-pot-qr.pdf",
    format="pdf",
    width_mm=63.5,
    height_mm=38.1,
    symbology="QR",
    version="3",
    error_level="Q",
    grade="B",
    sha256=hashlib.sha256(b"a press file").hexdigest(),
)


@pytest.fixture
def folder(tmp_path):
    """A folder as make leaves it, with one file."""
    (tmp_path / "label").mkdir()
    (tmp_path / ROW.file).write_bytes(b"a press file")
    (tmp_path / made.MANIFEST).write_bytes(manifest.as_json([ROW]))
    return tmp_path


def test_a_manifest_reads_back_as_it_was_written(folder):
    assert made.read(folder / made.MANIFEST) == [ROW]


@pytest.mark.parametrize("data", [None, b"", b"[3]", b'[{"file": "a"}]', b"\xff", b"{}3"])
def test_what_is_no_manifest_is_refused(tmp_path, data):
    path = tmp_path / "manifest.json"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(Refused, match="bad-manifest"):
        made.read(path)


def test_a_file_is_taken_only_as_it_was_made(folder):
    assert made.checked(folder, ROW) == b"a press file"
    (folder / ROW.file).write_bytes(b"another")
    with pytest.raises(Refused, match="changed-file"):
        made.checked(folder, ROW)
    (folder / ROW.file).unlink()
    with pytest.raises(Refused, match="no-file"):
        made.checked(folder, ROW)


def test_a_file_is_named_as_in_the_manifest_or_by_its_path(folder):
    for name in (ROW.file, str(folder / ROW.file)):
        assert made.chosen(folder, [ROW], [name, name]) == [ROW]
    with pytest.raises(Refused) as caught:
        made.chosen(folder, [ROW], ["a.pdf", ROW.file, "b.pdf"])
    assert [problem.where for problem in caught.value.problems] == ["a.pdf", "b.pdf"]


@pytest.mark.parametrize("code", [ROW.token, ROW.code, "label-pot-qr"])
def test_the_press_file_of_a_code_is_found_by_its_names(folder, code):
    assert made.press_file(code, [folder]) == b"a press file"
    with pytest.raises(Missing, match="NONE"):
        made.press_file("NONE", [folder])


def test_what_the_console_made_is_looked_through(tmp_path):
    place = tmp_path / "campaigns" / "maison-levain" / "printemps" / "made"
    place.mkdir(parents=True)
    (place / made.MANIFEST).write_bytes(manifest.as_json([ROW]))
    assert list(made.folders(tmp_path)) == [place]
