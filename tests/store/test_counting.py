"""The rollups and the single scans answer every question alike."""

import random
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.model import CLASSES, PLATFORMS, Code, Scan
from app.store import counting, folder, history, outcomes, sealing
from app.store.dimensions import DIMENSIONS
from app.store.history import Reader
from app.store.scope import Scope
from app.store.zones import DAY, day_start
from tests.store.shop import PLACEMENTS, at, open_shop, plan, scan, write

FIRST, LAST = date(2027, 10, 30), date(2027, 11, 1)
ZONE = "Europe/Paris"


def scope(by: str = "", **more: object) -> Scope:
    found = Scope(
        "levain",
        ZONE,
        FIRST,
        LAST,
        day_start(ZONE, FIRST),
        day_start(ZONE, date(2027, 11, 2)),
        tuple(by.split(",")) if by else (),
        {},
    )
    return found._replace(**more)  # type: ignore[arg-type]


@pytest.fixture(scope="module", params=["unsealed", "some days sealed", "all sealed"])
def world(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, list[Scan], dict[int, Code]]:
    """A brand's scans around the night in which the clock is put back, wherever they are kept."""
    data = tmp_path_factory.mktemp("shop")
    shop = open_shop(data, plan(), keys=("front", "back"))
    chance = random.Random(5)
    codes: list[Code | None] = [*shop.values(), None]
    scans = [
        scan(
            chance.choice(codes),
            chance.randrange(at("2027-10-29 12:00"), at("2027-11-02 12:00")),
            0,
            chance.choices(CLASSES, [80, 5, 3, 5, 2, 2, 3, 1])[0],
            contact_point=chance.choice(["web", "phone"]),
            platform=chance.choice(PLATFORMS),
            country=chance.choice(["FR", "BE", ""]),
        )
        for _number in range(1500)
    ]
    # A visitor lasts a UTC day.
    scans = [
        item._replace(visit=item.visit._replace(visitor=_visitor(chance, item.visit.at)))
        for item in scans
    ]
    write(data, scans)
    folder.fold(data)
    if request.param == "some days sealed":
        assert sealing.seal(data, at("2027-11-01 02:00")) > 500
    if request.param == "all sealed":
        assert sealing.seal(data, at("2027-12-01 00:00")) == 1500
    return data, scans, {code.id: code for code in shop.values()}


def _visitor(chance: random.Random, when: int) -> int:
    return when // DAY * 1_000_003 + chance.randrange(1, 120)


@pytest.fixture
def reader(world: tuple[Path, list[Scan], dict[int, Code]]) -> Iterator[Reader]:
    with history.read(world[0]) as opened:
        yield opened


@pytest.mark.parametrize(
    "by",
    [
        "", "medium", "campaign", "placement", "place", "city", "contact_point", "channel", "day",
        "week", "month", "weekday", "phase", "rewarded", "hour", "hour_of_day", "medium,hour",
        "campaign,day", "placement,contact_point,day", "campaign,hour",
    ],
)  # fmt: skip
def test_a_rollup_answers_as_the_single_scans_do(reader: Reader, by: str) -> None:
    asked = scope(by, classes=("human", "repeat"))
    exact = counting.scans(reader, asked, exact=True)
    quick = counting.scans(reader, asked, exact=False)
    assert quick.visitors != "exact"
    assert {key: found[0] for key, found in quick.rows.items()} == {
        key: found[0] for key, found in exact.rows.items()
    }


@pytest.mark.parametrize(
    "filters",
    [
        {"medium": ("poster-a3", "packaging")}, {"campaign": ("nothing",)}, {"city": ("Dijon",)},
        {"contact_point": ("web",)}, {"placement": ("bag", "lyon"), "contact_point": ("phone",)},
        {"city": ("",)},
    ],
)  # fmt: skip
def test_filters_mean_the_same_to_both(reader: Reader, filters: dict[str, tuple[str, ...]]) -> None:
    asked = scope("day", filters=filters)
    exact = counting.scans(reader, asked, exact=True).rows
    quick = counting.scans(reader, asked, exact=False).rows
    assert {key: found[0] for key, found in quick.items()} == {
        key: found[0] for key, found in exact.items()
    }


@pytest.mark.parametrize("by", ["", "medium", "campaign", "day", "medium,day", "week,campaign"])
def test_few_visitors_are_counted_alike_by_sketch(reader: Reader, by: str) -> None:
    exact = counting.scans(reader, scope(by), exact=True)
    quick = counting.scans(reader, scope(by), exact=False)
    assert quick.visitors == "sketch"
    for key, found in exact.rows.items():
        assert quick.rows[key].visitors == pytest.approx(found.visitors, rel=0.001)


