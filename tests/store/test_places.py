"""Placements of a campaign by page: all of them once, searched, and added up as one by one."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.issue import issue
from app.model import Money, Plan
from app.store import places, secrets
from app.store.catalog import Catalog
from tests.web.conftest import plan

BRAND, CAMPAIGN = "maison-levain", "printemps"


def many(count: int) -> Plan:
    """A campaign of `count` places, some of them with a cost, in two currencies."""
    one = plan()
    like = one.placements[0]
    costs = (None, Money(3800, "EUR"), Money(4000, "CHF"))
    return replace(
        one,
        placements=tuple(
            replace(like, key=f"p{n}", place=f"Place {n}", city="50%_off" if n == 7 else "Dijon",
                    quantity=n + 1, cost=costs[n % 3], latitude=None if n % 2 else 47.0)
            for n in range(count)
        ),
    )  # fmt: skip


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    made = Catalog.create(tmp_path)
    for one in (many(25), plan("rival", "Rival")):
        ring = secrets.ensure(tmp_path / "keys", one.brand.slug)
        made.save(one, issue(one, made, ring))
    yield made
    made.close()


@pytest.mark.parametrize("page", [1, 7, 25, 100])
def test_pages_hold_every_placement_once_in_its_order_with_its_codes(
    catalog: Catalog, page: int
) -> None:
    seen, after = [], 0
    while found := places.stands(catalog.db, BRAND, CAMPAIGN, [], after, page):
        seen += found
        after = found[-1].position
    assert [one.placement.key for one in seen] == [f"p{n}" for n in range(25)]
    assert all([code.placement for code in one.codes] == [one.placement.key] for one in seen)


@pytest.mark.parametrize(("words", "keys"), [(["place 24"], ["p24"]), (["%"], ["p7"]), (["x"], [])])
def test_a_search_takes_its_signs_as_they_are(
    catalog: Catalog, words: list[str], keys: list[str]
) -> None:
    found = places.stands(catalog.db, BRAND, CAMPAIGN, words, 0, 100)
    assert [one.placement.key for one in found] == keys


def test_the_total_is_the_sum_of_the_placements(catalog: Catalog) -> None:
    (whole,) = catalog.plans(BRAND)
    sums: Counter[str] = Counter()
    for one in whole.placements:
        sums[one.cost.currency if one.cost else ""] += one.cost.minor if one.cost else 0
    found = places.total(catalog.db, BRAND, CAMPAIGN)
    assert found.placements == len(whole.placements)
    assert found.printed == sum(one.quantity for one in whole.placements)
    assert {cost.currency: cost.minor for cost in found.costs} == {
        currency: minor for currency, minor in sums.items() if currency
    }


def test_a_head_is_the_campaign_without_its_placements(catalog: Catalog) -> None:
    (whole,), (head,) = catalog.plans(BRAND), places.heads(catalog.db, BRAND)
    assert head == replace(whole, placements=())
    assert places.heads(catalog.db, BRAND, "none") == []


def test_a_map_gets_places_with_coordinates_only_and_no_more_than_it_takes(
    catalog: Catalog,
) -> None:
    assert len(places.mapped(catalog.db, BRAND, CAMPAIGN, 100)) == 13
    assert len(places.mapped(catalog.db, BRAND, CAMPAIGN, 5)) == 5
