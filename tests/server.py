"""A real server in a process group of its own, and a phone to ask it with. Loopback only."""

import http.client
import os
import re
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1"
)
ANDROID = (
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/137.0.0.0 Mobile Safari/537.36"
)
DESKTOP = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/137.0.0.0 Safari/537.36"
)


class Server:
    """A running `serve`."""

    def __init__(self, data, *options, **environ):
        log = (Path(data) / "server.log").open("a")
        settings = {f"RELAIS_{name.upper()}": str(value) for name, value in environ.items()}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "app", "serve", "--port", "0", *options],
            env={**os.environ, "RELAIS_DATA": str(data), **settings},
            stdout=subprocess.PIPE,
            stderr=log,
            cwd=ROOT,
            text=True,
            start_new_session=True,  # so that a kill reaches the workers as a power cut would
        )
        log.close()
        self.port = int(re.search(r":(\d+)\s*$", self.process.stdout.readline())[1])

    def get(self, path, *, host="q.levain.example", agent=IPHONE, method="GET", **headers):
        """One request on a connection of its own: (status, headers, body)."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            everything = {"Host": host, "User-Agent": agent, "Accept-Language": "fr", **named}
            connection.request(method, path, headers=everything)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def post(self, path, body, key, *, host="q.levain.example", kind="application/json"):
        """POST to the API: (status, headers, body)."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            headers = {"Host": host, "Authorization": f"Bearer {key}", "Content-Type": kind}
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def kill(self):
        """End every process of it at once, without a word (SIGKILL)."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self):
        """Ask it to stop and wait until it has."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(30)


@contextmanager
def serving(data, *options, **environ):
    """A server for the length of a block."""
    server = Server(data, *options, **environ)
    try:
        yield server
    finally:
        if server.process.poll() is None:
            server.stop()
        server.process.stdout.close()


def eventually(holds, seconds=20):
    """Wait until `holds()` is true; the last value either way."""
    until = time.monotonic() + seconds
    while not (found := holds()) and time.monotonic() < until:
        time.sleep(0.05)
    return found