def test_visitors_by_placement_are_not_guessed_from_rollups(reader: Reader) -> None:
    quick = counting.scans(reader, scope("placement"), exact=False)
    assert quick.visitors == "none"
    assert {found.visitors for found in quick.rows.values()} == {None}


CITY = {item.key: item.city or None for item in PLACEMENTS}


def _of(name: str, item: Scan, code: Code) -> object:
    moment = datetime.fromtimestamp(item.visit.at / 1000, ZoneInfo(ZONE))
    return {
        "city": CITY[code.placement],
        "code": code.token,
        "kind": "qr",
        "platform": item.visit.platform,
        "class": item.visit.class_,
        "country": item.visit.country or None,
        "rule": item.rule,
        "day": moment.date().isoformat(),
        "month": moment.strftime("%Y-%m"),
        "weekday": moment.isoweekday(),
        "hour_of_day": moment.hour,
        "hour": moment.replace(minute=0, second=0, microsecond=0).isoformat(timespec="minutes"),
        "week": date.fromisocalendar(*moment.isocalendar()[:2], 1).isoformat(),
    }[name]


@pytest.mark.parametrize(
    "by",
    [
        "city", "code", "kind", "platform,country", "class", "rule", "day", "month", "weekday",
        "hour_of_day", "hour", "week,city",
    ],
)  # fmt: skip
def test_single_scans_are_split_as_a_count_by_hand_splits_them(
    reader: Reader, world: tuple[Path, list[Scan], dict[int, Code]], by: str
) -> None:
    asked = scope(by, classes=CLASSES)
    found = {key: row.chosen for key, row in counting.scans(reader, asked, exact=True).rows.items()}
    names = by.split(",")
    assert found == Counter(
        tuple(_of(name, item, world[2][item.visit.code]) for name in names)
        for item in world[1]
        if item.visit.code and asked.start <= item.visit.at < asked.end
    )


def test_the_hour_that_comes_twice_in_autumn_makes_two_rows(reader: Reader) -> None:
    found = counting.scans(reader, scope("hour"), exact=False).rows
    twice = [str(key[0]) for key in found if str(key[0]).startswith("2027-10-31T02:00")]
    assert sorted(twice) == ["2027-10-31T02:00+01:00", "2027-10-31T02:00+02:00"]


def test_orphans_are_counted_apart_by_class(
    reader: Reader, world: tuple[Path, list[Scan], dict[int, Code]]
) -> None:
    asked = scope()
    by_hand = Counter(
        item.visit.class_
        for item in world[1]
        if item.visit.code is None and asked.start <= item.visit.at < asked.end
    )
    assert counting.orphans(reader, asked) == {name: by_hand[name] for name in CLASSES}


def test_every_dimension_is_answered_by_single_scans_or_conversions(reader: Reader) -> None:
    for name in DIMENSIONS:
        counting.scans(reader, scope(name), exact=True)
        outcomes.conversions(reader, scope(name))


@pytest.mark.parametrize("keys", [("front",), ("front", "back"), ("nobody's",)])
def test_a_filter_on_codes_keeps_their_scans_alone(
    reader: Reader, world: tuple[Path, list[Scan], dict[int, Code]], keys: tuple[str, ...]
) -> None:
    wanted = {code.token for code in world[2].values() if code.spec.key in keys} or {"NOBODY"}
    asked = scope("code,country", filters={"code": tuple(sorted(wanted))})
    found = counting.scans(reader, asked, exact=True).rows
    assert {key: row.chosen for key, row in found.items() if row.chosen} == Counter(
        (world[2][item.visit.code].token, item.visit.country or None)
        for item in world[1]
        if item.visit.code
        and item.visit.class_ == "human"
        and world[2][item.visit.code].token in wanted
        and asked.start <= item.visit.at < asked.end
    )


@pytest.mark.parametrize("by", ["", "code", "platform"])
def test_all_visitors_together_are_those_of_each_day(
    reader: Reader, world: tuple[Path, list[Scan], dict[int, Code]], by: str
) -> None:
    asked = scope(by)
    seen = {
        item.visit.visitor
        for item in world[1]
        if item.visit.code
        and item.visit.class_ == "human"
        and asked.start <= item.visit.at < asked.end
    }
    assert counting.visitors(reader, asked, "exact") == len(seen)
