"""The folder process: journals into the history, beside the workers."""

import logging
import os
import select
import signal
from collections.abc import Callable
from threading import Event

from app.config import Config
from app.store import folder

log = logging.getLogger("relais.fold")


def keep_folding(config: Config, ready: Callable[[], None], parent: int) -> None:
    """The folder process: journals into the history, until told to stop."""
    stop = Event()
    signal.signal(signal.SIGTERM, lambda _number, _frame: stop.set())
    os.nice(10)  # while scans fill the machine they come first; the journals can wait
    ready()
    while not stop.is_set():
        _pass(config)
        if _is_gone(parent, config["fold_ms"] / 1000):
            break
    _pass(config)


def _pass(config: Config) -> None:
    try:
        folder.fold(config.data)
    except Exception:
        log.exception("folding failed; the journals are kept")


def _is_gone(parent: int, seconds: float) -> bool:
    """Whether the parent ends within these seconds."""
    readable, _w, _x = select.select([parent], [], [], seconds)
    return bool(readable)
