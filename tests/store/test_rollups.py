"""Rollups always equal a recount, by a counter that shares nothing with them."""

import random
from collections import Counter, defaultdict
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.model import CLASSES, Code, Scan
from app.store import folder, history, recount, sketches
from app.store.zones import HOUR, date_of
from tests.store.shop import at, open_shop, plan, scan, write

# The clock of Paris is put back on 31 October 2027 at 01:00 UTC.
START, END = at("2027-10-29 20:00"), at("2027-11-01 04:00")
MEDIUM = {"dijon": "poster-a3", "lyon": "poster-a3", "bag": "packaging", "window": "shop-window"}


@pytest.fixture
def seen(tmp_path: Path) -> list[Scan]:
    """A thousand scans of every class, folded in several journals and batches."""
    shop = open_shop(tmp_path, plan())
    chance = random.Random(3)
    codes: list[Code | None] = [*shop.values(), None]
    scans = [
        scan(
            chance.choice(codes),
            chance.randrange(START, END),
            chance.randrange(1, 200),
            chance.choices(CLASSES, [80, 5, 3, 5, 2, 2, 3, 1])[0],
            contact_point=chance.choice(["web", "phone"]),
        )
        for _number in range(1000)
    ]
    for part in range(0, 1000, 250):
        write(tmp_path, scans[part : part + 250])
        folder.fold(tmp_path, limit=99)
    return scans


def table(data: Path, name: str, keys: str) -> dict[tuple[object, ...], int]:
    """Every non-zero count of a rollup, by its keys and class."""
    columns = ", ".join(CLASSES)
    with closing(history.connect(data)) as store:
        source = f"{name} JOIN line ON line.id = line" if name.startswith("line_") else name
        found = store.execute(f"SELECT {keys}, {columns} FROM {source}").fetchall()  # noqa: S608
    split = len(keys.split(","))
    return {
        (*row[:split], class_): count
        for row in found
        for class_, count in zip(CLASSES, row[split:], strict=True)
        if count
    }


def by_hand(data: Path, scans: Sequence[Scan], name: str) -> Counter[tuple[object, ...]]:
    shop = {code.id: code for code in open_shop(data / "again", plan()).values()}
    counts: Counter[tuple[object, ...]] = Counter()
    for item in scans:
        visit = item.visit
        placement = shop[visit.code].placement if visit.code else ""
        campaign, medium = ("printemps", MEDIUM[placement]) if placement else ("", "")
        hour = visit.at // HOUR * HOUR
        local = datetime.fromtimestamp(visit.at / 1000, ZoneInfo("Europe/Paris")).date()
        if name == "medium_hour":
            counts[hour, medium, visit.class_] += 1
        elif name == "medium_day":
            counts[local, medium, visit.class_] += 1
        elif name.startswith("line_"):
            day = local if name == "line_day" else local.replace(day=1)
            counts[day, campaign, medium, placement, item.contact_point, visit.class_] += 1
        elif name == "campaign_day":
            if campaign:
                counts[local, campaign, visit.class_] += 1
        elif campaign:
            counts[campaign, hour, visit.class_] += 1
    return counts


@pytest.mark.parametrize("again", [False, True], ids=["as folded", "rebuilt"])
@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("medium_hour", "hour, medium"),
        ("campaign_hour", "campaign, hour"),
        ("line_day", "day, campaign, medium, placement, contact_point"),
        ("line_month", "month, campaign, medium, placement, contact_point"),
        ("medium_day", "day, medium"),
        ("campaign_day", "day, campaign"),
    ],
)
def test_a_rollup_equals_a_recount_by_hand(
    tmp_path: Path, seen: list[Scan], name: str, keys: str, again: bool
) -> None:
    if again:
        recount.rebuild(tmp_path)
    stored = table(tmp_path, name, keys)
    if not name.endswith("_hour"):
        stored = {(date_of(int(str(key[0]))), *key[1:]): count for key, count in stored.items()}
    assert stored == by_hand(tmp_path, seen, name)


def test_sketches_of_few_visitors_are_exact(tmp_path: Path, seen: list[Scan]) -> None:
    people: dict[tuple[str, date], set[int]] = defaultdict(set)
    shop = {code.id: code for code in open_shop(tmp_path / "again", plan()).values()}
    for item in seen:
        if item.visit.class_ == "human" and item.visit.code:
            moment = datetime.fromtimestamp(item.visit.at / 1000, UTC)
            local = moment.astimezone(ZoneInfo("Europe/Paris")).date()
            people[MEDIUM[shop[item.visit.code].placement], local].add(item.visit.visitor)
    with closing(history.connect(tmp_path)) as store:
        found = store.execute(
            "SELECT value, day, visitors FROM sketch WHERE dimension = 'medium'"
        ).fetchall()
        months = store.execute(
            "SELECT month, visitors FROM sketch_month WHERE dimension = 'brand'"
        ).fetchall()
    estimates = {(value, date_of(day)): sketches.estimate([blob]) for value, day, blob in found}
    assert {key: round(number) for key, number in estimates.items()} == {
        key: len(visitors) for key, visitors in people.items()
    }
    monthly: dict[object, set[int]] = defaultdict(set)
    for (_medium, day), visitors in people.items():
        monthly[day.replace(day=1)] |= visitors
    assert {date_of(month): round(sketches.estimate([blob])) for month, blob in months} == {
        month: len(visitors) for month, visitors in monthly.items()
    }


def test_a_brand_that_moves_to_another_time_zone_has_its_days_counted_anew(
    tmp_path: Path, seen: list[Scan]
) -> None:
    open_shop(tmp_path, plan(timezone="Pacific/Auckland"))
    folder.fold(tmp_path)
    moved: Counter[object] = Counter()
    keys = "day, campaign, medium, placement, contact_point"
    for key, count in table(tmp_path, "line_day", keys).items():
        moved[date_of(int(str(key[0])))] += count
    assert moved == Counter(
        datetime.fromtimestamp(item.visit.at / 1000, ZoneInfo("Pacific/Auckland")).date()
        for item in seen
    )
