"""The folder process: journals into the history, beside the workers."""

import os
from collections.abc import Callable

from app import beside
from app.config import Config
from app.store import folder


def keep_folding(config: Config, ready: Callable[[], None], parent: int) -> None:
    """Fold until told to stop. What it cannot fold stays in the journals."""
    os.nice(10)  # while scans fill the machine they come first; the journals can wait

    def fold() -> None:
        folder.fold(config.data)

    beside.keep(fold, config["fold_ms"] / 1000, ready, parent)
