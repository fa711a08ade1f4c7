"""Taps and arrivals that come into the history after the conversions they tell of."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from app.channels import consent
from app.inbound.files import parse
from app.inbound.folded import BACK, Follower
from app.inbound.ingest import ingest
from app.model import Action, Code
from app.store import folder, history, privacy
from app.store.catalog import Catalog
from tests.inbound.test_files import GOOD
from tests.samples import RING, codes, plan
from tests.store.shop import write

CALLED = int(datetime(2026, 11, 20, 10, tzinfo=UTC).timestamp() * 1000)
NOW = CALLED + 3_600_000
BRAND = "maison-levain"
CALL: dict[str, Any] = {
    "source": "log",
    "external_id": "1",
    "kind": "call",
    "at": "2026-11-20T10:00:00Z",
    "value_minor": 90,
    "ref": "0800 123 456",
}


class World:
    """A brand whose journals are folded by hand."""

    def __init__(self, folder_: Path) -> None:
        self.data, self.keys = folder_ / "data", folder_ / "keys"
        self.catalog = Catalog.create(self.data)
        small = plan(folder_)
        self.codes: list[Code] = list(codes(small))
        self.catalog.save(small, self.codes)
        self.follower = Follower(self.data, self.keys)

    def send(self, *rows: dict[str, Any]) -> None:
        good, problems = parse((str(index), row) for index, row in enumerate(rows))
        outcome = ingest(self.catalog, RING, BRAND, good, NOW)
        assert not [*problems, *outcome.problems]

    def act(self, *actions: Action) -> None:
        write(self.data, actions=actions)
        folder.fold(self.data)

    def rows(self) -> list[dict[str, Any]]:
        return list(
            self.catalog.db.query(
                "SELECT external_id, kind, code, placement, evidence, strength, reason, subject, "
                "at FROM conversion ORDER BY external_id"
            )
        )

    def credits(self) -> list[tuple[Any, ...]]:
        return self.catalog.db.execute(
            "SELECT external_id, model, credit.code, share, credit.value_minor FROM credit "
            "JOIN conversion ON conversion.id = conversion ORDER BY 1, 2, 3"
        ).fetchall()


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    made = World(tmp_path)
    monkeypatch.setattr("app.inbound.folded.secrets.ring", lambda _folder, _brand: RING)
    yield made
    made.catalog.close()


def tap(code: Code, before_ms: int, visitor: int) -> Action:
    return Action(CALLED - before_ms, BRAND, code.id, visitor, "call", "phone")


def test_a_call_that_came_in_before_its_tap_gets_its_code(world: World) -> None:
    world.send(CALL)
    assert world.credits() == []
    world.act(tap(world.codes[0], 10_000, 1))
    assert world.follower.round(NOW) == 1
    (row,) = world.rows()
    assert (row["code"], row["evidence"]) == (world.codes[0].id, "tap")
    assert (row["strength"], row["placement"]) == ("probabilistic", world.codes[0].placement)
    assert world.credits() == [("1", "last", world.codes[0].id, 1_000_000, 90)]
    assert world.follower.round(NOW) == 0


def test_whatever_comes_first_the_credits_are_the_same(tmp_path: Path) -> None:
    """Two taps, the call and its refund in every order: one result, that of taps first."""
    refund = {**CALL, "external_id": "2", "value_minor": -30, "reverses": "1"}
    found = set()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.inbound.folded.secrets.ring", lambda _folder, _brand: RING)
        for number, order in enumerate(permutations("abcr")):
            (tmp_path / str(number)).mkdir()
            world = World(tmp_path / str(number))
            for step in order:
                if step in "ab":
                    at = "ab".index(step)
                    world.act(tap(world.codes[2 * at], 10_000 + at, at + 1))
                else:
                    world.send(CALL if step == "c" else refund)
                world.follower.round(NOW)
            told = [tuple(row.values()) for row in world.rows()]
            found.add((tuple(told), tuple(world.credits())))
            world.catalog.close()
    assert len(found) == 1
    ((_rows, credits),) = found
    assert sum(row[4] for row in credits) == 60


def test_a_call_with_a_code_of_its_own_keeps_it(world: World) -> None:
    world.send({**CALL, "ref": world.codes[1].reference})
    world.act(tap(world.codes[0], 10_000, 1))
    assert world.follower.round(NOW) == 0
    assert world.rows()[0]["code"] == world.codes[1].id


def test_a_tap_after_the_call_or_long_before_it_changes_nothing(world: World) -> None:
    world.send(CALL)
    world.act(tap(world.codes[0], -1, 1), tap(world.codes[0], 120_001, 2))
    assert world.follower.round(NOW) == 0
    assert world.rows()[0]["code"] is None


def test_whose_person_was_erased_is_left_alone(world: World) -> None:
    world.send({**CALL, "subject": "anna"})
    privacy.erase(world.catalog.db, BRAND, ["anna"])
    world.act(tap(world.codes[0], 10_000, 1))
    assert world.follower.round(NOW) == 0


def test_a_fresh_start_looks_a_day_back_and_no_further(world: World) -> None:
    world.send(CALL)
    world.act(tap(world.codes[0], 10_000, 1))
    assert Follower(world.data, world.keys).round(CALLED + BACK) == 0
    assert Follower(world.data, world.keys).round(CALLED + BACK - 10_000) == 1


ID = "0123456789abcdef" * 2


def met(world: World, code: Code, at: int) -> Action:
    return Action(at, BRAND, code.id, consent.fresh(ID, at).number, "consent", "web")


def test_who_agreed_has_a_journey_over_several_scans(world: World) -> None:
    first, second = world.codes[0], world.codes[2]
    privacy.give_consent(world.catalog.db, BRAND, ID, first.id, CALLED - 9_000_000, "v1")
    world.act(met(world, first, CALLED - 8_000_000), met(world, second, CALLED - 4_000_000))
    assert world.follower.round(NOW) == 2
    order = {**GOOD, "ref": "", "subject": ID, "at": "2026-11-20T10:00:00Z"}
    world.send(order)
    arrivals = [row for row in world.rows() if row["kind"] == "arrival"]
    assert [(row["code"], row["subject"]) for row in sorted(arrivals, key=lambda r: r["at"])] == [
        (first.id, ID),
        (second.id, ID),
    ]
    (bought,) = (row for row in world.rows() if row["kind"] == "order")
    assert (bought["evidence"], bought["strength"]) == ("journey", "deterministic")
    credited = {
        (model, code): share
        for external, model, code, share, _minor in world.credits()
        if external == bought["external_id"]
    }
    assert credited["last", second.id] == credited["first", first.id] == 1_000_000
    assert credited["linear", first.id] == credited["linear", second.id] == 500_000


def test_the_number_is_taken_out_of_the_history_once_it_is_read(world: World) -> None:
    privacy.give_consent(world.catalog.db, BRAND, ID, world.codes[0].id, CALLED - 1, "v1")
    world.act(met(world, world.codes[0], CALLED))
    assert world.follower.round(NOW) == 1
    with history.connect(world.data) as store:
        assert store.execute("SELECT kind, visitor FROM action").fetchall() == [("consent", 0)]
    store.close()
    assert Follower(world.data, world.keys).round(NOW) == 0


def test_a_number_without_its_proof_is_nobody(world: World) -> None:
    privacy.give_consent(world.catalog.db, BRAND, ID, world.codes[0].id, CALLED + 1, "v1")
    world.act(met(world, world.codes[0], CALLED))
    assert world.follower.round(NOW) == 0
    assert world.rows() == []


def test_who_took_it_back_is_in_no_arrival(world: World) -> None:
    privacy.give_consent(world.catalog.db, BRAND, ID, world.codes[0].id, CALLED - 1, "v1")
    world.act(met(world, world.codes[0], CALLED))
    world.follower.round(NOW)
    privacy.erase(world.catalog.db, BRAND, [ID])
    (row,) = world.rows()
    assert row["subject"] is None
    assert ID not in str(row)
