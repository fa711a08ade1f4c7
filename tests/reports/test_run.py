"""Reports on a small shop whose every number can be counted by hand."""

import random
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import pytest

from app import config, reports
from app.errors import Missing, Unavailable
from app.model import Code
from app.store import alarms, folder
from app.store.zones import DAY
from tests.reports.world import convert, report, rows
from tests.store.shop import PLACEMENTS, at, open_shop, plan, scan, write

Shop = Mapping[str, Code]


def test_a_report_by_medium_shows_what_was_printed_scanned_and_brought(
    tmp_path: Path, shop: Shop
) -> None:
    found = dict(rows(report(tmp_path))["poster-a3"])
    rate = found.pop("rate")
    assert found == {
        "medium": "poster-a3",
        "printed": 10,
        "scans": 50,
        "visitors": 40,
        "conversions": 8,
        "value": {"EUR": 8000},
        "cost": {"EUR": 9500},
        "cost_per_scan": {"EUR": 190.0},
        "cost_per_conversion": {"EUR": 1187.5},
    }
    assert (rate.hits, rate.trials, rate.value) == (8, 50, 0.16)


def test_a_printed_thing_that_nobody_scanned_has_a_row_of_its_own(
    tmp_path: Path, shop: Shop
) -> None:
    found = rows(report(tmp_path, by="placement"))["lyon"]
    assert (found["printed"], found["scans"], found["conversions"]) == (6, 0, 0)
    assert found["cost_per_scan"] is None


def test_bots_are_kept_and_only_counted_when_asked_for(tmp_path: Path, shop: Shop) -> None:
    assert rows(report(tmp_path, show="scans,others"))["poster-a3"]["others"] == 1
    assert rows(report(tmp_path, class_="bot"))["poster-a3"]["scans"] == 1
    assert {key: row["scans"] for key, row in rows(report(tmp_path, by="class")).items()} == {
        "human": 55,
        "bot": 1,
        None: 0,
    }


def test_totals_reconcile_with_rows_and_unattributed(tmp_path: Path, shop: Shop) -> None:
    found = report(tmp_path)
    assert found.unattributed == {"conversions": 1, "value": {"EUR": 400}}
    assert found.totals["conversions"] == 10
    assert found.totals["value"] == {"EUR": 8650}
    assert found.totals["scans"] == 55
    assert found.totals["rate"].hits == 9
    assert found.orphans == {"scans": 1, "classes": {"orphan": 1}}


@pytest.mark.parametrize(
    "by", ["campaign", "medium", "placement", "city", "code", "kind", "contact_point", "channel",
           "day", "week", "month", "hour", "weekday", "platform", "rule", "country", "phase",
           "medium,day", "placement,platform", "conversion", "strength,medium"],
)  # fmt: skip
def test_conversions_and_value_add_up_to_the_totals_by_any_split(
    tmp_path: Path, shop: Shop, by: str
) -> None:
    found = report(tmp_path, by=by)
    credited = [row["conversions"] for row in found.rows if row["conversions"] is not None]
    assert sum(credited) + found.unattributed["conversions"] == found.totals["conversions"] == 10
    money = [(row["value"] or {}).get("EUR", 0) for row in found.rows]
    assert sum(money) + 400 == found.totals["value"]["EUR"] == 8650
    scans = [row["scans"] for row in found.rows if row["scans"] is not None]
    assert sum(scans) == found.totals["scans"] == 55


@pytest.mark.parametrize("by", ["day", "platform", "code", "contact_point", "medium,hour"])
def test_print_runs_are_left_out_where_they_cannot_be_split(
    tmp_path: Path, shop: Shop, by: str
) -> None:
    found = report(tmp_path, by=by)
    assert {row["printed"] for row in found.rows} == {None}
    assert {str(row["cost"]) for row in found.rows} == {"None"}
    assert found.totals["printed"] == sum(placement.quantity for placement in PLACEMENTS)


def test_several_codes_of_a_placement_do_not_multiply_its_print_run(tmp_path: Path) -> None:
    shop = open_shop(tmp_path, plan(), keys=("front", "back", "side"))
    write(tmp_path, [scan(code, "2027-03-10 09:00") for code in shop.values()])
    folder.fold(tmp_path)
    found = rows(report(tmp_path, by="placement"))["dijon"]
    assert (found["printed"], found["scans"], found["cost"]) == (4, 3, {"EUR": 3800})


