"""Columns about one kind of conversion, and about how long conversions took."""

from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.model import Action, Code, Conversion, Match
from app.store import folder, privacy
from app.store.catalog import Catalog
from tests.reports.world import convert, report, rows
from tests.store.shop import at, scan, write

Shop = Mapping[str, Code]
SHOWN = "conversions,orders,leads,calls,cost_per_order,cost_per_lead"


def test_orders_and_leads_have_columns_and_costs_of_their_own(tmp_path: Path, shop: Shop) -> None:
    for number in range(4):
        convert(tmp_path, f"l{number}", shop["dijon"], kind="lead")
    found = report(tmp_path, by="placement", show=SHOWN)
    dijon = rows(found)["dijon"]
    assert (dijon["conversions"], dijon["orders"], dijon["leads"], dijon["calls"]) == (12, 8, 4, 0)
    assert dijon["cost_per_order"] == {"EUR": 475}  # 38.00 EUR of posters, 8 orders
    assert dijon["cost_per_lead"] == {"EUR": 950}
    assert rows(found)["bag"]["cost_per_lead"] is None  # none came: no cost of one


def test_what_no_code_brought_is_in_the_total_of_its_kind(tmp_path: Path, shop: Shop) -> None:
    convert(tmp_path, "c0", None, kind="call")
    found = report(tmp_path, by="placement", show=SHOWN)
    assert (found.unattributed["orders"], found.unattributed["calls"]) == (1, 1)
    assert (found.totals["orders"], found.totals["calls"]) == (10, 1)
    assert found.totals["conversions"] == 11


def test_a_refund_in_full_takes_its_order_back(tmp_path: Path, shop: Shop) -> None:
    convert(tmp_path, "r0", shop["dijon"], value=-1000, reverses="d0")
    assert rows(report(tmp_path, by="placement", show="orders"))["dijon"]["orders"] == 7


def test_where_conversions_do_not_say_their_row_no_row_claims_to_have_had_none(
    tmp_path: Path, shop: Shop
) -> None:
    found = report(tmp_path, by="platform", show="scans,orders,cost_per_order")
    assert rows(found)["ios"]["orders"] is None
    assert rows(found)[None]["orders"] == 9


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.sampled_from(["placement", "medium", "campaign,day", "city", "conversion", "evidence"]))
def test_the_kinds_of_every_split_add_up_to_the_whole(tmp_path: Path, shop: Shop, by: str) -> None:
    found = report(tmp_path, by=by, show="orders")
    summed = sum(row["orders"] or 0 for row in found.rows)
    assert summed + found.unattributed["orders"] == found.totals["orders"] == 10


def test_the_median_time_is_known_of_those_who_consented(tmp_path: Path, shop: Shop) -> None:
    with closing(Catalog(tmp_path)) as catalog:
        for who, hour in (("a", "09:00"), ("b", "06:00"), ("c", "01:00")):
            then = at(f"2027-03-11 {hour}")
            privacy.give_consent(catalog.db, "levain", who, shop["dijon"].id, then, "v1")
    for who in "abc":
        convert(tmp_path, who, shop["dijon"], subject=who)  # at 10:00: after 1, 4 and 9 hours
    found = report(tmp_path, by="placement", show="hours")
    assert rows(found)["dijon"]["hours"] == 4
    assert rows(found)["bag"]["hours"] is None
    assert found.totals["hours"] == 4
    assert any("3" in note for note in found.coverage["notes"] if "Hours" in note)


def test_a_call_is_timed_from_the_scan_before_the_tap_it_belongs_to(
    tmp_path: Path, shop: Shop
) -> None:
    code = shop["bag"]
    early, late = at("2027-03-12 10:00"), at("2027-03-12 10:05")
    taps = [
        Action(early + 30_000, "levain", code.id, 7, "call", "phone"),
        Action(late + 60_000, "levain", code.id, 8, "call", "phone"),
    ]
    write(tmp_path, [scan(code, early, 7), scan(code, late, 8)], taps)
    folder.fold(tmp_path)
    rang = late + 60_000 + 30_000
    row = Conversion("pbx", "1", "call", "+33800000000", rang)
    missed = Conversion("pbx", "2", "call", "+33800000000", at("2027-03-12 15:00"))
    match = Match(code.id, "tap", "probabilistic", "")
    with closing(Catalog(tmp_path)) as catalog:
        catalog.record("levain", [(row, match), (missed, match)], rang)
    found = rows(report(tmp_path, by="placement", show="hours,calls"))["bag"]
    assert found["calls"] == 2
    assert found["hours"] == 90 / 3600
