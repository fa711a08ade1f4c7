"""The chores process: what waits is sent, finished days are sealed, what is old is forgotten."""

import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass

from app import beside
from app.config import Config
from app.inbound import courier
from app.store import privacy, sealing
from app.store.catalog import Catalog

SECONDS = 2.0  # between two rounds: what an automatic answer may wait
HOUR, DAY = 3_600_000, 86_400_000


@dataclass(slots=True)
class Chores:
    """What is done beside the workers, each in its own rhythm; `now` gives UTC epoch ms."""

    config: Config
    now: Callable[[], int]
    sealed: int = 0
    purged: int = 0

    def round(self) -> None:
        """One round: whatever is due."""
        now, data = self.now(), self.config.data
        courier.run(data, self.config.keys, now)
        if now - self.sealed >= HOUR:
            sealing.seal(data, now)
            self.sealed = now
        if now - self.purged >= DAY:
            with closing(Catalog(data)) as catalog:
                privacy.purge(catalog.db, data, now)
            self.purged = now


def keep_up(config: Config, ready: Callable[[], None], parent: int) -> None:
    """Do the chores until told to stop."""
    chores = Chores(config, lambda: time.time_ns() // 1_000_000)
    beside.keep(chores.round, SECONDS, ready, parent)
