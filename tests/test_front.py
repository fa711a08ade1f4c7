"""The server as a user starts it: one command, several processes, kill -9 at any moment."""

import http.client
import os
import re
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from app.issue import issue
from app.store import folder, history, secrets
from app.store.catalog import Catalog
from tests.redirect.conftest import IPHONE, a_plan

ROOT = Path(__file__).resolve().parents[1]
HEADERS = {"Host": "q.example.fr", "User-Agent": IPHONE.decode()}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    _save(tmp_path)
    return tmp_path


def _save(data: Path, **changes: Any) -> None:
    catalog = Catalog.create(data)
    plan = a_plan()
    ring = secrets.ensure(data / "keys", plan.brand.slug)
    catalog.save(plan, issue(plan, catalog, ring))
    catalog.close()


def token(data: Path, key: str = "qr-shop") -> str:
    catalog = Catalog(data)
    found = next(code.token for code in catalog.codes("levain") if code.spec.key == key)
    catalog.close()
    return found


@contextmanager
def serving(
    data: Path, *options: str, only: str = "redirect", **settings: str
) -> Iterator[tuple[str, int, int]]:
    """Scheme, port and parent's pid of a running server."""
    environ = {**os.environ, "RELAIS_DATA": str(data), "LC_ALL": "C", **settings}
    command = [sys.executable, "-m", "app", "serve", "--port", "0", "--only", only, *options]
    process = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        address = re.search(r"(https?)://127\.0\.0\.1:(\d+)", process.stdout.readline())
        assert address
        yield address[1], int(address[2]), process.pid
    finally:
        with suppress(ProcessLookupError):
            process.send_signal(signal.SIGTERM)
        process.wait(40)
        process.stdout.close()


def get(port: int, path: str, method: str = "GET") -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request(method, path, headers=HEADERS)
    answer = connection.getresponse()
    found = answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
    connection.close()
    return found


def recorded(data: Path) -> int:
    """Scans in the history once everything is folded."""
    folder.fold(data)
    store = history.connect(data)
    count = int(store.execute("SELECT count(*) FROM scan").fetchone()[0])
    store.close()
    return count


