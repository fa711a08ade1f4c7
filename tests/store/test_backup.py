"""A backup taken at any moment restores to the same codes and the same counts, each scan once."""

import io
import sqlite3
import tarfile
from contextlib import closing

import pytest

from app.errors import Conflict, Refused
from app.store import backup, secrets
from app.store.catalog import Catalog
from app.store.folder import fold
from app.store.journal import FOLDER, Journal
from tests.samples import DAY, codes, plan

AT = 1_795_251_600_000


@pytest.fixture
def data(tmp_path):
    """A data folder with a campaign, a salt, and a journal of five scans."""
    folder = tmp_path / "data"
    catalog = Catalog.create(folder)
    small = plan(tmp_path)
    ring = secrets.ensure(folder / "keys", "maison-levain")
    catalog.save(small, codes(small, ring))
    catalog.salt(DAY)
    code = catalog.codes("maison-levain")[0]
    catalog.close()
    journal = Journal(folder / FOLDER)
    scan = (AT, "maison-levain", code.id, None, 0, 0, "", "fr", "", 7, "r", "web", "", "")
    journal.append([scan] * 5)
    journal.close()
    return folder


def counted(folder):
    fold(folder)
    with closing(sqlite3.connect(folder / "history.db")) as history:
        return history.execute("SELECT count(*) FROM scan").fetchone()[0]


@pytest.mark.parametrize("folded_before", [False, True])
def test_a_restored_folder_has_the_same_codes_and_every_scan_once(data, tmp_path, folded_before):
    if folded_before:
        counted(data)
    backup.backup(data, data / "keys", tmp_path / "b.tar")
    other = tmp_path / "other"
    backup.restore(tmp_path / "b.tar", other, other / "keys")
    assert counted(other) == 5
    with closing(Catalog(other)) as restored, closing(Catalog(data)) as catalog:
        assert restored.codes("maison-levain") == catalog.codes("maison-levain")
    assert secrets.read(other / "keys", "maison-levain") == secrets.read(
        data / "keys", "maison-levain"
    )


def test_scans_folded_while_the_backup_runs_are_not_counted_twice(data, tmp_path, monkeypatch):
    real = backup._copy

    def copy_then_fold(path, made):
        real(path, made)
        if path.parent.name == FOLDER:
            fold(data)

    monkeypatch.setattr(backup, "_copy", copy_then_fold)
    backup.backup(data, data / "keys", tmp_path / "b.tar")
    other = tmp_path / "other"
    backup.restore(tmp_path / "b.tar", other, other / "keys")
    assert counted(other) == 5


def test_a_backup_is_private_and_holds_no_salt(data, tmp_path):
    with closing(Catalog(data)) as catalog:
        salt = catalog.salt(DAY)
    backup.backup(data, data / "keys", tmp_path / "b.tar")
    assert (tmp_path / "b.tar").stat().st_mode & 0o077 == 0
    assert salt not in (tmp_path / "b.tar").read_bytes()


def test_sealed_days_and_campaign_files_come_along(data, tmp_path):
    for name in ("scans/2026-11-20.parquet", "campaigns/maison-levain/printemps/campaign.toml"):
        (data / name).parent.mkdir(parents=True)
        (data / name).write_bytes(name.encode())
    backup.backup(data, data / "keys", tmp_path / "b.tar")
    other = tmp_path / "other"
    backup.restore(tmp_path / "b.tar", other, other / "keys")
    assert (other / "scans" / "2026-11-20.parquet").read_bytes() == b"scans/2026-11-20.parquet"
    assert (other / "campaigns/maison-levain/printemps/campaign.toml").exists()


def test_nothing_is_restored_over_something(data, tmp_path):
    backup.backup(data, data / "keys", tmp_path / "b.tar")
    with pytest.raises(Conflict, match="not empty"):
        backup.restore(tmp_path / "b.tar", data, data / "keys")


def test_a_damaged_or_foreign_file_is_refused_and_nothing_written(data, tmp_path):
    backup.backup(data, data / "keys", tmp_path / "b.tar")
    whole = bytearray((tmp_path / "b.tar").read_bytes())
    place = whole.index(b"maison-levain", 2000)
    whole[place] ^= 1
    (tmp_path / "bent.tar").write_bytes(whole)
    (tmp_path / "cut.tar").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "text.tar").write_bytes(b"hello")
    with tarfile.open(tmp_path / "other.tar", "w") as tar:
        tar.addfile(tarfile.TarInfo("a"), io.BytesIO())
    for name in ("bent.tar", "cut.tar", "text.tar", "other.tar"):
        with pytest.raises(Refused):
            backup.restore(tmp_path / name, tmp_path / "new", tmp_path / "new" / "keys")
    assert not (tmp_path / "new").exists()
