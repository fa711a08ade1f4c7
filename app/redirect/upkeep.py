"""Everything slow, beside the redirect: codes, the day's salt, the date, idle connections.

One coroutine, about twice a second; reading the catalog happens in a thread.
"""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import date
from functools import partial

from app.redirect.answer import date_line
from app.redirect.protocol import IDLE_SECONDS
from app.redirect.shared import Shared
from app.redirect.table import Table
from app.redirect.visit import Visitors, utc_day
from app.store import alarms
from app.store.alarms import Finding
from app.store.queues import waits

log = logging.getLogger("relais.redirect")
_MOST_BURSTS = 1000  # kept while they cannot be written


class Source:
    """Where codes and salts come from: `front` binds it to the catalog and the signing secrets.

    `renew` makes a newer table out of an older one; without it every edit reads all codes.
    """

    def __init__(
        self,
        revision: Callable[[], int],
        table: Callable[[], Table],
        salt: Callable[[date], bytes],
        forget_salts: Callable[[date], None],
        renew: Callable[[Table], Table] | None = None,
    ) -> None:
        self.revision = revision
        self.table = table
        self.salt = salt
        self.forget_salts = forget_salts
        self.renew = renew or (lambda _table: table())


class Upkeep:
    """Keeps one process's Flow fresh. `extras` are called in the same thread as the catalog."""

    def __init__(
        self, shared: Shared, source: Source, every_ms: int, *extras: Callable[[], None]
    ) -> None:
        self._shared = shared
        self._source = source
        self._every = every_ms / 1000
        self._extras = extras
        self._day = utc_day(shared.flow.now())
        self._bursts: list[Finding] = []

    async def run(self) -> None:
        """Until cancelled. No failure ends it: the redirect goes on with what it has."""
        while True:
            self.quick()
            await self.slow()
            await asyncio.sleep(self._every)

    def quick(self) -> None:
        """What takes microseconds: clocks, counters, senders that take too long."""
        shared, flow = self._shared, self._shared.flow
        now = flow.now()
        shared.tick = now // 1000
        shared.date = date_line(now / 1000)
        shared.committer.tick()
        flow.counters.add("requests", flow.requests)
        flow.requests = 0
        flow.caps.look_again()
        for connection in [one for one in shared.open if one.is_idle(IDLE_SECONDS)]:
            connection.hang_up()

    async def slow(self) -> None:
        """What reads and writes files, one after another; one that fails keeps no other from it."""
        for step in (self._salt, self._codes, self._tell, self._waits, *map(_beside, self._extras)):
            try:
                await step()
            except Exception as error:
                self._shared.flow.counters.add("refresh_errors")
                log.error("upkeep failed, what is known stays in use: %s", error)

    async def _salt(self) -> None:
        """Another day's salt."""
        flow, day = self._shared.flow, utc_day(self._shared.flow.now())
        if day != self._day:
            self._day = day
            flow.use(flow.finder.table, await asyncio.to_thread(visitors, self._source, day))

    async def _codes(self) -> None:
        """Edited codes."""
        flow, source = self._shared.flow, self._source
        if await asyncio.to_thread(source.revision) != flow.finder.table.revision:
            table = await asyncio.to_thread(source.renew, flow.finder.table)
            flow.use(table, flow.visitors)

    async def _tell(self) -> None:
        """Bursts, as alarms; what cannot be written now is written later."""
        flow = self._shared.flow
        self._bursts = (self._bursts + flow.nowhere.bursts.drain(flow.now()))[-_MOST_BURSTS:]
        if self._bursts:
            await asyncio.to_thread(alarms.note, flow.data, self._bursts, flow.now())
            self._bursts = []

    async def _waits(self) -> None:
        """Call centres' waits."""
        flow = self._shared.flow
        flow.waits = await asyncio.to_thread(waits, flow.data)


def _beside(extra: Callable[[], None]) -> Callable[[], Awaitable[None]]:
    return partial(asyncio.to_thread, extra)


def visitors(source: Source, day: date) -> Visitors:
    """The visitors' numbers of a day; older salts are deleted, so nobody can tell them any more.

    Without a catalog the salt is this process's own: visitors are then counted once per process.
    """
    try:
        salt = source.salt(day)
    except Exception as error:
        log.error("no salt from the catalog, this process uses its own: %s", error)
        return Visitors(secrets.token_bytes(32))
    with suppress(Exception):  # tried again tomorrow
        source.forget_salts(day)
    return Visitors(salt)
