"""A catalog that somebody holds is waited for; one that is damaged is said to be."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from app.errors import Unavailable
from app.store import catalog, opening
from app.store.catalog import Catalog


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Connections that give up at once."""
    monkeypatch.setattr(catalog, "connect", lambda path: opening.connect(path, seconds=0))


def held(file: Path) -> sqlite3.Connection:
    """A connection that holds a database alone."""
    other = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    other.execute("PRAGMA locking_mode = EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    return other


def test_a_catalog_that_is_held_is_waited_for(
    tmp_path: Path, impatient: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    Catalog.create(tmp_path).close()
    other = held(tmp_path / catalog.FILE)
    waited: list[float] = []

    def wait(seconds: float) -> None:
        waited.append(seconds)
        if len(waited) == 2:
            other.close()

    def patiently(opened, file):  # type: ignore[no-untyped-def]
        return opening.patiently(opened, file, wait)

    monkeypatch.setattr(catalog, "patiently", patiently)
    with closing(Catalog.create(tmp_path)) as opened:
        assert opened.brands() == []
    assert len(waited) == 2


def test_one_that_stays_held_is_named_at_last(
    tmp_path: Path, impatient: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    Catalog.create(tmp_path).close()
    monkeypatch.setattr(
        catalog, "patiently", lambda opened, file: opening.patiently(opened, file, lambda _s: None)
    )
    with closing(held(tmp_path / catalog.FILE)), pytest.raises(Unavailable) as said:
        Catalog.create(tmp_path)
    assert said.value.code == "locked-database"
    assert "another program" in said.value.message


def test_a_damaged_one_is_said_to_be_damaged(tmp_path: Path) -> None:
    (tmp_path / catalog.FILE).write_bytes(b"no database at all, but long enough to be one" * 50)
    with pytest.raises(Unavailable, match=r"damaged .*restore") as said:
        Catalog.create(tmp_path)
    assert said.value.code == "damaged-database"


def test_a_folder_in_its_place_is_said(tmp_path: Path) -> None:
    (tmp_path / catalog.FILE).mkdir()
    with pytest.raises(Unavailable, match="unable to open"):
        Catalog.create(tmp_path)
