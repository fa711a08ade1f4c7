"""The rollups of conversions always equal a recount, and a report is as new as the catalog."""

import random
import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.model import Code, Conversion, Match
from app.store import folder, history, newer, outcomes, privacy, recount
from app.store.catalog import Catalog
from app.store.outcomes import Credited
from app.store.scope import Key, Scope
from app.store.zones import DAY, day_start
from tests.store.shop import PLACEMENTS, at, open_shop, plan

ZONE = "Europe/Paris"
FIRST, LAST = date(2027, 1, 1), date(2027, 12, 31)
TABLES = ("credited", "credit_day", "credit_month")
Shop = Mapping[str, Code]
BY = {
    "medium": lambda row: row["medium"],
    "campaign": lambda row: row["campaign"],
    "placement": lambda row: row["placement"],
    "city": lambda row: {one.key: one.city for one in PLACEMENTS}[row["placement"]],
    "contact_point": lambda row: row["contact_point"],
    "conversion": lambda row: row["kind"],
    "variant": lambda row: row["variant"],
    "day": lambda row: local(row["at"]).date().isoformat(),
    "month": lambda row: local(row["at"]).strftime("%Y-%m"),
    "hour_of_day": lambda row: local(row["at"]).hour,
    "code": lambda row: row["token"],
}


def local(when: int) -> datetime:
    return datetime.fromtimestamp(when / 1000, UTC).astimezone(ZoneInfo(ZONE))


def scope(by: str = "", first: date = FIRST, last: date = LAST, **more: object) -> Scope:
    found = Scope(
        "levain", ZONE, first, last, day_start(ZONE, first), day_start(ZONE, last) + DAY,
        tuple(by.split(",")) if by else (), {},
    )  # fmt: skip
    return found._replace(**more)  # type: ignore[arg-type]


class Till:
    """Sends conversions of every sort to a shop, now and then one that takes another back."""

    def __init__(self, data: Path, seed: int) -> None:
        self.shop = open_shop(data, plan())
        self.catalog = Catalog(data)
        self.chance = random.Random(seed)
        self.sent: list[Conversion] = []

    def send(self, count: int) -> None:
        self.catalog.record("levain", [self._one() for _number in range(count)], at("2028-01-01"))

    def _one(self) -> tuple[Conversion, Match]:
        chance = self.chance
        if self.sent and chance.random() < 0.2:
            return self._refund(chance.choice(self.sent))
        code = chance.choice([*self.shop.values(), None])
        value = chance.choice([None, 0, chance.randrange(1, 9000)])
        row = Conversion(
            source=chance.choice(["shop", "app"]),
            external_id=f"n{len(self.sent)}-{chance.random()}",
            kind=chance.choice(["order", "open", "lead", "install"]),
            ref=code.token if code else "",
            at=at("2027-02-27 00:00") + chance.randrange(70 * DAY),
            value_minor=value,
            currency=None if value is None else chance.choice(["EUR", "JPY"]),
            subject=chance.choice([None, "anna", "berta", "cem"]),
            contact_point=chance.choice(["", "web", "phone"]),
        )
        self.sent.append(row)
        known = Match(code.id, "token", "deterministic", "") if code else None
        return row, known or Match(None, "none", "none", "")

    def _refund(self, of: Conversion) -> tuple[Conversion, Match]:
        whole = self.chance.random() < 0.5 or not of.value_minor
        value = None if whole else -self.chance.randrange(1, of.value_minor + 1)
        row = Conversion(
            of.source, f"r{self.chance.random()}", of.kind, "", of.at + self.chance.randrange(DAY),
            value_minor=value, currency=of.currency if value else None, reverses=of.external_id,
        )  # fmt: skip
        return row, Match(None, "none", "none", "")

    def close(self) -> None:
        self.catalog.close()


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Till]:
    with closing(Till(tmp_path, seed=4)) as found:
        yield found


def by_hand(data: Path, by: str, model: str, first: date, last: date) -> dict[Key, Credited]:
    """Conversions and value by key, one credit after the other."""
    with closing(sqlite3.connect(data / history.CATALOG)) as catalog:
        catalog.row_factory = sqlite3.Row
        rows = catalog.execute(
            """SELECT c.id, c.at, c.kind, c.contact_point, c.currency, c.variant AS own, k.model,
            k.share, k.value_minor, k.code = c.code AS mine, d.token, d.campaign, d.placement,
            p.medium FROM credit AS k JOIN conversion AS c ON c.id = k.conversion
            JOIN code AS d ON d.id = k.code JOIN placement AS p ON p.brand = d.brand
            AND p.campaign = d.campaign AND p.key = d.placement"""
        ).fetchall()
    several = {row["id"] for row in rows if row["model"] == model}
    names = by.split(",") if by else []
    share: Counter[Key] = Counter()
    value: dict[Key, Counter[str]] = {}
    for row in rows:
        counts = row["model"] == (model if row["id"] in several else "last")
        if counts and first <= local(row["at"]).date() <= last:
            told = {**dict(row), "variant": row["own"] if row["mine"] else ""}
            values = [BY[name](told) for name in names]
            key = tuple(None if value == "" else value for value in values)
            share[key] += row["share"]
            money = value.setdefault(key, Counter())
            if row["value_minor"] is not None and row["currency"]:
                money[row["currency"]] += row["value_minor"]
    return {key: Credited(share[key], dict(money)) for key, money in value.items()}


def told(data: Path, asked: Scope) -> tuple[object, object]:
    with history.read(data) as reader:
        return outcomes.conversions(reader, asked), outcomes.unattributed(reader, asked)


