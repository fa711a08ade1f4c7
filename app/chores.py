"""The chores process: what waits is sent, finished days are sealed, what is old is forgotten."""

import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field

from app import beside
from app.config import Config
from app.inbound import courier
from app.inbound.folded import Follower
from app.store import privacy, schedules, sealing, sharing
from app.store.catalog import Catalog
from app.targets import Targets

SECONDS = 2.0  # between two rounds: what an automatic answer may wait
MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000


@dataclass(slots=True)
class Chores:
    """What is done beside the workers, each in its own rhythm; `now` gives UTC epoch ms."""

    config: Config
    now: Callable[[], int]
    reported: int = 0
    sealed: int = 0
    purged: int = 0
    follower: Follower = field(init=False)
    targets: Targets = field(init=False)

    def __post_init__(self) -> None:
        self.follower = Follower(self.config.data, self.config.keys)
        self.targets = Targets(self.config.data, self.config["target_hours"])

    def round(self) -> None:
        """One round: whatever is due."""
        now, data = self.now(), self.config.data
        self.follower.round(now)
        courier.run(self.config, now)
        self.targets.round(now)
        if now - self.reported >= MINUTE:
            self.reported = now
            self._report(now)
        if now - self.sealed >= HOUR:
            sealing.seal(data, now)
            self.sealed = now
        if now - self.purged >= DAY:
            with closing(Catalog(data)) as catalog:
                privacy.purge(catalog.db, data, now)
                sharing.forget(catalog.db, now)
            self.purged = now

    def _report(self, now: int) -> None:
        with closing(Catalog(self.config.data)) as catalog:
            if not schedules.is_due(catalog.db, now):
                return
        from app.reports import sending  # with the report writers, which few need

        sending.run(self.config, now)


def keep_up(config: Config, ready: Callable[[], None], parent: int) -> None:
    """Do the chores until told to stop."""
    chores = Chores(config, lambda: time.time_ns() // 1_000_000)
    beside.keep(chores.round, SECONDS, ready, parent)
