"""Group commit: answers wait for their scans, scans of one moment share one commit.

The event loop collects; one writer thread commits whatever waits, at once, while the loop already
collects the next group. Answers leave in the order in which they were added. Measured against
other ways of recording in docs/decisions/0031-group-commit.md.
"""

import asyncio
import logging
import sqlite3
from collections.abc import Callable
from queue import SimpleQueue
from threading import Thread
from typing import NamedTuple, Protocol

from app.model import Action
from app.redirect.metrics import Counters
from app.store.journal import Journal, ScanRow

log = logging.getLogger("relais.journal")
KEPT = 100_000  # rows held in memory (some 40 MB) while the journal cannot be written
RETRY_MS = 1_000
LATE_MS = 2_000  # longer than this a disk does not hold up the answers


class Receiver(Protocol):
    """Who gets an answer once its scan is on disk."""

    def deliver(self, answer: bytes) -> None:
        """Called in the event loop's thread."""


class _Group(NamedTuple):
    scans: list[ScanRow]
    actions: list[Action]
    waiting: list[tuple[Receiver, bytes]]
    since: int


class Committer:
    """The queue between one event loop and one journal."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        journal: Journal,
        counters: Counters,
        now: Callable[[], int],
        *,
        kept: int = KEPT,
        late_ms: int = LATE_MS,
    ) -> None:
        self._loop = loop
        self._journal = journal
        self._counters = counters
        self._now = now
        self._kept = kept
        self._late_ms = late_ms
        self._next = _Group([], [], [], 0)
        self._busy: _Group | None = None
        self._scheduled = False
        self._stuck = False
        self._retry_at = 0
        self._unwritten = _Group([], [], [], 0)  # the writer thread's own
        self.trouble = ""
        self._queue: SimpleQueue[_Group | None] = SimpleQueue()
        self._thread = Thread(target=self._write, name="journal", daemon=True)
        self._thread.start()

    def add(self, scan: ScanRow | None, receiver: Receiver, answer: bytes) -> None:
        """Deliver `answer` once `scan` is on disk; without a scan, in its turn."""
        group = self._next
        if scan is not None:
            group.scans.append(scan)
        if self._stuck:
            self._counters.add("answers_before_commit")
            receiver.deliver(answer)
        else:
            group.waiting.append((receiver, answer))
        if self._busy is None and not self._scheduled:
            self._scheduled = True
            self._loop.call_soon(self._submit)

    def add_action(self, action: Action, receiver: Receiver, answer: bytes) -> None:
        """Deliver `answer` once `action` is on disk."""
        self._next.actions.append(action)
        self.add(None, receiver, answer)

    def tick(self) -> None:
        """Called about twice a second: lets answers go that a hanging disk holds up."""
        group = self._busy
        if group is None:
            if self._next.waiting and not self._scheduled:
                self._submit()
            return
        if not self._stuck and self._now() - group.since > self._late_ms:
            self._stuck = True
            self.trouble = f"the disk has not answered for {self._late_ms} ms"
            log.error("journal: %s; answers go out before their scans are on disk", self.trouble)
        if self._stuck:
            late = len(group.waiting) + len(self._next.waiting)
            self._counters.add("answers_before_commit", late)
            _deliver(group.waiting)
            _deliver(self._next.waiting)
            self._bound(self._next)

    async def close(self) -> None:
        """Commit what waits, deliver it, close the journal."""
        while self._busy is not None or self._next.waiting or self._next.scans:
            if self._busy is None:
                self._submit()
            await asyncio.sleep(0.005)
        self._queue.put(None)
        await asyncio.to_thread(self._thread.join)

    def _submit(self) -> None:
        self._scheduled = False
        group = self._next
        if self._busy is not None or not (group.waiting or group.scans):
            return
        if not group.scans and not group.actions:
            self._next = _Group([], [], [], 0)
            _deliver(group.waiting)
            return
        self._next = _Group([], [], [], 0)
        self._busy = group._replace(since=self._now())
        self._queue.put(self._busy)

    def _done(self, group: _Group) -> None:
        self._busy = None
        self._stuck = False
        self._submit()  # the writer works on while we answer
        _deliver(group.waiting)

    def _write(self) -> None:
        while (group := self._queue.get()) is not None:
            self._commit(group)
            try:
                self._loop.call_soon_threadsafe(self._done, group)
            except RuntimeError:  # the loop was closed without us
                break
        if self._unwritten.scans or self._unwritten.actions:
            self._retry_at = 0
            self._commit(_Group([], [], [], self._now()))
        self._journal.close()

    def _commit(self, group: _Group) -> None:
        held = self._unwritten
        held.scans.extend(group.scans)
        held.actions.extend(group.actions)
        if group.since >= self._retry_at and self._try(held, attempts=2):
            self._counters.add("scans_recorded", len(held.scans))
            self._counters.add("actions_recorded", len(held.actions))
            held.scans.clear()
            held.actions.clear()
            self._retry_at = 0
            self.trouble = ""
        self._bound(held)
        self._counters.put("scans_waiting", len(held.scans) + len(held.actions))

    def _try(self, held: _Group, attempts: int) -> bool:
        for _attempt in range(attempts):  # the second one has a new file
            try:
                self._journal.append(held.scans, held.actions)
                return True
            except (sqlite3.Error, OSError) as error:
                self.trouble = str(error)
                self._counters.add("journal_errors", 1)
        self._retry_at = self._now() + RETRY_MS
        log.error("journal: %s; %d rows wait in memory", self.trouble, len(held.scans))
        return False

    def _bound(self, held: _Group) -> None:
        over = len(held.scans) - self._kept
        if over > 0:
            del held.scans[:over]
            self._counters.add("scans_lost", over)
            log.error("journal: %d scans lost: the disk takes none and memory is full", over)


def _deliver(waiting: list[tuple[Receiver, bytes]]) -> None:
    """Give the answers out, once: the list is empty afterwards."""
    given = waiting[:]
    waiting.clear()
    for receiver, answer in given:
        receiver.deliver(answer)