class Crowd:
    """Threads that scan without pause and count the 302s they got."""

    def __init__(self, port: int, path: str, threads: int = 8) -> None:
        self.answered = 0
        self.failed: list[str] = []
        self._lock = threading.Lock()
        self._request = f"GET {path} HTTP/1.1\r\nHost: q.example.fr\r\n\r\n".encode()
        self._port = port
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._scan) for _one in range(threads)]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(20)

    def _scan(self) -> None:
        while not self._stop.is_set():
            try:
                with socket.create_connection(("127.0.0.1", self._port), timeout=5) as sock:
                    self._keep_asking(sock)
            except OSError as error:
                with self._lock:
                    self.failed.append(repr(error))
                time.sleep(0.01)

    def _keep_asking(self, sock: socket.socket) -> None:
        data = b""
        while not self._stop.is_set():
            sock.sendall(self._request)
            while b"\r\n\r\n" not in data:
                piece = sock.recv(65536)
                if not piece:
                    raise ConnectionResetError("closed without an answer")
                data += piece
            head, _sep, data = data.partition(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 302"), head
            with self._lock:
                self.answered += 1
            if b"connection: close" in head:
                return


def test_a_scan_goes_all_the_way_to_the_history(data: Path) -> None:
    with serving(data) as (_scheme, port, _pid):
        assert get(port, "/healthz")[0] == 200
        status, headers, _body = get(port, "/" + token(data))
        assert (status, headers["cache-control"]) == (302, "private, no-store")
        assert headers["location"].startswith("https://apps.apple.com/")
    assert recorded(data) == 1


def test_the_console_alone_opens_no_code_and_the_redirect_alone_no_console(data: Path) -> None:
    path = "/" + token(data)
    with serving(data, only="console") as (_scheme, port, _pid):
        assert get(port, "/healthz")[0] == 200
        assert get(port, path)[0] == 404
        assert get(port, "/console/")[0] in (200, 302, 303)
    with serving(data) as (_scheme, port, _pid):
        assert get(port, "/console/")[0] == 404
        assert get(port, path)[0] == 302
    assert recorded(data) == 1


def test_two_workers_have_a_journal_each_and_count_as_one(data: Path) -> None:
    path = "/" + token(data)
    with serving(data, "--workers", "2") as (_scheme, port, _pid):
        for _try in range(40):
            assert get(port, path)[0] == 302
        time.sleep(1.2)
        metrics = get(port, "/metrics")[2].decode()
        assert "relais_scans_recorded_total 40\n" in metrics
        assert "relais_requests_total 40\n" in metrics
    assert recorded(data) == 40


def test_an_edited_campaign_is_live_within_a_second_in_every_process(data: Path) -> None:
    path = "/" + token(data)
    with serving(data, "--workers", "2") as (_scheme, port, _pid):
        assert get(port, path)[1]["location"].startswith("https://apps.apple.com/")
        catalog = Catalog(data)
        plan = a_plan()
        points = {**plan.contact_points, "app": plan.contact_points["chat"]}
        fields = {name: getattr(plan, name) for name in plan.__dataclass_fields__}
        app = type(points["chat"])("app", points["chat"].channel, points["chat"].options)
        edited = type(plan)(**{**fields, "contact_points": {**points, "app": app}})
        catalog.save(edited, issue(edited, catalog, secrets.ring(data / "keys", "levain")))
        catalog.close()
        time.sleep(1.0)
        for _try in range(10):
            assert get(port, path)[1]["location"].startswith("https://m.me/")


def test_a_reload_under_load_fails_no_request(data: Path) -> None:
    with serving(data, "--workers", "2") as (_scheme, port, pid):
        crowd = Crowd(port, "/" + token(data))
        time.sleep(0.5)
        os.kill(pid, signal.SIGHUP)
        time.sleep(4)
        crowd.stop()
        assert crowd.failed == []
    assert recorded(data) == crowd.answered


def _kill_all(pid: int) -> None:
    """kill -9 of a server's every process at once."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    for one in [pid, *map(int, children)]:
        with suppress(ProcessLookupError):
            os.kill(one, signal.SIGKILL)


def _killed_under_load(data: Path, seconds: float, mode: str) -> None:
    before = recorded(data)
    with serving(data, "--workers", "2", RELAIS_DURABILITY=mode) as (_scheme, port, pid):
        crowd = Crowd(port, "/" + token(data))
        time.sleep(seconds)
        _kill_all(pid)
        crowd.stop()
    assert crowd.answered > 0
    # Up to one scan per connection was on disk when the answer could not leave any more.
    assert 0 <= recorded(data) - before - crowd.answered <= 8


@pytest.mark.parametrize("mode", ["fsync", "os"])
def test_kill_9_under_load_loses_no_answered_scan(data: Path, mode: str) -> None:
    _killed_under_load(data, 0.7, mode)


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["fsync", "os"])
def test_kill_9_at_ten_random_moments_loses_nothing_and_counts_nothing_twice(
    data: Path, mode: str
) -> None:
    for seconds in (0.31, 0.47, 0.62, 0.78, 0.93, 1.11, 1.27, 1.42, 1.66, 1.89):
        _killed_under_load(data, seconds, mode)


def test_a_worker_that_dies_is_replaced_while_the_port_stays_open(data: Path) -> None:
    with serving(data) as (_scheme, port, pid):
        worker = int(Path(f"/proc/{pid}/task/{pid}/children").read_text().split()[0])
        os.kill(worker, signal.SIGKILL)
        assert get(port, "/" + token(data))[0] == 302


def test_children_end_with_a_parent_that_was_killed(data: Path) -> None:
    with serving(data) as (_scheme, _port, pid):
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        os.kill(pid, signal.SIGKILL)
        for _try in range(200):
            alive = [one for one in children if _lives(int(one))]
            if not alive:
                return
            time.sleep(0.05)
        raise AssertionError(alive)


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_taken_port_is_said_plainly(data: Path) -> None:
    with serving(data) as (_scheme, port, _pid):
        environ = {**os.environ, "RELAIS_DATA": str(data)}
        ended = subprocess.run(
            [sys.executable, "-m", "app", "serve", "--port", str(port)],
            cwd=ROOT, env=environ, capture_output=True, text=True, timeout=30, check=False,
        )  # fmt: skip
    assert ended.returncode == 1
    assert ended.stderr.startswith("cannot listen on")


def _certificate(folder: Path, name: str) -> tuple[Path, Path]:
    cert, key = folder / "cert.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
         f"/CN={name}", "-keyout", str(key) + ".new", "-out", str(cert) + ".new"],
        check=True, capture_output=True,
    )  # fmt: skip
    Path(str(key) + ".new").replace(key)
    Path(str(cert) + ".new").replace(cert)
    return cert, key


def _name_shown(port: int) -> bytes:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    with (
        socket.create_connection(("127.0.0.1", port), timeout=5) as plain,
        context.wrap_socket(plain) as sock,
    ):
        return sock.getpeercert(binary_form=True) or b""


@pytest.mark.skipif(not Path("/usr/bin/openssl").exists(), reason="makes certificates")
def test_a_renewed_certificate_is_used_without_a_restart(data: Path) -> None:
    cert, key = _certificate(data, "first.example")
    options = ("--tls-cert", str(cert), "--tls-key", str(key))
    with serving(data, *options) as (scheme, port, _pid):
        assert scheme == "https"
        assert b"first.example" in _name_shown(port)
        _certificate(data, "second.example")
        for _try in range(100):
            if b"second.example" in _name_shown(port):
                return
            time.sleep(0.05)
        raise AssertionError("the old certificate is still shown")
