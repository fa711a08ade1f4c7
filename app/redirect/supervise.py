"""One parent, several child processes: starts, watches, replaces and stops them.

The parent holds the listening sockets, so no connection is lost while a worker is replaced. It
does nothing else; children end when it does, even by kill -9.
"""

import logging
import os
import select
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic, sleep

log = logging.getLogger("relais.front")
# What a child runs: it calls `ready` once it works, and ends when `parent` becomes readable.
Work = Callable[[Callable[[], None], int], None]
_START_SECONDS = 120.0
_STOP_SECONDS = 30.0


@dataclass
class Child:
    """A place for a child. `rolling`: on reload a fresh process starts before the old one stops."""

    name: str
    work: Work
    rolling: bool = True
    pid: int = 0
    since: float = 0.0
    pause: float = field(default=0.0)


class Supervisor:
    """Runs children until SIGTERM or SIGINT; SIGHUP replaces the rolling ones, one by one."""

    def __init__(self, children: list[Child]) -> None:
        self._children = children
        self._alive, self._held = os.pipe()  # children see its end when we are gone
        self._stopping = False
        self._reload = False

    def run(self, started: Callable[[], None]) -> int:
        """Start all, call `started`, watch. Returns the exit code."""
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        signal.signal(signal.SIGHUP, self._hangup)
        code = 0
        for child in self._children:
            if not self._start(child):
                code, self._stopping = 1, True
                break
        if not self._stopping:
            started()
        while not self._stopping:
            self._watch()
            sleep(0.05)
        self._end()
        return code

    def _stop(self, _number: int, _frame: object) -> None:
        self._stopping = True

    def _hangup(self, _number: int, _frame: object) -> None:
        self._reload = True

    def _watch(self) -> None:
        if self._reload:
            self._reload = False
            for child in self._children:
                if child.rolling:
                    self._replace(child)
        for child in self._children:
            if child.pid and _is_dead(child.pid):
                log.error("%s (%d) died; a new one starts", child.name, child.pid)
                child.pid = 0
                child.pause = 0.0 if monotonic() - child.since > 10 else child.pause + 0.5
                sleep(min(child.pause, 5.0))
                self._start(child)

    def _replace(self, child: Child) -> None:
        """A fresh process on the same socket, then the end of the old one."""
        old = child.pid
        if self._start(child):
            os.kill(old, signal.SIGTERM)
            _wait(old)
        else:
            log.error("%s: the fresh process does not start; the old one stays", child.name)
            child.pid = old

    def _start(self, child: Child) -> bool:
        """Start a child; whether it is ready."""
        ready, tell = os.pipe()
        sys.stdout.flush()
        sys.stderr.flush()
        pid = os.fork()
        if pid == 0:
            os.close(ready)
            os.close(self._held)
            _become(child, tell, self._alive)
        os.close(tell)
        child.pid, child.since = pid, monotonic()
        readable, _w, _x = select.select([ready], [], [], _START_SECONDS)
        good = bool(readable) and os.read(ready, 1) == b"1"
        os.close(ready)
        return good

    def _end(self) -> None:
        """Workers first, then the rest, so that what they wrote is still folded."""
        for rolling in (True, False):
            pids = [one.pid for one in self._children if one.pid and one.rolling is rolling]
            for pid in pids:
                _signal(pid, signal.SIGTERM)
            for pid in pids:
                _wait(pid)


def _become(child: Child, tell: int, alive: int) -> None:
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN if number == signal.SIGINT else signal.SIG_DFL)
    code = 1
    try:
        child.work(lambda: _tell(tell), alive)
        code = 0
    except KeyboardInterrupt:
        code = 130
    except BaseException:
        log.exception("%s failed", child.name)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _tell(descriptor: int) -> None:
    os.write(descriptor, b"1")
    os.close(descriptor)


def _signal(pid: int, number: int) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


def _is_dead(pid: int) -> bool:
    try:
        return os.waitpid(pid, os.WNOHANG)[0] == pid
    except ChildProcessError:
        return True


def _wait(pid: int) -> None:
    ends = monotonic() + _STOP_SECONDS
    while not _is_dead(pid):
        if monotonic() > ends:
            log.error("process %d does not stop and is killed", pid)
            _signal(pid, signal.SIGKILL)
            ends = monotonic() + _STOP_SECONDS
        sleep(0.02)
