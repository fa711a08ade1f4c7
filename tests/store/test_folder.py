"""Folding: exactly once, whatever happens."""

import random
import signal
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from app.errors import Unavailable
from app.store import folder, history, intake
from app.store.journal import Journal, scan_row
from tests.store.shop import open_shop, plan, scan, write

NOON = "2027-03-10 12:00"


def rows(data: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(history.connect(data)) as store:
        return store.execute(sql).fetchall()


def visitors(data: Path) -> list[object]:
    return [row[0] for row in rows(data, "SELECT visitor FROM scan ORDER BY visitor")]


def journals(data: Path) -> list[str]:
    return sorted(path.name for path in (data / "journals").iterdir() if path.is_file())


def test_what_is_no_entry_is_damage_and_nothing_of_it_is_kept(tmp_path: Path) -> None:
    shop = open_shop(tmp_path, plan())
    journal = Journal(tmp_path / "journals")
    journal.append([scan_row(scan(shop["bag"], NOON, 1))])
    assert journal.path is not None
    with closing(sqlite3.connect(journal.path)) as file, file:
        file.execute("INSERT INTO entry (scans, actions) VALUES (?, ?)", (b"[[1]]", b"[]"))
    journal.append([scan_row(scan(shop["bag"], NOON, 2))])
    journal.close()
    assert folder.fold(tmp_path) == 1
    assert visitors(tmp_path) == [1]
    assert (tmp_path / "journals" / intake.ASIDE / journal.path.name).exists()


def test_a_scan_arrives_with_the_campaign_medium_and_placement_of_its_code(tmp_path: Path) -> None:
    shop = open_shop(tmp_path, plan())
    write(tmp_path, [scan(shop["dijon"], NOON)])
    assert folder.fold(tmp_path) == 1
    assert rows(tmp_path, "SELECT code, campaign, medium, placement FROM scan") == [
        (shop["dijon"].id, "printemps", "poster-a3", "dijon")
    ]


def test_history_stands_still_when_a_placement_is_given_another_medium(tmp_path: Path) -> None:
    shop = open_shop(tmp_path, plan())
    write(tmp_path, [scan(shop["dijon"], NOON)])
    folder.fold(tmp_path)
    with closing(sqlite3.connect(tmp_path / history.CATALOG)) as catalog, catalog:
        catalog.execute("UPDATE placement SET medium = 'poster-a0'")
    write(tmp_path, [scan(shop["dijon"], NOON, 2)])
    folder.fold(tmp_path)
    assert rows(tmp_path, "SELECT medium FROM scan ORDER BY id") == [("poster-a3",), ("poster-a0",)]


def test_a_scan_of_no_code_we_know_is_kept_without_a_campaign(tmp_path: Path) -> None:
    open_shop(tmp_path, plan())
    write(tmp_path, [scan(None, NOON, class_="orphan")])
    folder.fold(tmp_path)
    assert rows(tmp_path, "SELECT code, campaign FROM scan") == [(None, "")]


def test_folding_again_moves_nothing_twice(tmp_path: Path) -> None:
    shop = open_shop(tmp_path, plan())
    journal = Journal(tmp_path / "journals")
    journal.append([scan_row(scan(shop["bag"], NOON, 1))])
    assert [folder.fold(tmp_path), folder.fold(tmp_path)] == [1, 0]
    journal.append([scan_row(scan(shop["bag"], NOON, 2))])
    assert [folder.fold(tmp_path), folder.fold(tmp_path)] == [1, 0]
    journal.close()
    assert visitors(tmp_path) == [1, 2]


def test_the_journal_of_a_living_process_stays_and_a_dead_one_s_goes(tmp_path: Path) -> None:
    shop = open_shop(tmp_path, plan())
    journal = Journal(tmp_path / "journals")
    journal.append([scan_row(scan(shop["bag"], NOON))])
    folder.fold(tmp_path)
    assert journal.path is not None
    assert journal.path.exists()
    journal.close()
    folder.fold(tmp_path)
    assert journals(tmp_path) == []


def test_a_journal_restored_from_a_backup_is_not_counted_again(tmp_path: Path) -> None:
    shop = open_shop(tmp_path, plan())
    path = write(tmp_path, [scan(shop["bag"], NOON)])
    saved = path.read_bytes()
    folder.fold(tmp_path)
    path.write_bytes(saved)
    assert folder.fold(tmp_path) == 0
    assert visitors(tmp_path) == [1]


def test_a_batch_that_fails_leaves_nothing_and_is_moved_whole_next_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = open_shop(tmp_path, plan())
    write(tmp_path, [scan(shop["bag"], NOON, number) for number in range(10)])

    def fail(*_args: object) -> None:
        raise MemoryError

    with monkeypatch.context() as broken:
        broken.setattr(folder, "tie", fail)
        with pytest.raises(MemoryError):
            folder.fold(tmp_path, limit=4)
    assert visitors(tmp_path) == []
    assert rows(tmp_path, "SELECT SUM(human) FROM line_day") == [(None,)]
    assert folder.fold(tmp_path, limit=4) == 10
    assert visitors(tmp_path) == list(range(10))
    assert rows(tmp_path, "SELECT SUM(human) FROM line_day") == [(10,)]


def test_without_a_catalog_nothing_is_folded_and_nothing_lost(tmp_path: Path) -> None:
    shop = open_shop(tmp_path / "other", plan())
    path = write(tmp_path, [scan(shop["bag"], NOON)])
    with pytest.raises(Unavailable):
        folder.fold(tmp_path)
    assert path.exists()


def damaged(path: Path, page: int) -> None:
    """Overwrite the b-tree page `page` (from 1) of a journal."""
    with path.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(b"\xff" * 4096)


def test_a_damaged_journal_is_set_aside_and_what_stood_before_the_damage_is_kept(
    tmp_path: Path,
) -> None:
    shop = open_shop(tmp_path, plan())
    journal = Journal(tmp_path / "journals")
    for number in range(1000):
        journal.append([scan_row(scan(shop["bag"], NOON, number))])
    journal.close()
    assert journal.path is not None
    bad = journal.path
    good = write(tmp_path, [scan(shop["dijon"], NOON, 5000)])
    with closing(sqlite3.connect(bad)) as file:
        pages = [
            row[0]
            for row in file.execute(
                "SELECT pageno FROM dbstat WHERE name = 'entry' AND pagetype = 'leaf' ORDER BY path"
            )
        ]
    damaged(bad, pages[len(pages) // 2])
    moved = folder.fold(tmp_path)
    kept = visitors(tmp_path)
    assert kept == [*range(moved - 1), 5000]
    assert 0 < moved < 1001
    assert not good.exists()
    assert (tmp_path / "journals" / intake.ASIDE / bad.name).exists()
    assert list(folder.troubles(tmp_path)) == [bad.name]
    assert folder.fold(tmp_path) == 0


@pytest.mark.parametrize(
    "content", [b"not a database at all" * 400, b"SQLite format 3\x00" + b"x" * 5000]
)
def test_a_file_that_is_no_journal_does_not_block_the_others(
    tmp_path: Path, content: bytes
) -> None:
    shop = open_shop(tmp_path, plan())
    write(tmp_path, [scan(shop["bag"], NOON)])
    (tmp_path / "journals" / "00.db").write_bytes(content)
    assert folder.fold(tmp_path) == 1
    assert list(folder.troubles(tmp_path)) == ["00.db"]


def test_a_row_that_is_not_as_agreed_sets_its_journal_aside(tmp_path: Path) -> None:
    shop = open_shop(tmp_path, plan())
    write(tmp_path, [scan(shop["bag"], NOON)])
    strange = tmp_path / "journals" / "00.db"
    with closing(sqlite3.connect(strange)) as other, other:
        other.execute("CREATE TABLE action (seq, at, brand, code, visitor, kind, contact_point)")
        other.execute(
            "CREATE TABLE scan (seq, at, brand, code, serial, class, platform, in_app, language,"
            " country, visitor, rule, contact_point, variant, reason)"
        )
        other.execute("INSERT INTO scan (seq, at) VALUES (1, 'yesterday')")
    assert folder.fold(tmp_path) == 1
    assert list(folder.troubles(tmp_path)) == ["00.db"]


def test_a_process_killed_before_its_first_scan_leaves_nothing_behind(tmp_path: Path) -> None:
    open_shop(tmp_path, plan())
    (tmp_path / "journals").mkdir()
    (tmp_path / "journals" / "00.db").touch()
    (tmp_path / "journals" / "00.lock").touch()
    assert folder.fold(tmp_path) == 0
    assert journals(tmp_path) == []
    assert folder.troubles(tmp_path) == {}


def test_two_folders_at_once_move_every_scan_once(tmp_path: Path) -> None:
    shop = open_shop(tmp_path, plan())
    for part in range(4):
        write(tmp_path, [scan(shop["bag"], NOON, part * 100 + number) for number in range(100)])
    with ThreadPoolExecutor(3) as pool:
        moved = sum(pool.map(lambda _n: folder.fold(tmp_path, limit=7), range(3)))
    assert moved == 400
    assert visitors(tmp_path) == list(range(400))


_WRITER = """
import os, sys
from pathlib import Path
from app.store.journal import Journal, scan_row
from tests.store.shop import open_shop, plan, scan
shop = open_shop(Path(sys.argv[1]) / "again", plan())
journal = Journal(Path(sys.argv[1]) / "journals")
for number in range(50):
    journal.append([scan_row(scan(shop["bag"], "2027-03-10 12:00", number))])
os.kill(os.getpid(), 9)
"""
_FOLDER = """
import sys
from pathlib import Path
from app.store import folder
print("ready", flush=True)
folder.fold(Path(sys.argv[1]), limit=3)
"""


def test_what_a_killed_redirect_process_left_in_its_journal_arrives(tmp_path: Path) -> None:
    open_shop(tmp_path, plan())
    ended = subprocess.run([sys.executable, "-c", _WRITER, str(tmp_path)], check=False)
    assert ended.returncode == -signal.SIGKILL
    assert folder.fold(tmp_path) == 50
    assert visitors(tmp_path) == list(range(50))
    assert journals(tmp_path) == []


def test_a_folder_killed_again_and_again_moves_every_scan_once(tmp_path: Path) -> None:
    shop = open_shop(tmp_path, plan())
    for part in range(3):
        journal = Journal(tmp_path / "journals")
        for number in range(part * 300, part * 300 + 300, 2):
            group = [scan(shop["bag"], NOON, number), scan(shop["bag"], NOON, number + 1)]
            journal.append([scan_row(one) for one in group])
        journal.close()
    chance = random.Random(7)
    for _attempt in range(6):
        process = subprocess.Popen(
            [sys.executable, "-c", _FOLDER, str(tmp_path)], stdout=subprocess.PIPE
        )
        with process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(chance.uniform(0, 0.06))
            process.kill()
    seen = visitors(tmp_path)
    assert len(seen) == len(set(seen))
    folder.fold(tmp_path)
    assert visitors(tmp_path) == list(range(900))
    assert rows(tmp_path, "SELECT SUM(human) FROM medium_hour") == [(900,)]
    assert journals(tmp_path) == []
