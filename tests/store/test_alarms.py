"""Forged, leaked and cloned codes are noticed, once, and what is usual is not."""

from pathlib import Path

import pytest

from app.model import Code, Scan
from app.signing import MAX_SERIAL
from app.store import alarms, folder, history
from app.store.alarms import QUIET, Finding
from app.store.catalog import Catalog
from app.store.watching import watch
from tests.store import shop

DAY = 86_400_000
NOON = shop.at("2027-04-10 12:00")


def scans(code: Code, number: int, *, serial: int | None = None, **more: object) -> list[Scan]:
    """Scans of as many visitors in the hour before noon."""
    start = int(more.pop("start", NOON - 3_600_000))  # type: ignore[call-overload]
    made = [shop.scan(code, start + row, row, **more) for row in range(number)]  # type: ignore[arg-type]
    return [one._replace(visit=one.visit._replace(serial=serial)) for one in made]


def found(data: Path, rows: list[Scan], now: int = NOON) -> list[tuple[str, str, int]]:
    """Kind, text and count of what is noticed once these scans are folded."""
    shop.write(data, rows)
    folder.fold(data)
    return [(one.kind, one.what, one.count) for one in watch(data, now)]


@pytest.fixture
def codes(tmp_path: Path) -> dict[str, Code]:
    return dict(shop.open_shop(tmp_path, shop.plan()))


def test_a_usual_day_rings_nothing(tmp_path: Path, codes: dict[str, Code]) -> None:
    rows = scans(codes["bag"], 200) + scans(codes["dijon"], 40, country="")
    assert found(tmp_path, rows + scans(codes["lyon"], 9, country="DE")) == []


def test_most_scans_from_abroad_are_a_leak_but_a_third_is_not(
    tmp_path: Path, codes: dict[str, Code]
) -> None:
    rows = scans(codes["dijon"], 30, country="BR") + scans(codes["dijon"], 29)
    rows += scans(codes["lyon"], 30, country="DE") + scans(codes["lyon"], 31)
    assert found(tmp_path, rows) == [("abroad", "BR", 30)]


def test_one_person_abroad_is_no_leak(tmp_path: Path, codes: dict[str, Code]) -> None:
    rows = [shop.scan(codes["dijon"], NOON - row, 7, country="BR") for row in range(30)]
    assert found(tmp_path, rows) == []


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("2027-02-28 22:00", "before", [("out-of-dates", "before", 20)]),
        ("2027-02-28 23:00", "inside", []),
        ("2027-05-31 21:59", "inside", []),
        ("2027-05-31 22:00", "after", [("out-of-dates", "after", 20)]),
    ],
)
def test_scans_outside_the_local_dates_are_noticed(
    tmp_path: Path, codes: dict[str, Code], first: str, last: str, expected: list[object]
) -> None:
    class_ = "test" if last == "before" else "human"
    at = shop.at(first)
    rows = scans(codes["dijon"], 20, class_=class_, start=at)
    assert found(tmp_path, rows, at + 3_600_000) == expected


def test_proofs_by_the_test_link_are_meant(tmp_path: Path, codes: dict[str, Code]) -> None:
    at = shop.at("2027-02-01 12:00")
    rows = scans(codes["dijon"], 50, class_="test", start=at, serial=MAX_SERIAL)
    assert found(tmp_path, rows, at + 1000) == []


def test_more_scans_than_the_copies_explain(tmp_path: Path, codes: dict[str, Code]) -> None:
    rows = scans(codes["window"], 301) + scans(codes["dijon"], 400)
    assert found(tmp_path, rows) == [("too-many", "printemps/window", 301)]


def test_one_copy_scanned_by_many_is_a_clone_but_by_a_family_is_not(
    tmp_path: Path, codes: dict[str, Code]
) -> None:
    rows = scans(codes["bag"], 20, serial=42) + scans(codes["bag"], 19, serial=43)
    assert found(tmp_path, rows) == [("cloned", "42", 20)]


def test_what_is_older_than_a_day_no_longer_counts(tmp_path: Path, codes: dict[str, Code]) -> None:
    assert found(tmp_path, scans(codes["bag"], 20, serial=42), NOON + DAY) == []


LEAK = Finding("levain", "abroad", None, "BR", 1000, 2000, 30)


def test_an_alarm_opens_once_and_grows(tmp_path: Path, codes: dict[str, Code]) -> None:
    assert alarms.note(tmp_path, [LEAK], 3000) == 1
    more = Finding("levain", "abroad", None, "BR", 1500, 4000, 50)
    assert alarms.note(tmp_path, [more, LEAK], 5000) == 0
    [one] = alarms.open_alarms(tmp_path, "levain")
    assert (one.first, one.last, one.count, one.closed) == (1000, 4000, 50, None)
    assert alarms.open_alarms(tmp_path, "autre") == []


@pytest.mark.parametrize(
    ("start", "end", "there"),
    [
        (0, 1000, False),
        (0, 1001, True),
        (1500, 1600, True),
        (2000, 9000, True),
        (2001, 9000, False),
    ],
)
def test_a_report_names_what_rang_in_its_days(
    tmp_path: Path, codes: dict[str, Code], start: int, end: int, there: bool
) -> None:
    alarms.note(tmp_path, [LEAK], 3000)
    [one] = alarms.open_alarms(tmp_path)
    alarms.close(tmp_path, one.id, 4000)
    with history.read(tmp_path) as reader:
        found = alarms.during(reader, "levain", start, end)
        assert alarms.during(reader, "autre", start, end) == []
    assert [alarm.id for alarm in found] == ([one.id] if there else [])


def test_bursts_add_up(tmp_path: Path, codes: dict[str, Code]) -> None:
    burst = Finding("levain", "orphans", None, "network", 0, 60_000, 30, adds=True)
    alarms.note(tmp_path, [burst, burst], 60_000)
    assert [one.count for one in alarms.open_alarms(tmp_path)] == [60]


def test_a_closed_alarm_stays_silent_for_a_while(tmp_path: Path, codes: dict[str, Code]) -> None:
    alarms.note(tmp_path, [LEAK], 3000)
    [one] = alarms.open_alarms(tmp_path)
    assert not alarms.close(tmp_path, one.id, 4000, "autre")
    assert alarms.close(tmp_path, one.id, 4000, "levain")
    assert not alarms.close(tmp_path, one.id, 5000)
    assert alarms.note(tmp_path, [LEAK], 4000 + QUIET - 1) == 0
    assert alarms.open_alarms(tmp_path) == []
    assert alarms.note(tmp_path, [LEAK], 4000 + QUIET) == 1
    assert len(alarms.open_alarms(tmp_path, closed=True)) == 2


def test_an_opened_alarm_is_told_to_webhooks_once(tmp_path: Path, codes: dict[str, Code]) -> None:
    leak = Finding("levain", "abroad", codes["dijon"].id, "BR", 1000, 2000, 30)
    for _again in range(2):
        alarms.note(tmp_path, [leak], 3000)
    catalog = Catalog(tmp_path)
    [row] = catalog.db.query("SELECT kind, data FROM event")
    catalog.close()
    assert row["kind"] == "alarm.raised"
    assert codes["dijon"].token in row["data"]
