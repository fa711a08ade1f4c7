"""A full disk, a power cut, an hour's load in small: what the journal promises, on real files."""

import os
import re
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.test_front import ROOT, Crowd, _kill_all, _save, get, recorded, serving, token


@pytest.fixture
def data(tmp_path: Path) -> Path:
    _save(tmp_path)
    return tmp_path


def _metric(port: int, name: str) -> int:
    text = get(port, "/metrics")[2].decode()
    found = re.search(rf"^relais_{name} (\d+)$", text, re.MULTILINE)
    assert found
    return int(found[1])


def test_a_disk_that_takes_nothing_stops_no_redirect_and_is_shouted_about(data: Path) -> None:
    (data / "journals").write_text("in the way of the folder")
    path = "/" + token(data)
    with serving(data) as (_scheme, port, _pid):
        for _try in range(20):
            assert get(port, path)[0] == 302
        assert b'"degraded"' in get(port, "/healthz")[2]
        assert _metric(port, "scans_waiting") == 20
        assert _metric(port, "scans_lost_total") == 0
        (data / "journals").unlink()  # somebody makes room
        time.sleep(1.2)
        assert get(port, path)[0] == 302
        assert _metric(port, "scans_waiting") == 0
        assert b'"ok"' in get(port, "/healthz")[2]
    assert recorded(data) == 21


def test_no_file_may_grow_and_redirects_go_on(data: Path) -> None:
    path = "/" + token(data)
    with serving(data) as (_scheme, port, pid):
        worker = int(Path(f"/proc/{pid}/task/{pid}/children").read_text().split()[0])
        assert get(port, path)[0] == 302
        resource.prlimit(worker, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
        for _try in range(20):
            assert get(port, path)[0] == 302
        assert _metric(port, "journal_errors_total") > 0
        resource.prlimit(worker, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
        time.sleep(1.2)
        assert get(port, path)[0] == 302
        assert _metric(port, "scans_waiting") == 0
    assert recorded(data) == 22


def test_a_catalog_that_is_away_stops_no_redirect(data: Path) -> None:
    path = "/" + token(data)
    with serving(data) as (_scheme, port, _pid):
        (data / "catalog.db").rename(data / "catalog.away")
        for name in ("catalog.db-wal", "catalog.db-shm"):
            (data / name).unlink(missing_ok=True)
        (data / "catalog.db").write_bytes(b"no database at all" * 100)
        time.sleep(0.7)
        for _try in range(5):
            assert get(port, path)[0] == 302
        (data / "catalog.away").replace(data / "catalog.db")
    assert recorded(data) == 5


def _whole_calls(log: Path) -> Iterator[str]:
    """The traced calls, those that another process's call cut in two put together again."""
    begun: dict[str, str] = {}
    for line in log.read_text(errors="replace").splitlines():
        pid = line.split(" ", 1)[0]
        if line.endswith("<unfinished ...>"):
            begun[pid] = line.removesuffix("<unfinished ...>").rstrip()
        elif " resumed>" in line:
            yield begun.pop(pid, "") + line.split(" resumed>", 1)[1]
        else:
            yield line


def _synced(log: Path, name: str) -> int:
    """How long a file was at its last fsync, by the system calls of a traced server."""
    end = size = 0
    for line in _whole_calls(log):
        write = re.search(rf"pwrite64\(\d+<[^>]*{re.escape(name)}>, .*, (\d+), (\d+)\) = \d+", line)
        if write:
            end = max(end, int(write[1]) + int(write[2]))
        elif re.search(rf"f(?:data)?sync\(\d+<[^>]*{re.escape(name)}>\) += 0", line):
            size = end
    return size


def _cut(data: Path, mode: str) -> tuple[int, int]:
    """Scans answered, and scans left when everything after the last fsync is gone."""
    log = data / "trace"
    environ = {**os.environ, "RELAIS_DATA": str(data), "RELAIS_DURABILITY": mode, "LC_ALL": "C"}
    command = [
        "strace", "-f", "-y", "-qq", "-s", "0", "-e", "trace=pwrite64,fsync,fdatasync",
        "-o", str(log), sys.executable, "-m", "app", "serve", "--port", "0", "--only", "redirect",
    ]  # fmt: skip
    process = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    port = int(re.search(r":(\d+)$", process.stdout.readline().strip())[1])  # type: ignore[index]
    crowd = Crowd(port, "/" + token(data), threads=4)
    time.sleep(1.5)
    server = int(Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()[0])
    _kill_all(server)
    crowd.stop()
    process.wait(20)
    process.stdout.close()
    [journal] = (data / "journals").glob("*.db")
    copy = data / "copy.db"
    shutil.copy(journal, copy)
    wal = Path(f"{journal}-wal")
    kept = wal.read_bytes()[: _synced(log, wal.name)]
    (data / "copy.db-wal").write_bytes(kept)
    os.truncate(copy, _synced(log, journal.name))
    return crowd.answered, _readable(copy)


def _readable(journal: Path) -> int:
    """The scans of a journal; none where the file was cut short before its tables."""
    with closing(sqlite3.connect(journal)) as db:
        try:
            return int(db.execute("SELECT count(*) FROM scan").fetchone()[0])
        except sqlite3.DatabaseError:
            return 0


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("strace") is None, reason="traces the server's system calls")
def test_a_power_cut_loses_no_answered_scan(data: Path) -> None:
    answered, left = _cut(data, "fsync")
    assert answered > 0
    assert answered <= left <= answered + 4


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("strace") is None, reason="traces the server's system calls")
def test_the_simulated_cut_does_lose_scans_where_none_was_synced(data: Path) -> None:
    answered, left = _cut(data, "os")
    assert left < answered


def _memory(pid: int) -> int:
    """Resident memory of a process in KiB."""
    found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    assert found
    return int(found[1])


@pytest.mark.slow
def test_a_minute_of_load_leaves_memory_flat_and_loses_nothing(data: Path) -> None:
    path = "/" + token(data)
    with serving(data) as (_scheme, port, pid):
        worker = int(Path(f"/proc/{pid}/task/{pid}/children").read_text().split()[0])
        crowd = Crowd(port, path, threads=4)
        rubbish = threading.Event()
        guesser = threading.Thread(target=_guess, args=(port, rubbish))
        guesser.start()
        time.sleep(10)
        early = _memory(worker)
        time.sleep(50)
        late = _memory(worker)
        crowd.stop()
        rubbish.set()
        guesser.join()
        assert crowd.failed == []
        assert late - early < 8 * 1024
        assert _metric(port, "scans_lost_total") == 0
        answered = crowd.answered
        orphans = _metric(port, "scans_recorded_total") - answered
        assert orphans >= 0
        os.kill(pid, signal.SIGTERM)
    assert recorded(data) == answered + orphans


def _guess(port: int, stop: threading.Event) -> None:
    """Somebody who tries tokens, one after the other."""
    number = 0
    while not stop.is_set():
        number += 1
        assert get(port, f"/{number:016d}")[0] in (404, 429)
