"""The chores process: what waits for the world is sent, what is too old is forgotten."""

import time
from collections.abc import Callable
from contextlib import closing

from app import beside
from app.config import Config
from app.inbound import courier
from app.store import privacy
from app.store.catalog import Catalog

SECONDS = 2.0  # between two rounds: what an automatic answer may wait
_DAY_MS = 86_400_000


def keep_up(config: Config, ready: Callable[[], None], parent: int) -> None:
    """Send every two seconds and purge once a day, until told to stop."""
    purged = 0

    def chores() -> None:
        nonlocal purged
        now = time.time_ns() // 1_000_000
        courier.run(config.data, config.keys, now)
        if now - purged >= _DAY_MS:
            with closing(Catalog(config.data)) as catalog:
                privacy.purge(catalog.db, config.data, now)
            purged = now

    beside.keep(chores, SECONDS, ready, parent)
