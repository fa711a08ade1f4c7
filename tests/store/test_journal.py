"""A journal holds exactly what was appended, whatever happens to the process or the disk."""

import fcntl
import os
import resource
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model import CLASSES, PLATFORMS, Action, Scan, Visit
from app.store.journal import Journal, ScanRow, scan_row

AT = 1_800_000_000_000


def row(number: int, at: int = AT) -> ScanRow:
    return (at, "levain", number, None, 0, 1, "", "fr", "FR", 7, "rule", "app", "", "")


def scans(path: Path) -> list[tuple[object, ...]]:
    db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        return db.execute("SELECT * FROM scan ORDER BY seq").fetchall()
    finally:
        db.close()


@contextmanager
def resource_limit(size: int) -> Iterator[None]:
    """No file may grow beyond `size` bytes: a full disk of a kind."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)


@given(st.lists(st.integers(0, 300), max_size=6))
def test_every_row_of_every_group_is_there_once_and_in_order(
    tmp_path_factory: pytest.TempPathFactory, sizes: list[int]
) -> None:
    journal = Journal(tmp_path_factory.mktemp("journals"), durability="os")
    expected: list[int] = []
    for size in sizes:
        group = range(len(expected), len(expected) + size)
        journal.append([row(number) for number in group])
        expected += group
    path = journal.path
    journal.close()
    if expected:
        assert path is not None
        stored = scans(path)
        assert [line[3] for line in stored] == expected
        assert len({line[0] for line in stored}) == len(expected)
    else:
        assert path is None


def test_a_scan_is_stored_with_its_class_and_platform_as_numbers(tmp_path: Path) -> None:
    visit = Visit(AT, "levain", 5, 42, "bot", "harmonyos", "wechat", "zh", "CN", 99)
    journal = Journal(tmp_path)
    journal.append([scan_row(Scan(visit, "app", "phones", "why", "b"))])
    assert journal.path is not None
    assert scans(journal.path) == [
        (1 << 20, AT, "levain", 5, 42, CLASSES.index("bot"), PLATFORMS.index("harmonyos"),
         "wechat", "zh", "CN", 99, "phones", "app", "b", "why")
    ]  # fmt: skip
    journal.close()


def test_actions_stand_beside_the_scans(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.append([], [Action(AT, "levain", 5, 99, "call", "phone")])
    assert journal.path is not None
    db = sqlite3.connect(journal.path)
    assert db.execute("SELECT * FROM action").fetchall() == [
        (1 << 20, AT, "levain", 5, 99, "call", "phone")
    ]
    db.close()
    journal.close()


def test_the_lock_tells_whether_the_owner_lives(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.append([row(1)])
    assert journal.path is not None
    lock = os.open(journal.path.with_suffix(".lock"), os.O_RDWR)
    with pytest.raises(BlockingIOError):
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    journal.close()
    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    os.close(lock)


def test_a_full_or_old_file_is_left_for_a_new_one(tmp_path: Path) -> None:
    journal = Journal(tmp_path, rotate_rows=10, rotate_seconds=60)
    used = []
    for group in (
        [row(1)],
        [row(2, AT + 60_001)],
        [row(3, AT + 60_002)] * 9,
        [row(4, AT + 60_003)],
    ):
        journal.append(group)
        used.append(journal.path)
    journal.close()
    assert used[0] != used[1] == used[2] != used[3]
    assert sum(len(scans(path)) for path in tmp_path.glob("*.db")) == 12


def test_a_journal_that_was_deleted_is_not_written_on(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.append([row(1)])
    assert journal.path is not None
    journal.path.unlink()
    journal.append([row(2)])
    assert [line[3] for line in scans(journal.path)] == [2]
    journal.close()


def test_a_group_that_fails_leaves_nothing_and_the_next_one_a_new_file(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.append([row(1)])
    first = journal.path
    assert first is not None
    room = first.with_name(first.name + "-wal").stat().st_size
    with resource_limit(room), pytest.raises(sqlite3.Error):
        journal.append([row(number) for number in range(2, 500)])
    assert [line[3] for line in scans(first)] == [1]
    journal.append([row(4)])
    assert journal.path != first
    journal.close()


def test_a_folder_that_cannot_be_written_is_an_error_and_leaves_no_litter(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    journal = Journal(tmp_path / "file")
    with pytest.raises(OSError, match=r"exists|Not a directory"):
        journal.append([row(1)])
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


_KILLED = """
import os, signal, sys
from pathlib import Path
sys.path.insert(0, {root!r})
from app.store.journal import Journal
journal = Journal(Path(sys.argv[1]), durability={mode!r})
for number in range(1000):
    journal.append([(1, "b", number, None, 0, 0, "", "", "", 1, "", "", "", "")] * 3)
    print(number, flush=True)
    if number == 40:
        os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("mode", ["fsync", "os"])
def test_what_append_returned_from_survives_kill_9(tmp_path: Path, mode: str) -> None:
    root = str(Path(__file__).resolve().parents[2])
    code = _KILLED.format(root=root, mode=mode)
    ended = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert ended.returncode == -signal.SIGKILL
    [path] = tmp_path.glob("*.db")
    numbers = [line[3] for line in scans(path)]
    assert numbers == [number for number in range(41) for _copy in range(3)]
