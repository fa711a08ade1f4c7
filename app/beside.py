"""A process beside the workers that does one thing again and again until it is told to stop."""

import logging
import select
import signal
from collections.abc import Callable
from threading import Event

log = logging.getLogger("relais.beside")


def keep(
    doing: Callable[[], object], seconds: float, ready: Callable[[], None], parent: int
) -> None:
    """Call `doing` every `seconds`, and once more at the end.

    Ends on SIGTERM, or when the other end of the pipe `parent` is gone. An error is logged and the
    next round tried: what it could not do is still there to be done.
    """
    stop = Event()
    signal.signal(signal.SIGTERM, lambda _number, _frame: stop.set())
    ready()
    while not stop.is_set():
        _try(doing)
        if _is_gone(parent, seconds):
            break
    _try(doing)


def _try(doing: Callable[[], object]) -> None:
    try:
        doing()
    except Exception:
        log.exception("%s failed; it is tried again", getattr(doing, "__name__", "this"))


def _is_gone(parent: int, seconds: float) -> bool:
    """Whether the parent ends within these seconds."""
    readable, _w, _x = select.select([parent], [], [], seconds)
    return bool(readable)
