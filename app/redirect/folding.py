"""The folder process: journals into the history, and a look at what they say."""

import logging
import os
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from time import monotonic, time_ns

from app import beside
from app.config import Config
from app.store import alarms, folder, watching

log = logging.getLogger("relais.alarms")
_WATCH_SECONDS = 60.0
_SHARE = 20  # watching takes a twentieth of the time at most


def keep_folding(config: Config, ready: Callable[[], None], parent: int) -> None:
    """Fold until told to stop. What it cannot fold stays in the journals."""
    os.nice(19)  # while scans fill the machine they come first; the journals can wait
    watcher = Watcher(config.data, monotonic)

    def fold() -> None:
        folder.fold(config.data)
        watcher.begin(time_ns() // 1_000_000)

    beside.keep(fold, config["fold_ms"] / 1000, ready, parent)


class Watcher:
    """Looks for alarms about once a minute, less often where a look takes long."""

    def __init__(self, data: Path, clock: Callable[[], float]) -> None:
        self._data = data
        self._clock = clock
        self._next = clock() + _WATCH_SECONDS
        self._thread: Thread | None = None

    def begin(self, now: int) -> None:
        """Look in a thread, so that folding need not wait; one look at a time."""
        if self._thread is None or not self._thread.is_alive():
            self._thread = None
            if self._clock() >= self._next:
                self._thread = Thread(target=self._try, args=(now,), name="alarms", daemon=True)
                self._thread.start()

    def _try(self, now: int) -> None:
        try:
            self.look(now)
        except Exception:
            log.exception("looking for alarms failed; it is tried again")

    def look(self, now: int) -> None:
        """Look if it is time to; `now` is in ms."""
        begun = self._clock()
        if begun < self._next:
            return
        self._next = begun + _WATCH_SECONDS
        findings = watching.watch(self._data, now)
        if findings:
            alarms.note(self._data, findings, now)
        ended = self._clock()
        self._next = ended + max(_WATCH_SECONDS, _SHARE * (ended - begun))
