"""Reports under every attribution model: stored ones, ones with a setting, ones of all paths."""

from collections.abc import Mapping
from contextlib import closing
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from app.attribution.shares import WHOLE
from app.model import Code, Conversion, Match
from app.store.catalog import Catalog
from tests.reports.world import report, rows
from tests.store.shop import at, open_shop, plan

Shop = Mapping[str, Code]
NOBODY = Match(None, "", "none", "no-ref")
START = at("2027-03-02 09:00")
DAY_MS = 86_400_000


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return open_shop(tmp_path, plan())


def met(who: str, day: int, code: Code) -> tuple[Conversion, Match]:
    row = Conversion("app", f"{who}-{day}", "open", "", START + day * DAY_MS, subject=who)
    return row, Match(code.id, "token", "deterministic", "signed")


def bought(who: str, day: int, value: int = 1000, **more: Any) -> tuple[Conversion, Match]:
    at_ = START + day * DAY_MS
    return Conversion("shop", f"{who}-{day}", "order", "", at_, value, "EUR", who, **more), NOBODY


def record(data: Path, *entries: tuple[Conversion, Match]) -> None:
    with closing(Catalog(data)) as catalog:
        catalog.record("levain", entries, START + 40 * DAY_MS)


def anna(data: Path, shop: Shop) -> None:
    """One person met three things, bought, and gave a part back."""
    refund = Conversion("shop", "r", "order", "", START + 9 * DAY_MS, -300, "EUR", reverses="a-8")
    record(
        data, met("a", 0, shop["dijon"]), met("a", 2, shop["bag"]), met("a", 5, shop["window"]),
        bought("a", 8), (refund, NOBODY),
    )  # fmt: skip


def orders(data: Path, model: str, by: str = "placement", **more: str) -> dict[Any, Any]:
    found = report(data, by=by, model=model, conversion="order", **more)
    return {key: row for key, row in rows(found).items() if row["conversions"]}


@pytest.mark.parametrize(("model", "place"), [("last", "window"), ("first", "dijon")])
def test_an_order_that_names_no_code_stands_in_the_row_its_journey_names(
    tmp_path: Path, shop: Shop, model: str, place: str
) -> None:
    anna(tmp_path, shop)
    found = orders(tmp_path, model)
    assert {key: (row["conversions"], row["value"]) for key, row in found.items()} == {
        place: (1, {"EUR": 700})
    }
    assert report(tmp_path, model=model).unattributed["conversions"] == 0


def test_a_setting_of_a_model_is_worked_out_for_the_report(tmp_path: Path, shop: Shop) -> None:
    anna(tmp_path, shop)
    found = orders(tmp_path, "decay:14")
    raw = {key: Fraction(2.0 ** (-age / 14)) for key, age in [("dijon", 8), ("bag", 6),
                                                              ("window", 3)]}  # fmt: skip
    for key, weight in raw.items():
        share = weight / sum(raw.values())
        assert abs(Fraction(found[key]["conversions"]) - share) < Fraction(2, WHOLE)
        assert abs(found[key]["value"]["EUR"] - 700 * share) <= 1
    assert sum(row["value"]["EUR"] for row in found.values()) == 700
    ends = orders(tmp_path, "position:30/40/30")
    assert {key: row["value"]["EUR"] for key, row in ends.items()} == {
        "dijon": 210, "bag": 280, "window": 210
    }  # fmt: skip


def test_the_usual_setting_said_aloud_is_what_is_stored(tmp_path: Path, shop: Shop) -> None:
    anna(tmp_path, shop)
    assert report(tmp_path, model="decay:7").rows == report(tmp_path, model="decay").rows
    said, stored = (report(tmp_path, model=name) for name in ("position:40/20/40", "position"))
    assert said.rows == stored.rows


MODELS = ["first", "last", "last-non-direct", "linear", "decay", "position", "w", "decay:3",
          "position:10/80/10"]  # fmt: skip


@pytest.mark.parametrize("model", MODELS)
def test_every_model_adds_up_to_the_same_totals(tmp_path: Path, shop: Shop, model: str) -> None:
    anna(tmp_path, shop)
    record(tmp_path, met("b", 1, shop["bag"]), bought("b", 3, 500), bought("nobody", 4, 50))
    found = report(tmp_path, model=model, by="placement")
    last = report(tmp_path, by="placement")
    assert found.totals["conversions"] == last.totals["conversions"] == 7
    assert found.totals["value"] == last.totals["value"] == {"EUR": 1250}
    assert found.unattributed == last.unattributed == {"conversions": 1, "value": {"EUR": 50}}


