"""Somebody who guesses, or a forged sticker, is noticed within a minute."""

from pathlib import Path

from app.redirect.folding import Watcher
from app.store import alarms, folder
from tests.redirect.conftest import Stand
from tests.redirect.test_waits import refresh
from tests.store import shop
from tests.store.test_alarms import NOON, scans


def raised(stand: Stand) -> list[tuple[str, int | None, str, int]]:
    """What is open once the minute is over."""
    stand.now += 60_000
    refresh(stand)
    found = alarms.open_alarms(stand.config.data)
    return sorted((one.kind, one.code, one.what, one.count) for one in found)


def test_a_forged_sticker_is_told_by_the_code_it_imitates(stand: Stand) -> None:
    code = stand.codes["poster-dijon/qr-shop"]
    for number in range(20):
        stand.ask(f"/{code.token[:8].lower()}ZZZZZZZZ", peer=f"10.{number}.0.1")
    assert raised(stand) == [("bad-signatures", code.id, "code", 20)]


def test_somebody_who_guesses_is_told_by_the_network_which_no_file_names(stand: Stand) -> None:
    for number in range(30):
        stand.ask(f"/{number:016d}", peer="203.0.113.5")
    assert raised(stand) == [("bad-signatures", None, "network", 30)]
    for file in stand.config.data.glob("catalog.db*"):
        assert b"203.0" not in file.read_bytes()


def test_a_few_misreadings_a_minute_are_nothing(stand: Stand) -> None:
    for number in range(19):
        stand.ask(f"/{stand.token('poster-dijon/qr-shop')[:8]}ZZZZZZZZ", peer="10.0.0.1")
        stand.ask("/nothing", peer=f"10.{number}.0.1")
    assert raised(stand) == []
    stand.ask("/nothing")
    assert raised(stand) == []


def test_a_misprint_is_told_by_the_brand(stand: Stand) -> None:
    for number in range(200):
        stand.ask("/menu", peer=f"10.{number}.0.1")
    assert raised(stand) == [("orphans", None, "host", 200)]


def test_a_look_that_fails_does_not_keep_the_next_from_being_tried(tmp_path: Path) -> None:
    now = [0.0]
    watcher = Watcher(tmp_path, lambda: now[0])
    for minute in (61.0, 122.0):
        now[0] = minute
        watcher.begin(NOON)  # there is no catalog yet
        assert watcher._thread is not None
        watcher._thread.join()
    codes = shop.open_shop(tmp_path, shop.plan())
    shop.write(tmp_path, scans(codes["bag"], 20, serial=42))
    folder.fold(tmp_path)
    now[0] = 183.0
    watcher.begin(NOON)
    assert watcher._thread is not None
    watcher._thread.join()
    assert len(alarms.open_alarms(tmp_path)) == 1


def test_the_folder_process_looks_once_a_minute_and_less_where_that_takes_long(
    tmp_path: Path,
) -> None:
    codes = shop.open_shop(tmp_path, shop.plan())
    shop.write(tmp_path, scans(codes["bag"], 20, serial=42))
    folder.fold(tmp_path)
    clock = iter([0.0, 59.9, 60.0, 70.0, 269.9, 270.0, 270.0])
    watcher = Watcher(tmp_path, lambda: next(clock))
    watcher.look(NOON)
    assert alarms.open_alarms(tmp_path) == []
    watcher.look(NOON)  # took ten seconds, so the next is 200 s away
    [one] = alarms.open_alarms(tmp_path)
    assert alarms.close(tmp_path, one.id, NOON)
    watcher.look(NOON)
    watcher.look(NOON)
    assert next(clock, None) is None