def test_conversions_without_a_contact_point_are_not_known_and_no_row_claims_zero(
    tmp_path: Path, shop: Shop
) -> None:
    convert(tmp_path, "c0", shop["bag"], contact_point="web")
    found = rows(report(tmp_path, by="contact_point"))
    assert found["web"]["conversions"] == 1
    assert found["web"]["rate"] is None
    assert found[None]["conversions"] == 9


def test_a_place_without_a_city_leaves_the_others_their_rates(tmp_path: Path, shop: Shop) -> None:
    found = rows(report(tmp_path, by="city"))
    assert found["Dijon"]["rate"].hits == 8
    assert found["Lyon"]["conversions"] == 0


def test_a_refund_takes_back_its_value_and_its_conversion(tmp_path: Path, shop: Shop) -> None:
    before = report(tmp_path, by="placement")
    convert(tmp_path, "n1", shop["bag"], value=900)
    convert(tmp_path, "r1", shop["bag"], value=-400, reverses="n1")
    part = rows(report(tmp_path, by="placement"))["bag"]
    assert (part["conversions"], part["value"]) == (2, {"EUR": 750})
    convert(tmp_path, "r2", shop["bag"], value=-500, reverses="n1")
    assert report(tmp_path, by="placement").rows == before.rows


def test_a_refund_of_what_no_code_brought_leaves_the_unattributed_as_before(
    tmp_path: Path, shop: Shop
) -> None:
    before = report(tmp_path).unattributed
    convert(tmp_path, "n1", None, value=900)
    convert(tmp_path, "r1", None, value=-900, reverses="n1")
    assert report(tmp_path).unattributed == before


def test_currencies_are_never_added_up(tmp_path: Path) -> None:
    shop = open_shop(tmp_path, plan())
    convert(tmp_path, "c1", shop["bag"], value=100, currency="EUR")
    convert(tmp_path, "c2", shop["bag"], value=100, currency="JPY")
    found = report(tmp_path, show="value,return")
    assert rows(found)["packaging"]["value"] == {"EUR": 100, "JPY": 100}
    assert rows(found)["packaging"]["return"] is None
    assert any("currencies" in note for note in found.coverage["notes"])


def test_a_run_without_a_cost_hides_unit_costs_rather_than_flatter_them(
    tmp_path: Path, shop: Shop
) -> None:
    found = rows(report(tmp_path, by="city"))["Dijon"]
    assert found["cost"] == {"EUR": 3800}
    assert found["cost_per_scan"] is None


def test_days_are_those_of_the_brand_s_clock(tmp_path: Path) -> None:
    shop = open_shop(tmp_path, plan())
    write(tmp_path, [scan(shop["bag"], "2027-03-27 22:59"), scan(shop["bag"], "2027-03-27 23:00")])
    folder.fold(tmp_path)
    convert(tmp_path, "c1", shop["bag"], when="2027-03-28 21:59")
    convert(tmp_path, "c2", shop["bag"], when="2027-03-28 22:00")
    found = rows(report(tmp_path, by="day"))
    assert {day: (row["scans"], row["conversions"]) for day, row in found.items()} == {
        "2027-03-27": (1, 0),
        "2027-03-28": (1, 1),
        "2027-03-29": (0, 1),
    }
    cut = report(tmp_path, by="day", from_="2027-03-28", to="2027-03-28")
    assert [row["day"] for row in cut.rows] == ["2027-03-28"]


def test_a_period_shows_the_runs_in_market_then(tmp_path: Path, shop: Shop) -> None:
    later = report(tmp_path, from_="2028-01-01", to="2028-01-31")
    assert later.rows == ()
    assert rows(report(tmp_path, from_="2027-03-01", to="2027-03-02"))["poster-a3"]["printed"] == 10


def test_a_filter_on_a_platform_leaves_conversions_out_and_says_so(
    tmp_path: Path, shop: Shop
) -> None:
    found = report(tmp_path, platform="ios")
    assert {row["conversions"] for row in found.rows} == {None}
    assert any("filtered by platform" in note for note in found.coverage["notes"])


def test_a_filter_keeps_only_its_rows_but_always_shows_the_unattributed(
    tmp_path: Path, shop: Shop
) -> None:
    found = report(tmp_path, by="placement", medium="packaging")
    assert [row["placement"] for row in found.rows] == ["bag"]
    assert found.unattributed["conversions"] == 1
    assert found.totals["conversions"] == 2


