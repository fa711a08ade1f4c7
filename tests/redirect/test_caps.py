"""A cap of N lets N humans through: never more, over all processes."""

import multiprocessing
from pathlib import Path

import pytest

from app.redirect.caps import Caps
from app.store.caps import CapStore
from tests.redirect.conftest import DESKTOP, Stand


def through(stand: Stand, number: int, agent: bytes | None = None, **more: object) -> str:
    given = {} if agent is None else {"agent": agent}
    row = stand.scan("cap", peer=f"10.{number}.0.1", **given, **more).row  # type: ignore[arg-type]
    assert row is not None
    return row[10]


@pytest.fixture
def capped(stand: Stand, tmp_path: Path) -> Stand:
    stand.flow = stand.another_flow(caps=Caps(CapStore(tmp_path)))
    return stand


def test_exactly_as_many_humans_as_the_cap_says_pass(capped: Stand) -> None:
    assert [through(capped, number) for number in range(5)] == ["first"] * 3 + ["all"] * 2


def test_previews_bots_prefetches_and_repeats_do_not_eat_it(capped: Stand) -> None:
    for _try in range(4):
        through(capped, 1, b"Googlebot/2.1")
        through(capped, 1, b"facebookexternalhit/1.1")
        through(capped, 1, sec_purpose="prefetch")
        through(capped, 1, method=b"HEAD")
    through(capped, 1)
    assert through(capped, 1) == "first"  # a repeat
    assert [through(capped, number) for number in range(2, 6)] == ["first"] * 2 + ["all"] * 2


def test_two_processes_share_a_cap(stand: Stand, tmp_path: Path) -> None:
    flows = [stand.another_flow(caps=Caps(CapStore(tmp_path))) for _process in range(2)]
    rules = []
    for number in range(8):
        stand.flow = flows[number % 2]
        rules.append(through(stand, number))
    assert rules.count("first") == 3


def test_without_a_place_to_ask_a_capped_rule_counts_as_used_up(
    stand: Stand, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    for caps in (Caps(), Caps(CapStore(tmp_path / "file"))):
        stand.flow = stand.another_flow(caps=caps)
        assert through(stand, 1, DESKTOP) == "all"


def test_units_that_nobody_uses_go_back(tmp_path: Path) -> None:
    store = CapStore(tmp_path)
    key = ("levain", "spring", "cap", "first")
    idle = store.lease(key, 1000)
    assert idle == 10
    assert store.taken(key) == 10
    store.give_back({key: 10})
    assert store.taken(key) == 0


def _drain(data: Path, count: int, got: "multiprocessing.Queue[int]") -> None:
    store, total = CapStore(data), 0
    for _try in range(count):
        total += store.lease(("b", "c", "r", "first"), 500)
    got.put(total)


def test_many_processes_at_once_never_get_more_than_there_is(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    got: multiprocessing.Queue[int] = context.Queue()
    workers = [context.Process(target=_drain, args=(tmp_path, 400, got)) for _one in range(3)]
    for worker in workers:
        worker.start()
    total = sum(got.get(timeout=60) for _one in workers)
    for worker in workers:
        worker.join()
    assert total == 500
