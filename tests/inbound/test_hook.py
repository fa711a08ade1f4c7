"""A delivery's whole way, and what its door is opened with."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from app.attribution.matching import match
from app.errors import Missing, Refused
from app.inbound import hook
from app.inbound.door import Forged, Person
from app.inbound.hook import Greeting
from app.inbound.ingest import Numbered, Outcome
from app.inbound.keyring import Keyring
from app.inbound.outbox import Outbox
from app.store import secrets
from app.store.base import Receipt
from tests.inbound.kit import NOW, TOKEN, look, signed

DOORS_TOML = """
[telegram]
secret_token = "telegram-secret"
bot_token = "42:abc"
contact_point = "chat"
[aircall]
token = "test"
path = "k3y"
qualified_after = 40
[viber]
auth_token = "44dafb7e0f40021e-61a47a1e6778d187-f2c5a676a07050b3"
account = "Maison Levain"
"""
START = {"update_id": 1, "message": {"chat": {"id": 42}, "text": f"/start {TOKEN}"}}
VIBER = {
    "event": "conversation_started",
    "message_token": 1,
    "user": {"id": "u"},
    "context": TOKEN,
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    secrets.ensure(tmp_path, "levain")
    (tmp_path / "levain.doors.toml").write_text(DOORS_TOML, encoding="utf-8")
    return tmp_path


class Memory:
    """Stores as ingest does, as far as an answer depends on it."""

    def __init__(self) -> None:
        self.rows: dict[str, Numbered] = {}

    def store(self, rows: Sequence[Numbered]) -> Outcome:
        receipts = []
        for row in rows:
            status = "replay" if row.conversion.external_id in self.rows else "new"
            self.rows[row.conversion.external_id] = row
            found = match(row.conversion, look())
            receipts.append((row.where, Receipt(status, len(receipts), found)))
        return Outcome(tuple(receipts), ())


def greet(person: Person, code: int | None) -> str:
    return "Bonjour ! Vous venez de l’affiche." if code else "Bonjour !"


def test_a_delivery_is_stored_and_its_person_is_answered_once(folder: Path) -> None:
    keyring, memory, box = Keyring(folder, "levain"), Memory(), Outbox(folder / "outbox.db")
    for _time in range(2):
        hook.take(
            "telegram",
            "",
            signed("telegram", START),
            keyring,
            memory.store,
            NOW,
            Greeting("levain", greet, box),
        )
    (row,) = memory.rows.values()
    assert row.conversion.contact_point == "chat"
    assert box.waiting() == 1
    box.close()


def test_viber_is_answered_in_place_with_the_brands_name(folder: Path) -> None:
    keyring, memory, greeting = Keyring(folder, "levain"), Memory(), Greeting("levain", greet)
    delivery = signed("viber", VIBER)
    taken = hook.take("viber", "", delivery, keyring, memory.store, NOW, greeting)
    assert taken.media_type == "application/json"
    assert "l’affiche" in taken.body.decode()
    assert "Maison Levain" in taken.body.decode()
    again = hook.take("viber", "", delivery, keyring, memory.store, NOW, greeting)
    assert again.body == b"", "a delivery that comes twice is greeted once"


def test_a_secret_address_is_part_of_the_door(folder: Path) -> None:
    body = {"token": "test", "event": "call.ended", "data": {"id": 1, "direction": "inbound"}}
    memory = Memory()
    keyring = Keyring(folder, "levain")
    for path in ("", "key"):
        with pytest.raises(Forged):
            hook.take("aircall", path, signed("aircall", body), keyring, memory.store, NOW)
    assert memory.rows == {}
    hook.take("aircall", "k3y", signed("aircall", body), keyring, memory.store, NOW)
    assert len(memory.rows) == 1
    assert keyring.keys("aircall", NOW).qualified_after == 40


def test_a_forged_delivery_stores_nothing(folder: Path) -> None:
    memory = Memory()
    bad = signed("line", START)
    with pytest.raises(Forged):
        hook.take("telegram", "", bad, Keyring(folder, "levain"), memory.store, NOW)
    assert memory.rows == {}


@pytest.mark.parametrize("door", ["messenger", "pigeon"])
def test_a_door_that_is_not_configured_is_not_there(folder: Path, door: str) -> None:
    with pytest.raises(Missing):
        hook.take(door, "", signed("calls", {}), Keyring(folder, "levain"), Memory().store, NOW)


def test_people_are_known_again_after_a_rotation_and_by_an_import(folder: Path) -> None:
    before = Keyring(folder, "levain")
    secrets.rotate(folder, "levain")
    after = Keyring(folder, "levain")
    assert before.subject == after.subject == after.imports(NOW).subject
    assert len(before.subject) == 32


def test_every_fault_of_the_file_is_named_at_once(folder: Path) -> None:
    text = '[pigeon]\n[line]\ncolour = "x"\n[aircall]\ntoken = ""\nqualified_after = "long"\n'
    (folder / "levain.doors.toml").write_text(text, encoding="utf-8")
    with pytest.raises(Refused) as refused:
        Keyring(folder, "levain")
    assert [problem.where.partition(" ")[2] for problem in refused.value.problems] == [
        "pigeon",
        "line.colour",
        "line.channel_secret",
        "aircall.token",
        "aircall.qualified_after",
    ]


def test_a_brand_without_doors_has_none(tmp_path: Path) -> None:
    secrets.ensure(tmp_path, "levain")
    assert Keyring(tmp_path, "levain").doors == ()