def tables(data: Path) -> dict[str, list[tuple[object, ...]]]:
    """The rollups, with what a line stands for in the place of its number."""
    found = {}
    with closing(history.connect(data)) as store:
        for table in TABLES:
            rows = store.execute(
                f"SELECT l.*, t.* FROM {table} AS t JOIN credit_line AS l ON l.id = t.line"  # noqa: S608
            )
            names = [column[0] for column in rows.description]
            kept = [number for number, name in enumerate(names) if name not in ("id", "line")]
            found[table] = sorted(tuple(row[number] for number in kept) for row in rows)
    return found


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Conversions of which the rollups have followed the first three quarters."""
    data = tmp_path_factory.mktemp("till")
    with closing(Till(data, seed=7)) as till:
        for _round in range(3):
            till.send(40)
            folder.fold(data)
        till.send(40)
    return data


@pytest.mark.parametrize("model", ["last", "first", "linear"])
@pytest.mark.parametrize(
    "by", ["", *BY, "medium,day", "campaign,day", "placement,contact_point", "conversion,month"]
)
def test_every_split_is_what_the_credits_say(world: Path, by: str, model: str) -> None:
    for first, last in ((FIRST, LAST), (date(2027, 3, 10), date(2027, 4, 20))):
        found, _rest = told(world, scope(by, first, last, model=model))
        assert found == by_hand(world, by, model, first, last)


def test_a_report_is_the_same_before_and_after_the_folder_has_come(
    tmp_path: Path, till: Till
) -> None:
    asked = [scope(by, model=model) for by in ("placement", "day", "code") for model in STORED]
    for _round in range(3):
        till.send(30)
        before = [told(tmp_path, one) for one in asked]
        folder.fold(tmp_path)
        with history.read(tmp_path) as reader:
            assert not newer.is_there(reader)
        assert [told(tmp_path, one) for one in asked] == before


STORED = ("last", "first", "linear", "decay")


def test_the_rollups_equal_a_recount_whatever_was_sent_refunded_erased_or_purged(
    tmp_path: Path, till: Till
) -> None:
    for number in range(6):
        till.send(30)
        if number == 2:
            privacy.erase(till.catalog.db, "levain", ["anna"])
        if number == 4:
            privacy.purge(till.catalog.db, tmp_path, at("2029-04-15 00:00"))
        folder.fold(tmp_path)
    kept = tables(tmp_path)
    recount.rebuild(tmp_path)
    assert kept["credit_day"]
    assert kept == tables(tmp_path)


def test_what_no_code_is_credited_with_reconciles_with_all_conversions(
    tmp_path: Path, till: Till
) -> None:
    till.send(150)
    folder.fold(tmp_path)
    with closing(sqlite3.connect(tmp_path / history.CATALOG)) as catalog:
        money = dict(
            catalog.execute(
                "SELECT currency, SUM(value_minor) FROM conversion WHERE currency IS NOT NULL "
                "AND value_minor IS NOT NULL GROUP BY 1"
            )
        )
    found, rest = told(tmp_path, scope("placement"))
    assert isinstance(found, dict)
    assert isinstance(rest, Credited)
    whole = outcomes.together([*found.values(), rest])
    assert {name: minor for name, minor in whole.value.items() if minor} == money


def test_a_placement_that_gets_another_medium_moves_what_the_catalog_says_of_it(
    tmp_path: Path, till: Till
) -> None:
    till.send(120)
    folder.fold(tmp_path)
    with till.catalog.db.conn:
        till.catalog.db.execute("UPDATE placement SET medium = 'poster-a0' WHERE key = 'bag'")
    folder.fold(tmp_path)
    kept = tables(tmp_path)
    recount.rebuild(tmp_path)
    assert kept == tables(tmp_path)


def test_a_catalog_put_back_to_an_older_state_is_counted_anew(tmp_path: Path, till: Till) -> None:
    till.send(40)
    till.catalog.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(tmp_path / history.CATALOG, tmp_path / "older.db")
    till.send(40)
    folder.fold(tmp_path)
    till.close()
    for file in tmp_path.glob("catalog.db-*"):
        file.unlink()
    shutil.copy(tmp_path / "older.db", tmp_path / history.CATALOG)
    folder.fold(tmp_path)
    assert told(tmp_path, scope("placement"))[0] == by_hand(
        tmp_path, "placement", "last", FIRST, LAST
    )


def test_a_batch_that_fails_leaves_the_rollups_as_they_were(
    tmp_path: Path, till: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.store import tally

    till.send(40)
    folder.fold(tmp_path)
    kept = tables(tmp_path)
    till.send(40)

    def fail(*_arguments: object) -> None:
        raise MemoryError

    with monkeypatch.context() as broken:
        broken.setattr(tally, "_add", fail)
        with pytest.raises(MemoryError):
            folder.fold(tmp_path)
    assert tables(tmp_path) == kept
    folder.fold(tmp_path)
    recounted = tables(tmp_path)
    recount.rebuild(tmp_path)
    assert tables(tmp_path) == recounted


def test_days_of_a_brand_that_moves_are_those_of_its_new_clock(tmp_path: Path, till: Till) -> None:
    till.send(60)
    folder.fold(tmp_path)
    open_shop(tmp_path, plan(timezone="Pacific/Auckland"))
    folder.fold(tmp_path)
    days = {row[-5] for row in tables(tmp_path)["credit_day"]}
    with closing(sqlite3.connect(tmp_path / history.CATALOG)) as catalog:
        moments = [row[0] for row in catalog.execute("SELECT at FROM conversion")]
    expected = {
        datetime.fromtimestamp(moment / 1000, ZoneInfo("Pacific/Auckland")).date()
        for moment in moments
    }
    assert {datetime.fromtimestamp(int(str(day)) / 1000, UTC).date() for day in days} == expected
