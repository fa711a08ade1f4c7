"""A sealed day is the same day: nothing lost, nothing twice, and no hash left."""

import os
import random
from contextlib import closing
from pathlib import Path

import duckdb
import pytest

from app.errors import RelaisError
from app.model import Action
from app.store import duck, folder, history, privacy, recount, sealing
from app.store.catalog import Catalog
from tests.store.shop import at, open_shop, plan, scan, write

NOON = at("2027-03-10 12:00")
DAY = 86_400_000


def fill(data: Path, days: int = 3, each: int = 40) -> None:
    shop = open_shop(data, plan())
    chance = random.Random(1)
    codes = [*shop.values(), None]
    write(
        data,
        [
            scan(chance.choice(codes), NOON + day * DAY + number, (day << 40) + number // 2)
            for day in range(days)
            for number in range(each)
        ],
    )
    folder.fold(data)


def everything(
    data: Path, columns: str = "id, s.at, code, campaign, rule"
) -> list[tuple[object, ...]]:
    with history.read(data) as reader:
        select = history.Select(f"SELECT {columns} FROM scan AS s", [])  # noqa: S608
        return sorted(reader.scans(select, 0, 1 << 60))


def unsealed(data: Path) -> int:
    with closing(history.connect(data)) as store:
        return int(store.execute("SELECT COUNT(*) FROM scan").fetchone()[0])


def test_a_sealed_day_reads_as_before(tmp_path: Path) -> None:
    fill(tmp_path)
    before = everything(tmp_path)
    assert sealing.seal(tmp_path, NOON + 2 * DAY) == 80
    assert unsealed(tmp_path) == 40
    assert everything(tmp_path) == before


def test_today_and_a_day_that_has_just_ended_stay(tmp_path: Path) -> None:
    fill(tmp_path, days=1)
    end = at("2027-03-11 00:00")
    assert sealing.seal(tmp_path, end) == 0
    assert sealing.seal(tmp_path, end + sealing.GRACE_MS - 1) == 0
    assert sealing.seal(tmp_path, end + sealing.GRACE_MS) == 40


def test_sealing_again_does_nothing(tmp_path: Path) -> None:
    fill(tmp_path)
    assert sealing.seal(tmp_path, NOON + 9 * DAY) == 120
    assert sealing.seal(tmp_path, NOON + 9 * DAY) == 0
    assert len(list((tmp_path / history.SEALED).iterdir())) == 3


def test_what_comes_late_makes_a_second_part_of_its_day(tmp_path: Path) -> None:
    fill(tmp_path, days=1)
    sealing.seal(tmp_path, NOON + 9 * DAY)
    shop = open_shop(tmp_path, plan())
    write(tmp_path, [scan(shop["bag"], NOON + 5, 77)])
    folder.fold(tmp_path)
    assert sealing.seal(tmp_path, NOON + 9 * DAY) == 1
    assert len(everything(tmp_path)) == 41
    names = sorted(path.name for path in (tmp_path / history.SEALED).iterdir())
    assert names == ["2027-03-10.1.parquet", "2027-03-10.2.parquet"]
    visitors = everything(tmp_path, "DISTINCT visitor")
    assert len(visitors) == len(set(visitors)) == 21


def test_no_hash_of_a_visitor_is_left_in_a_sealed_day(tmp_path: Path) -> None:
    fill(tmp_path, days=1)
    hashes = {row[0] for row in everything(tmp_path, "visitor")}
    sealing.seal(tmp_path, NOON + 9 * DAY)
    file = next((tmp_path / history.SEALED).iterdir())
    with closing(duckdb.connect()) as engine:
        stored = engine.execute(f"SELECT visitor FROM '{file}'").fetchall()  # noqa: S608
    assert sorted({row[0] for row in stored}) == list(range(1, 21))
    assert not hashes & {row[0] for row in stored} - set(range(21))


def test_a_sealed_file_knows_its_human_visitors(tmp_path: Path) -> None:
    shop = open_shop(tmp_path, plan())
    people = [scan(shop["bag"], NOON + number, 1 + number % 7) for number in range(30)]
    write(tmp_path, [*people, scan(shop["bag"], NOON, 50, "bot"), scan(None, NOON, 60)])
    folder.fold(tmp_path)
    sealing.seal(tmp_path, NOON + 9 * DAY)
    start = at("2027-03-10 00:00")
    with history.read(tmp_path) as reader:
        assert reader.people("levain", start, start + DAY) == {"2027-03-10.1.parquet": 7}
        assert reader.people("levain", start + 1, start + DAY) == {}
        assert reader.people("autre", start, start + DAY) == {}


def test_a_purged_day_that_gets_a_late_scan_has_the_people_of_that_alone(tmp_path: Path) -> None:
    fill(tmp_path, days=1)
    sealing.seal(tmp_path, NOON + 9 * DAY)
    with closing(Catalog(tmp_path)) as catalog:
        privacy.purge(catalog.db, tmp_path, at("2029-06-01 00:00"))
    open_shop(tmp_path, plan())
    other = open_shop(tmp_path, plan(brand="autre", campaign="hiver"))
    write(tmp_path, [scan(other["bag"], NOON + 5, 77, brand="autre")])
    folder.fold(tmp_path)
    sealing.seal(tmp_path, NOON + 9 * DAY)
    with history.read(tmp_path) as reader:
        assert reader.people("levain", NOON - DAY, NOON + DAY) == {}
        assert reader.people("autre", NOON - DAY, NOON + DAY) == {"2027-03-10.1.parquet": 1}


@pytest.mark.parametrize("where", ["_sync", "_swap"])
def test_a_seal_that_fails_leaves_the_day_where_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    fill(tmp_path, days=1)
    before = everything(tmp_path)

    def fail(*_arguments: object) -> None:
        raise OSError("no space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(sealing, where, fail)
        with pytest.raises(OSError, match="no space"):
            sealing.seal(tmp_path, NOON + 9 * DAY)
    assert everything(tmp_path) == before
    assert sealing.seal(tmp_path, NOON + 9 * DAY) == 40
    assert everything(tmp_path) == before


def test_a_file_that_does_not_read_back_as_written_is_not_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(tmp_path, days=1)
    monkeypatch.setattr(sealing, "_WRITE", sealing._WRITE.replace("ORDER BY brand", "LIMIT 39 --"))
    with pytest.raises(RelaisError, match="does not hold"):
        sealing.seal(tmp_path, NOON + 9 * DAY)
    assert unsealed(tmp_path) == 40


def test_another_process_that_sealed_the_day_first_wins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(tmp_path, days=1)
    before = everything(tmp_path)
    write_day = sealing._write

    def meanwhile(*arguments: object) -> object:
        done = write_day(*arguments)  # type: ignore[arg-type]
        monkeypatch.setattr(sealing, "_write", write_day)
        # The shop's clock is ahead of this machine's: the file is not an old one.
        os.utime(str(arguments[-1]), ns=((NOON + 9 * DAY) * 1_000_000,) * 2)
        sealing.seal(tmp_path, NOON + 9 * DAY)
        return done

    monkeypatch.setattr(sealing, "_write", meanwhile)
    assert sealing.seal(tmp_path, NOON + 9 * DAY) == 0
    assert everything(tmp_path) == before


def test_what_a_killed_process_left_half_written_is_cleared_away(tmp_path: Path) -> None:
    fill(tmp_path, days=1)
    (tmp_path / history.SEALED).mkdir()
    old = tmp_path / history.SEALED / ".2027-03-09.1.parquet.0a1b2c3d"
    new = tmp_path / history.SEALED / ".2027-03-10.1.parquet.0a1b2c3d"
    for file, age in ((old, 2 * DAY), (new, 60_000)):
        file.touch()
        os.utime(file, ns=((NOON + 9 * DAY - age) * 1_000_000,) * 2)
    sealing.seal(tmp_path, NOON + 9 * DAY)
    assert not old.exists()
    assert new.exists()


def test_rollups_rebuilt_from_sealed_days_are_the_same(tmp_path: Path) -> None:
    fill(tmp_path)

    def counts() -> list[tuple[object, ...]]:
        with closing(history.connect(tmp_path)) as store:
            return [
                row
                for table in (
                    "medium_hour",
                    "campaign_hour",
                    "line_day",
                    "medium_day",
                    "line_month",
                )
                for row in store.execute(f"SELECT * FROM {table}")  # noqa: S608
            ]

    before = counts()
    sealing.seal(tmp_path, NOON + 2 * DAY)
    recount.rebuild(tmp_path)
    assert counts() == before


def test_an_action_keeps_its_scan_when_the_day_is_sealed(tmp_path: Path) -> None:
    shop = open_shop(tmp_path, plan())
    write(
        tmp_path,
        [scan(shop["bag"], NOON)],
        [Action(NOON + 9_000, "levain", shop["bag"].id, 1, "call", "phone")],
    )
    folder.fold(tmp_path)
    sealing.seal(tmp_path, NOON + 9 * DAY)
    write(tmp_path, [scan(shop["bag"], NOON + 10_000)])
    folder.fold(tmp_path)
    with closing(history.connect(tmp_path)) as store:
        assert store.execute("SELECT wait FROM action").fetchall() == [(9_000,)]


def test_texts_and_absent_numbers_survive(tmp_path: Path) -> None:
    with closing(duck.engine()) as engine:
        duck.load(
            engine, "t", {"n": "BIGINT", "s": "VARCHAR"}, [(None, "é'\"\n"), (0, "")], "CREATE"
        )
        assert engine.execute("SELECT * FROM t").fetchall() == [(None, "é'\"\n"), (0, "")]
