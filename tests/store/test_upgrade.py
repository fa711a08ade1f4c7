"""After an update whoever opens the data first brings their tables up to date, or says why not."""

import os
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from app import config, reports
from app.errors import Unavailable
from app.store import folder, history, migrations, tapped, upgrade
from app.store.catalog import FILE, Catalog
from app.store.opening import connect

BRAND = (
    "INSERT INTO brand (slug, name, host, fallback, languages, timezone, colour, byte_mode) "
    "VALUES ('a', 'A', 'q.a.example', 'https://a.example/', '[\"fr\"]', 'UTC', '#000000', 0)"
)


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """Data of an earlier release: a catalog without the later tables, no history."""
    with closing(connect(tmp_path / FILE)) as db:
        migrations.catalog.apply(db, stop_before="changed_conversions")
        with db.conn:
            db.execute(BRAND)
    return tmp_path


def names(data: Path) -> list[str]:
    with closing(Catalog(data)) as catalog:
        return [brand.name for brand in catalog.brands()]


def report(data: Path) -> list[str]:
    folder.fold(data)
    settings = config.load({"RELAIS_DATA": str(data)})
    assert reports.run(reports.parse("a", {"by": "medium"}), settings).rows == ()
    return ["A"]


@pytest.mark.parametrize("asked", [names, report])
def test_reading_an_older_catalog_brings_it_up_to_date(
    old: Path, asked: Callable[[Path], list[str]]
) -> None:
    assert asked(old) == ["A"]
    with closing(connect(old / FILE)) as db:
        assert migrations.catalog.pending(db) == []


def test_many_who_read_at_once_migrate_once(old: Path) -> None:
    found: list[list[str]] = []
    threads = [threading.Thread(target=lambda: found.append(names(old))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [["A"]] * 6


def test_where_it_may_not_be_written_a_sentence_says_so(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda _path, mode: mode != os.W_OK)
    with pytest.raises(Unavailable) as said:
        names(old)
    assert said.value.code == "read-only-data"
    assert FILE in said.value.message


def test_a_catalog_of_this_release_is_left_alone(tmp_path: Path) -> None:
    Catalog.create(tmp_path).close()
    with closing(sqlite3.connect(tmp_path / FILE)) as db:
        assert upgrade.current(db)


def test_a_history_without_tables_yet_is_an_empty_one(tmp_path: Path) -> None:
    history.path(tmp_path).touch()
    assert tapped.last(tmp_path) == 0
    assert tapped.fresh(tmp_path, 0, 0, 10) == []
