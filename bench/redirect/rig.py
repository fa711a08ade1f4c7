"""What the redirect's benches share: a data folder, our server, nginx as the yardstick, wrk.

Needs `nginx` and `wrk` on PATH. Everything stands in a temporary folder and on loopback.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[2]
HOST = "q.bench.example"
AGENT = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1"
)
HEADERS = {"Host": HOST, "User-Agent": AGENT, "Accept-Language": "fr-FR,fr;q=0.9"}


class Load(NamedTuple):
    """What wrk saw: answers per second, 50th and 99th percentile in ms, answers, errors."""

    rate: float
    p50: float
    p99: float
    answers: int
    errors: int


@contextmanager
def folder() -> Iterator[Path]:
    """A temporary folder on a real disk (not /tmp where that is memory)."""
    with tempfile.TemporaryDirectory(prefix="relais-bench-", dir=os.environ.get("BENCH_DIR")) as at:
        yield Path(at)


@contextmanager
def ours(
    data: Path,
    *,
    workers: int = 1,
    tls: tuple[Path, Path] | None = None,
    settings: Mapping[str, str] | None = None,
) -> Iterator[tuple[str, int]]:
    """Our server as a user starts it; yields its address and the parent's pid."""
    command = [sys.executable, "-m", "app", "serve", "--port", "0", "--workers", str(workers)]
    command += ["--only", "redirect"]
    if tls:
        command += ["--tls-cert", str(tls[0]), "--tls-key", str(tls[1])]
    environ = {**os.environ, "RELAIS_DATA": str(data), **(settings or {})}
    process = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        address = re.search(r"https?://\S+", line)
        if not address:
            raise SystemExit(f"the server did not start: {line}")
        yield address[0], process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


@contextmanager
def nginx(at: Path, tls: tuple[Path, Path], port: int = 18999) -> Iterator[tuple[str, str, int]]:
    """nginx answering `return 302`, with an access log that it writes and never syncs.

    Yields its plain address, the one with TLS, and its pid.
    """
    at.mkdir(parents=True, exist_ok=True)
    (at / "nginx.conf").write_text(f"""
worker_processes 1; daemon off; pid {at}/pid; error_log {at}/error.log;
events {{ worker_connections 4096; }}
http {{
  access_log {at}/access.log; keepalive_requests 100000000;
  client_body_temp_path {at}/b; proxy_temp_path {at}/p; fastcgi_temp_path {at}/f;
  uwsgi_temp_path {at}/u; scgi_temp_path {at}/s;
  ssl_certificate {tls[0]}; ssl_certificate_key {tls[1]};
  server {{ listen 127.0.0.1:{port} backlog=4096; listen 127.0.0.1:{port + 1} ssl backlog=4096;
    location / {{ return 302 https://levain.example/printemps?utm_source=poster; }} }}
}}
""")
    process = subprocess.Popen(["nginx", "-c", str(at / "nginx.conf"), "-p", str(at)])
    try:
        _until(f"http://127.0.0.1:{port}/")
        yield f"http://127.0.0.1:{port}", f"https://127.0.0.1:{port + 1}", process.pid
    finally:
        process.terminate()
        process.wait(10)


def _until(url: str) -> None:
    for _try in range(200):
        try:
            urlopen(url, timeout=1)  # noqa: S310
        except OSError as error:
            if "refused" in str(error):
                time.sleep(0.02)
                continue
        return


def wrk(url: str, *, connections: int = 256, seconds: int = 4, script: Path | None = None) -> Load:
    """One round of load from one thread."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "--timeout", "10s"]
    for name, value in HEADERS.items():
        command += ["-H", f"{name}: {value}"]
    if script:
        command += ["-s", str(script)]
    text = subprocess.run([*command, url], capture_output=True, text=True, check=True).stdout
    errors = re.search(r"connect (\d+), read (\d+), write (\d+), timeout (\d+)", text)
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
    total = re.search(r"(\d+) requests in", text)
    return Load(
        rate=float(re.search(r"Requests/sec:\s+([\d.]+)", text)[1]),  # type: ignore[index]
        p50=_ms(text, "50%"),
        p99=_ms(text, "99%"),
        answers=int(total[1]) if total else 0,
        errors=sum(map(int, errors.groups())) if errors else 0 + (int(bad[1]) if bad else 0),
    )


def _ms(text: str, name: str) -> float:
    found = re.search(name + r"\s+([\d.]+)(us|ms|s)\b", text)
    assert found, text
    return float(found[1]) * {"us": 0.001, "ms": 1.0, "s": 1000.0}[found[2]]


def cpu_seconds(parent: int) -> dict[int, float]:
    """User and system time so far of a process and of each of its children."""
    times = {}
    for pid in [parent, *_children(parent)]:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        times[pid] = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return times


def _children(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def need(*programs: str) -> None:
    """Stop where a program is missing."""
    missing = [name for name in programs if shutil.which(name) is None]
    if missing:
        raise SystemExit(f"this bench needs {', '.join(missing)} on PATH")
