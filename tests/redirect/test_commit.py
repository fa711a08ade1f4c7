"""Answers wait for their scans; a broken disk holds up nobody and is told about."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from threading import Event

from app.model import Action
from app.redirect.commit import Committer
from app.redirect.metrics import Counters
from app.store.journal import Journal, ScanRow

AT = 1_800_000_000_000


def row(number: int) -> ScanRow:
    return (AT, "levain", number, None, 0, 1, "", "fr", "FR", 7, "rule", "app", "", "")


class Disk(Journal):
    """A journal in memory that can fail or hang."""

    def __init__(self) -> None:
        self.rows: list[ScanRow] = []
        self.actions: list[Action] = []
        self.groups = 0
        self.failing = False
        self.free = Event()
        self.free.set()
        self.closed = False

    def append(self, scans: Sequence[ScanRow], actions: Sequence[Action] = ()) -> None:
        self.free.wait(10)
        if self.failing:
            raise sqlite3.OperationalError("database or disk is full")
        self.rows += scans
        self.actions += actions
        self.groups += 1

    def close(self) -> None:
        self.closed = True


class Person:
    """Notes the answers it gets, and how many rows were on disk by then."""

    def __init__(self, disk: Disk) -> None:
        self.disk = disk
        self.got: list[tuple[bytes, int]] = []

    def deliver(self, answer: bytes) -> None:
        self.got.append((answer, len(self.disk.rows)))


class Bench:
    def __init__(self) -> None:
        self.disk = Disk()
        self.person = Person(self.disk)
        self.counters = Counters()
        self.now = AT
        self.committer: Committer

    def add(self, number: int) -> None:
        self.committer.add(row(number), self.person, b"%d" % number)

    async def until(self, holds: Callable[[], bool]) -> None:
        for _try in range(2000):
            if holds():
                return
            await asyncio.sleep(0.001)
        raise AssertionError("waited in vain")


def run(story: Callable[[Bench], Awaitable[None]], **limits: int) -> Bench:
    bench = Bench()

    async def main() -> None:
        bench.committer = Committer(
            asyncio.get_running_loop(), bench.disk, bench.counters, lambda: bench.now, **limits
        )
        await story(bench)
        await bench.committer.close()

    asyncio.run(main())
    return bench


def test_an_answer_leaves_only_after_its_scan_is_on_disk() -> None:
    async def story(bench: Bench) -> None:
        bench.disk.free.clear()
        bench.add(1)
        await asyncio.sleep(0.02)
        assert bench.person.got == []
        bench.disk.free.set()
        await bench.until(lambda: bool(bench.person.got))

    assert run(story).person.got == [(b"1", 1)]


def test_scans_that_wait_together_share_one_commit_and_keep_their_order() -> None:
    async def story(bench: Bench) -> None:
        bench.disk.free.clear()
        bench.add(0)
        await asyncio.sleep(0.01)
        for number in range(1, 50):
            bench.add(number)
        bench.disk.free.set()
        await bench.until(lambda: len(bench.person.got) == 50)

    bench = run(story)
    assert bench.disk.groups == 2
    assert [answer for answer, _rows in bench.person.got] == [b"%d" % n for n in range(50)]
    assert [line[2] for line in bench.disk.rows] == list(range(50))


def test_an_answer_without_a_scan_waits_for_its_turn() -> None:
    async def story(bench: Bench) -> None:
        bench.add(1)
        bench.committer.add(None, bench.person, b"404")
        bench.add(2)
        await bench.until(lambda: len(bench.person.got) == 3)

    assert [answer for answer, _rows in run(story).person.got] == [b"1", b"404", b"2"]


def test_an_action_is_recorded_too() -> None:
    action = Action(AT, "levain", 1, 2, "call", "phone")

    async def story(bench: Bench) -> None:
        bench.committer.add_action(action, bench.person, b"tel")
        await bench.until(lambda: bool(bench.person.got))

    assert run(story).disk.actions == [action]


def test_a_full_disk_holds_up_nobody_and_nothing_is_lost_when_it_recovers() -> None:
    async def story(bench: Bench) -> None:
        bench.disk.failing = True
        for number in range(5):
            bench.add(number)
        await bench.until(lambda: len(bench.person.got) == 5)
        assert bench.disk.rows == []
        assert bench.committer.trouble == "database or disk is full"
        assert bench.counters.total("scans_waiting") == 5
        bench.disk.failing = False
        bench.now += 1_001
        bench.add(5)
        await bench.until(lambda: len(bench.person.got) == 6)

    bench = run(story)
    assert [line[2] for line in bench.disk.rows] == list(range(6))
    assert bench.committer.trouble == ""
    assert bench.counters.total("scans_waiting") == 0
    assert bench.counters.total("scans_lost") == 0
    assert bench.counters.total("scans_recorded") == 6


def test_beyond_what_memory_keeps_the_oldest_scans_are_lost_and_counted() -> None:
    async def story(bench: Bench) -> None:
        bench.disk.failing = True
        for number in range(30):
            bench.add(number)
        await bench.until(lambda: len(bench.person.got) == 30)
        bench.disk.failing = False

    bench = run(story, kept=10)
    assert bench.counters.total("scans_lost") == 20
    assert [line[2] for line in bench.disk.rows] == list(range(20, 30))


def test_a_hanging_disk_lets_answers_go_after_a_while_and_says_so() -> None:
    async def story(bench: Bench) -> None:
        bench.disk.free.clear()
        bench.add(1)
        await asyncio.sleep(0.01)
        bench.add(2)
        bench.now += 2_001
        bench.committer.tick()
        assert [answer for answer, _rows in bench.person.got] == [b"1", b"2"]
        bench.add(3)
        assert len(bench.person.got) == 3
        assert "not answered" in bench.committer.trouble
        bench.disk.free.set()
        await bench.until(lambda: len(bench.disk.rows) == 3)

    bench = run(story)
    assert bench.counters.total("answers_before_commit") == 3
    assert [line[2] for line in bench.disk.rows] == [1, 2, 3]
    assert len(bench.person.got) == 3


def test_closing_commits_what_waits() -> None:
    async def story(bench: Bench) -> None:
        for number in range(3):
            bench.add(number)

    bench = run(story)
    assert len(bench.disk.rows) == len(bench.person.got) == 3
    assert bench.disk.closed
