"""The catalog keeps campaigns whole, changes no printed token, counts each conversion once."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Conflict, Unavailable
from app.model import Conversion, Match
from app.store.catalog import Catalog
from tests.samples import DAY, SAMPLE, SMALL, codes, plan


@pytest.fixture
def catalog(tmp_path):
    made = Catalog.create(tmp_path / "data")
    yield made
    made.close()


@pytest.fixture
def saved(tmp_path, catalog):
    small = plan(tmp_path)
    made = codes(small)
    catalog.save(small, made)
    return small, made


def test_a_missing_catalog_is_said_to_be_missing(tmp_path):
    with pytest.raises(Unavailable, match="no catalog"):
        Catalog(tmp_path)


SAMPLE_TEXT = SAMPLE.read_text(encoding="utf-8").replace(
    "stations.csv", str(SAMPLE.parent / "stations.csv")
)


@pytest.mark.parametrize("text", [SMALL, SAMPLE_TEXT], ids=["small", "sample"])
def test_a_plan_reads_back_as_it_was_saved(catalog, tmp_path, text):
    given_plan = plan(tmp_path, text)
    made = codes(given_plan)
    catalog.save(given_plan, made)
    (stored,) = catalog.plans("maison-levain")
    assert stored == replace(
        given_plan,
        placements=tuple(replace(placement, codes=()) for placement in given_plan.placements),
    )
    assert catalog.codes("maison-levain") == sorted(made, key=lambda code: code.id)


def test_saving_the_same_again_changes_nothing(catalog, saved):
    small, made = saved
    revision = catalog.revision()
    changes = catalog.save(small, made)
    assert len(changes.unchanged) == len(made)
    assert (changes.added, changes.updated, changes.kept) == ((), (), ())
    assert catalog.revision() == revision


def test_an_edit_updates_what_changed_and_keeps_what_left_the_file(catalog, saved):
    small, made = saved
    before = catalog.revision()
    edited = [replace(made[0], spec=replace(made[0].spec, route="call")), *made[2:]]
    changes = catalog.save(small, edited)
    assert changes.updated == (made[0].token,)
    assert changes.kept == (made[1].token,)
    assert catalog.revision() == before + 1
    assert made[1].id in {entry.id for entry in catalog.entries()}


def test_an_edited_contact_point_is_a_new_revision(catalog, saved, tmp_path):
    _small, made = saved
    before = catalog.revision()
    text = (tmp_path / "campaign.toml").read_text().replace("0 800 123 456", "0 800 123 457")
    catalog.save(plan(tmp_path, text), made)
    assert catalog.revision() == before + 1


def test_a_host_belongs_to_one_brand(catalog, saved, tmp_path):
    text = (tmp_path / "campaign.toml").read_text()
    other = plan(tmp_path, text.replace('slug = "maison-levain"', 'slug = "other"'))
    with pytest.raises(Conflict):
        catalog.save(other, [])
    assert [brand.slug for brand in catalog.brands()] == ["maison-levain"]


def test_a_day_has_one_salt_for_all_processes_until_it_is_forgotten(catalog):
    salt = catalog.salt(DAY)
    other = Catalog(catalog.path.parent)
    assert other.salt(DAY) == salt
    assert catalog.salt(DAY - timedelta(1)) != salt
    catalog.forget_salts(DAY)
    assert other.salt(DAY) == salt
    catalog.forget_salts(date.max)
    assert other.salt(DAY) != salt
    other.close()


def test_an_api_key_opens_its_brand_and_is_not_stored(catalog, saved):
    secret = catalog.add_api_key("maison-levain", "till", ["conversions"], 0)
    assert catalog.api_key(secret) == ("maison-levain", ("conversions",))
    assert catalog.api_key(secret[:-1]) is None
    assert secret.encode() not in catalog.path.read_bytes()


def order(number=1, value=1250, **more):
    return Conversion("shop", f"order-{number}", "order", "", 1_000, value, "EUR", **more)


def matched(code):
    return Match(code.id, "token", "deterministic", "signed")


def credits(catalog):
    return catalog._db.execute(
        "SELECT share, value_minor FROM credit ORDER BY conversion"
    ).fetchall()


def test_a_conversion_is_stored_once_and_its_replay_gives_the_same_answer(catalog, saved):
    match = matched(saved[1][0])
    (first,) = catalog.record("maison-levain", [(order(), match)], 5)
    (again,) = catalog.record("maison-levain", [(order(), match)], 9)
    assert (first.status, again.status) == ("new", "replay")
    assert first.id == again.id
    assert again.match == match
    assert credits(catalog) == [(1_000_000, 1250)]


def test_the_same_key_with_another_body_is_a_conflict(catalog, saved):
    match = matched(saved[1][0])
    catalog.record("maison-levain", [(order(), match)], 5)
    (second,) = catalog.record("maison-levain", [(order(value=1), match)], 5)
    assert second.status == "conflict"
    assert credits(catalog) == [(1_000_000, 1250)]


def test_the_same_number_at_two_sources_is_two_conversions(catalog, saved):
    match = matched(saved[1][0])
    rows = [(order(), match), (replace(order(), source="till"), match)]
    assert [row.status for row in catalog.record("maison-levain", rows, 5)] == ["new", "new"]


@pytest.mark.parametrize("order_of_arrival", [(0, 1), (1, 0)])
def test_a_reversal_takes_back_all_whether_it_comes_after_or_before(
    catalog, saved, order_of_arrival
):
    rows = [
        (order(), matched(saved[1][0])),
        (
            Conversion("shop", "refund", "order", "", 2_000, reverses="order-1"),
            Match(None, "", "none", ""),
        ),
    ]
    for index in order_of_arrival:
        catalog.record("maison-levain", [rows[index]], 5)
    assert sorted(credits(catalog)) == [(-1_000_000, -1250), (1_000_000, 1250)]


def test_a_part_of_the_money_back_leaves_the_customer(catalog, saved):
    nobody = Match(None, "", "none", "")
    part = Conversion("shop", "r1", "order", "", 2_000, -250, "EUR", reverses="order-1")
    rest = Conversion("shop", "r2", "order", "", 3_000, reverses="order-1")
    rows = [(order(), matched(saved[1][0])), (part, nobody), (rest, nobody)]
    catalog.record("maison-levain", rows, 5)
    assert credits(catalog) == [(1_000_000, 1250), (0, -250), (-1_000_000, -1000)]


@pytest.mark.parametrize(
    "refund",
    [
        Conversion("shop", "r", "order", "", 2_000, -1251, "EUR", reverses="order-1"),
        Conversion("shop", "r", "order", "", 2_000, -1, "USD", reverses="order-1"),
    ],
)
def test_more_than_was_brought_or_another_currency_is_not_taken_back(catalog, saved, refund):
    catalog.record("maison-levain", [(order(), matched(saved[1][0]))], 5)
    (receipt,) = catalog.record("maison-levain", [(refund, Match(None, "", "none", ""))], 5)
    assert receipt.status == "conflict"
    assert "order-1" in receipt.match.reason
    assert credits(catalog) == [(1_000_000, 1250)]


@given(st.permutations(range(6)), st.lists(st.integers(0, 5), max_size=4))
def test_neither_order_nor_repetition_of_arrival_changes_the_sums(
    tmp_path_factory, order_of, again
):
    folder = tmp_path_factory.mktemp("law")
    with_codes = plan(folder)
    made = codes(with_codes)
    nobody = Match(None, "", "none", "")
    rows = [
        (order(1), matched(made[0])),
        (order(2, 999), matched(made[1])),
        (order(3, 100), nobody),
        (Conversion("shop", "r1", "order", "", 9, -250, "EUR", reverses="order-1"), nobody),
        (Conversion("shop", "r2", "order", "", 9, reverses="order-2"), nobody),
        (Conversion("shop", "r3", "order", "", 9, -100, "EUR", reverses="order-3"), nobody),
    ]
    catalog = Catalog.create(folder)
    catalog.save(with_codes, made)
    for index in [*order_of, *again]:
        catalog.record("maison-levain", [rows[index]], 5)
    sums = dict(
        catalog._db.execute("SELECT code, sum(value_minor) FROM credit GROUP BY code").fetchall()
    )
    (total,) = catalog._db.execute("SELECT sum(value_minor) FROM conversion").fetchone()
    catalog.close()
    assert sums == {made[0].id: 1000, made[1].id: 0}
    assert total == 1000