# A hundred people met the poster, then the bag, and bought; fifty met the poster alone and bought;
# thirty met the bag and bought nothing.


def crowd(data: Path, shop: Shop) -> None:
    entries = []
    for number in range(100):
        who = f"both{number}"
        entries += [met(who, 0, shop["dijon"]), met(who, 1, shop["bag"]), bought(who, 2, 101)]
    for number in range(50):
        entries += [met(f"one{number}", 0, shop["dijon"]), bought(f"one{number}", 2, 100)]
    entries += [met(f"none{number}", 0, shop["bag"]) for number in range(30)]
    record(data, *entries)


def test_the_shapley_value_shares_each_order_among_what_its_person_met(
    tmp_path: Path, shop: Shop
) -> None:
    crowd(tmp_path, shop)
    found = orders(tmp_path, "shapley", by="medium")
    assert {key: (row["conversions"], row["value"]) for key, row in found.items()} == {
        "poster-a3": (100, {"EUR": 10_067}),
        "packaging": (50, {"EUR": 5033}),
    }


def test_a_markov_chain_shares_orders_by_what_would_be_lost_without_each(
    tmp_path: Path, shop: Shop
) -> None:
    crowd(tmp_path, shop)
    bag = Fraction(100, 130)
    poster = Fraction(100, 150) * bag + Fraction(50, 150)
    whole = Fraction(150, 180) * poster + Fraction(30, 180) * bag
    removal = {
        "poster-a3": 1 - Fraction(30, 180) * bag / whole,
        "packaging": 1 - Fraction(150, 180) * Fraction(50, 150) / whole,
    }
    found = orders(tmp_path, "markov", by="medium")
    for key, effect in removal.items():
        share = 150 * effect / sum(removal.values())
        assert found[key]["conversions"] == pytest.approx(float(share), abs=1e-5)
    assert sum(row["value"]["EUR"] for row in found.values()) == 100 * 101 + 50 * 100


def test_a_model_of_all_paths_reconciles_after_refunds_and_filters(
    tmp_path: Path, shop: Shop
) -> None:
    crowd(tmp_path, shop)
    back = Conversion("shop", "r", "order", "", START + 3 * DAY_MS, reverses="both0-2")
    record(tmp_path, (back, NOBODY), bought("nobody", 2, 7))
    found = report(tmp_path, by="medium", model="shapley")
    assert found.totals["conversions"] == report(tmp_path).totals["conversions"]
    assert found.totals["value"] == report(tmp_path).totals["value"]
    one = report(tmp_path, by="placement", medium="packaging", model="shapley", conversion="order")
    (only,) = (row for row in one.rows if row["conversions"])
    every = orders(tmp_path, "shapley", by="medium")
    assert (only["placement"], only["value"]) == ("bag", every["packaging"]["value"])


def test_where_few_people_met_several_things_the_report_says_not_enough_data(
    tmp_path: Path, shop: Shop
) -> None:
    anna(tmp_path, shop)
    found = report(tmp_path, by="medium", model="markov")
    assert {row["conversions"] for row in found.rows} == {None}
    assert any("Not enough data" in note for note in found.coverage["notes"])
    assert found.totals["conversions"] == 4


@pytest.mark.parametrize("by", ["day", "platform", "contact_point", "conversion"])
def test_a_model_of_all_paths_says_by_what_it_cannot_be_split(
    tmp_path: Path, shop: Shop, by: str
) -> None:
    crowd(tmp_path, shop)
    found = report(tmp_path, by=by, model="shapley")
    assert {row["conversions"] for row in found.rows} <= {None}
    assert any("not by" in note for note in found.coverage["notes"])


def test_conversions_are_split_by_the_variant_their_token_carried(
    tmp_path: Path, shop: Shop
) -> None:
    match = Match(shop["bag"].id, "token", "deterministic", "signed")
    entries = []
    for number, variant in enumerate("aab"):
        row = Conversion("shop", str(number), "order", "", START, 100, "EUR")
        entries.append((row, match, variant))
    back = Conversion("shop", "r", "order", "", START, reverses="0")
    with closing(Catalog(tmp_path)) as catalog:
        catalog.record("levain", [*entries, (back, NOBODY)], START)
    found = rows(report(tmp_path, by="variant"))
    assert {key: row["conversions"] for key, row in found.items()} == {"a": 1, "b": 1}