def test_the_period_before_stands_beside(tmp_path: Path, shop: Shop) -> None:
    found = report(tmp_path, by="medium", from_="2027-03-11", to="2027-03-11", compare="yes")
    poster = rows(found)["poster-a3"]
    assert (poster["scans"], poster["scans_before"], poster["change"]) == (0, 50, -1.0)
    assert found.totals["scans_before"] == 50
    day = report(tmp_path, by="day", from_="2027-03-11", to="2027-03-11", compare="yes")
    assert [(row["day"], row["scans_before"]) for row in day.rows] == [("2027-03-11", 50)]


@pytest.mark.parametrize("by", ["day", "month", "hour", "weekday"])
def test_a_century_can_be_asked_for(tmp_path: Path, shop: Shop, by: str) -> None:
    found = report(tmp_path, by=by, from_="2000-01-01", to="2099-12-31")
    assert sum(row["scans"] for row in found.rows) == 55


def test_a_brand_of_which_nothing_has_happened_yet_has_a_report(tmp_path: Path) -> None:
    open_shop(tmp_path, plan())
    found = report(tmp_path)
    assert {row["medium"]: row["printed"] for row in found.rows}["packaging"] == 10_000
    assert found.totals["scans"] == 0


def test_an_alarm_of_the_period_stands_beside_its_numbers(tmp_path: Path, shop: Shop) -> None:
    noon = at("2027-03-11 12:00")
    found = alarms.Finding("levain", "abroad", shop["bag"].id, "DE", noon, noon, 300)
    other = alarms.Finding(
        "levain", "cloned", shop["bag"].id, "7", noon + 30 * DAY, noon + 30 * DAY, 9
    )
    alarms.note(tmp_path, [found, other], noon)
    during = report(tmp_path, from_="2027-03-11", to="2027-03-11")
    assert during.coverage["alarms"] == ["abroad"]
    assert alarms.KINDS["abroad"] in during.coverage["notes"]
    assert report(tmp_path, from_="2027-03-10", to="2027-03-10").coverage["alarms"] == []


def test_no_brand_sees_another_s_rows(tmp_path: Path, shop: Shop) -> None:
    open_shop(tmp_path, plan(brand="autre", campaign="hiver"))
    found = reports.run(reports.parse("autre", {}), config.load({"RELAIS_DATA": str(tmp_path)}))
    assert found.totals["scans"] == 0
    assert found.totals["conversions"] == 0
    assert found.orphans["scans"] == 0


def test_an_unknown_brand_is_named_with_those_there_are(tmp_path: Path, shop: Shop) -> None:
    with pytest.raises(Missing, match="levain"):
        reports.run(reports.parse("nobody", {}), config.load({"RELAIS_DATA": str(tmp_path)}))


def test_without_a_catalog_the_report_says_so(tmp_path: Path) -> None:
    with pytest.raises(Unavailable):
        report(tmp_path)


def test_the_order_in_which_conversions_arrive_changes_no_report(tmp_path: Path) -> None:
    events = [
        ("a", "bag", 1000, None),
        ("b", "dijon", 500, None),
        ("c", None, 700, None),
        ("ra", "bag", -1000, "a"),
        ("rb", "dijon", -200, "b"),
        ("rc", None, -700, "c"),
    ]
    chance, seen = random.Random(2), []
    for attempt in range(6):
        data = tmp_path / str(attempt)
        shop = open_shop(data, plan())
        for number, key, value, reverses in chance.sample(events, len(events)):
            code = shop[key] if key else None
            convert(data, number, code, value=value, reverses=reverses)
        found = report(data, by="placement")
        seen.append((found.rows, found.unattributed, found.totals))
    assert seen == seen[:1] * 6


def test_a_conversion_of_several_codes_is_shared_and_the_others_are_as_last_touch_has_them(
    tmp_path: Path, shop: Shop
) -> None:
    with closing(sqlite3.connect(tmp_path / "catalog.db")) as catalog, catalog:
        number = catalog.execute("SELECT id FROM conversion WHERE external_id = 'b0'").fetchone()[0]
        catalog.executemany(
            "INSERT INTO credit VALUES (?, 'linear', ?, ?, ?)",
            [(number, shop["bag"].id, 333_334, 84), (number, shop["dijon"].id, 666_666, 166)],
        )
    found = report(tmp_path, by="placement", model="linear")
    assert rows(found)["bag"]["conversions"] == pytest.approx(0.333334)
    assert rows(found)["dijon"]["conversions"] == pytest.approx(8.666666)
    assert rows(found)["dijon"]["value"] == {"EUR": 8166}
    assert found.totals == report(tmp_path, by="placement").totals
