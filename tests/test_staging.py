"""Files appear whole or not at all."""

import pytest

from app.staging import staging


def test_files_move_into_place_when_the_block_ends_well(tmp_path):
    out = tmp_path / "out"
    with staging(out) as folder:
        (folder / "a").mkdir()
        (folder / "a" / "b.txt").write_text("new")
        assert not out.exists()
    assert (out / "a" / "b.txt").read_text() == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_an_error_leaves_nothing_and_what_was_there_untouched(tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "kept.txt").write_text("old")

    def half_done():
        with staging(out) as folder:
            (folder / "kept.txt").write_text("half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half_done()
    assert (out / "kept.txt").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_file_of_the_same_name_is_replaced_and_others_stay(tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "same.txt").write_text("old")
    (out / "other.txt").write_text("old")
    with staging(out) as folder:
        (folder / "same.txt").write_text("new")
    assert (out / "same.txt").read_text() == "new"
    assert (out / "other.txt").read_text() == "old"
