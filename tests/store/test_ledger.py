"""Each conversion is counted once; its credits sum exactly and do not depend on what came first."""

from collections import defaultdict
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.attribution.shares import WHOLE
from app.attribution.taps import Share
from app.model import Conversion, Match
from app.store.catalog import Catalog
from app.store.ledger import Incoming
from tests.samples import codes, plan

HOUR = 3_600_000
DAY_MS = 24 * HOUR
NOBODY = Match(None, "", "none", "no-ref")


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


def order(number=1, value=1250, **more):
    return Conversion("shop", f"order-{number}", "order", "", 1_000, value, "EUR", **more)


def matched(code):
    return Match(code.id, "token", "deterministic", "signed")


def credits(catalog):
    return catalog.db.execute(
        "SELECT share, value_minor FROM credit WHERE model = 'last' ORDER BY conversion"
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
        catalog.db.execute("SELECT code, sum(value_minor) FROM credit GROUP BY code").fetchall()
    )
    (total,) = catalog.db.execute("SELECT sum(value_minor) FROM conversion").fetchone()
    catalog.close()
    assert sums == {made[0].id: 1000, made[1].id: 0}
    assert total == 1000


def test_a_conversion_is_taken_back_once_only(catalog, saved):
    install = Conversion("app", "i", "install", "", 1_000)
    taken = [Conversion("app", f"r{n}", "install", "", 2_000, reverses="i") for n in range(2)]
    catalog.record("maison-levain", [(install, matched(saved[1][0]))], 5)
    receipts = catalog.record("maison-levain", [(row, NOBODY) for row in taken], 5)
    assert [receipt.status for receipt in receipts] == ["new", "conflict"]
    assert "already" in receipts[1].match.reason
    assert credits(catalog) == [(WHOLE, None), (-WHOLE, None)]


# Journeys: three codes met by one person, then an order that says nothing itself.


def met(name, code, at, kind="open", subject="anna"):
    row = Conversion("app", name, kind, code.token if code else "", at, subject=subject)
    return (row, matched(code) if code else NOBODY)


def bought(at=10 * DAY_MS, value=1000, subject="anna", name="order-1"):
    row = Conversion("shop", name, "order", "", at, value, "EUR", subject=subject)
    return (row, NOBODY)


def by_model(catalog, name="order-1"):
    found = defaultdict(dict)
    for model, code, share, value in catalog.db.execute(
        "SELECT model, credit.code, share, credit.value_minor FROM credit "
        "JOIN conversion ON id = conversion WHERE external_id = ?",
        [name],
    ):
        found[model][code] = (share, value)
    return dict(found)


def test_an_order_without_a_source_is_credited_to_what_its_person_met(catalog, saved):
    a, b, c = saved[1]
    rows = [met("1", a, 0), met("2", b, 2 * DAY_MS), met("3", c, 4 * DAY_MS), bought()]
    catalog.record("maison-levain", rows, 5)
    found = by_model(catalog)
    assert found["first"] == {a.id: (WHOLE, 1000)}
    assert found["last"] == found["last-non-direct"] == {c.id: (WHOLE, 1000)}
    assert {code: value for code, (_share, value) in found["linear"].items()} in [
        {a.id: one, b.id: two, c.id: three}
        for one, two, three in ((334, 333, 333), (333, 334, 333), (333, 333, 334))
    ]
    assert found["position"] == {
        a.id: (400_000, 400), b.id: (200_000, 200), c.id: (400_000, 400)
    }  # fmt: skip
    # Ages 10, 8 and 6 days, half as much for each 7 days.
    raw = [Fraction(2.0 ** (-age / 7)) for age in (10, 8, 6)]
    for code, weight in zip((a, b, c), raw, strict=True):
        share, value = found["decay"][code.id]
        assert abs(Fraction(share, WHOLE) - weight / sum(raw)) <= Fraction(1, WHOLE)
        assert abs(value - 1000 * weight / sum(raw)) < 1
    row = "SELECT code, evidence, strength, reason FROM conversion WHERE external_id = 'order-1'"
    assert catalog.db.execute(row).fetchone() == (None, "journey", "deterministic", "no-ref")


def test_what_names_its_own_code_keeps_it_as_its_last_touch(catalog, saved):
    a, b, _c = saved[1]
    own = (replace(bought()[0], ref=b.token, at=DAY_MS), matched(b))
    same_moment = met("zzz", a, DAY_MS)
    catalog.record("maison-levain", [met("1", a, 0), own, same_moment], 5)
    assert by_model(catalog)["last"] == {b.id: (WHOLE, 1000)}
    assert by_model(catalog)["first"] == {a.id: (WHOLE, 1000)}


def test_one_touch_needs_one_row_since_every_model_agrees(catalog, saved):
    a = saved[1][0]
    catalog.record("maison-levain", [met("1", a, 0), met("2", a, HOUR), bought()], 5)
    assert by_model(catalog) == {"last": {a.id: (WHOLE, 1000)}}


def test_an_event_that_tells_of_the_same_contact_again_is_no_second_touch(catalog, saved):
    a, b, _c = saved[1]
    again = [met(str(n), b, DAY_MS + n * 60_000, "session") for n in range(4)]
    catalog.record("maison-levain", [met("a", a, 0), *again, bought()], 5)
    assert by_model(catalog)["linear"] == {a.id: (500_000, 500), b.id: (500_000, 500)}


def test_touches_outside_the_window_or_of_somebody_else_bring_nothing(catalog, saved):
    a, b, _pack = saved[1]
    rows = [met("1", a, 0), met("2", b, 35 * DAY_MS, subject="berta"), bought(40 * DAY_MS)]
    catalog.record("maison-levain", rows, 5)
    assert by_model(catalog) == {}


def test_a_pack_is_remembered_longer_than_a_poster(catalog, saved):
    pack = saved[1][2]
    catalog.record("maison-levain", [met("1", pack, 0), bought(200 * DAY_MS)], 5)
    assert by_model(catalog) == {"last": {pack.id: (WHOLE, 1000)}}


def test_a_touch_that_arrives_late_changes_what_it_came_before(catalog, saved):
    a, b, _c = saved[1]
    catalog.record("maison-levain", [met("2", b, 2 * DAY_MS), bought()], 5)
    refund = Conversion("shop", "r", "order", "", 11 * DAY_MS, -300, "EUR", reverses="order-1")
    catalog.record("maison-levain", [(refund, NOBODY)], 5)
    assert by_model(catalog, "r") == {"last": {b.id: (0, -300)}}
    catalog.record("maison-levain", [met("1", a, 0)], 9)
    assert by_model(catalog)["linear"] == {a.id: (500_000, 500), b.id: (500_000, 500)}
    assert by_model(catalog, "r")["linear"] == {a.id: (0, -150), b.id: (0, -150)}
    assert by_model(catalog, "r")["first"] == {a.id: (0, -300)}


def test_codes_that_share_a_number_share_the_call_under_every_model(catalog, saved):
    a, b, _c = saved[1]
    call = Conversion("log", "call-1", "call", "+33123456789", 5 * DAY_MS, 90, subject="anna")
    match = Match(a.id, "number", "deterministic", "number")
    likely = (Share(a.id, 750_000), Share(b.id, 250_000))
    catalog.record("maison-levain", [met("1", b, 0), Incoming(call, match, "", likely)], 5)
    assert by_model(catalog, "call-1") == {"last": {a.id: (750_000, 68), b.id: (250_000, 22)}}
    back = Conversion("log", "r", "call", "", 6 * DAY_MS, reverses="call-1")
    catalog.record("maison-levain", [(back, NOBODY)], 5)
    assert by_model(catalog, "r") == {"last": {a.id: (-750_000, -68), b.id: (-250_000, -22)}}


def test_the_variant_of_a_token_is_kept(catalog, saved):
    catalog.record("maison-levain", [Incoming(order(), matched(saved[1][0]), "b")], 5)
    assert catalog.db.execute("SELECT variant FROM conversion").fetchone() == ("b",)


def story(made):
    """Two people, four codes' touches, orders, parts of refunds: a little of everything."""
    a, b, c = made
    return [
        met("1", a, 0),
        met("2", b, 2 * DAY_MS, "install"),
        met("3", c, 2 * DAY_MS, "lead"),
        met("4", a, 9 * DAY_MS, "session"),
        met("5", None, 9 * DAY_MS + 1, "session"),
        bought(),
        bought(12 * DAY_MS, 777, name="order-2"),
        met("6", c, HOUR, subject="berta"),
        bought(3 * DAY_MS, 1, subject="berta", name="order-3"),
        (Conversion("shop", "r1", "order", "", 13 * DAY_MS, -333, "EUR", reverses="order-1"),
         NOBODY),
        (Conversion("shop", "r2", "order", "", 12 * DAY_MS, -667, "EUR", reverses="order-1"),
         NOBODY),
        (Conversion("shop", "r3", "order", "", 13 * DAY_MS, reverses="order-2"), NOBODY),
    ]  # fmt: skip


def everything(catalog):
    return sorted(
        catalog.db.execute(
            "SELECT source, external_id, evidence, strength, model, credit.code, share, "
            "credit.value_minor FROM conversion LEFT JOIN credit ON conversion = id"
        ).fetchall(),
        key=str,
    )


@given(st.permutations(range(12)), st.data())
def test_no_order_or_packing_of_arrival_changes_any_credit(tmp_path_factory, order_of, data):
    folder = tmp_path_factory.mktemp("law")
    with_codes = plan(folder)
    made = codes(with_codes)
    rows = story(made)
    results = []
    for name, sequence in (("a", range(12)), ("b", order_of)):
        catalog = Catalog.create(folder / name)
        catalog.save(with_codes, made)
        sequence = list(sequence)
        while sequence:
            size = data.draw(st.integers(1, 12)) if name == "b" else 12
            catalog.record("maison-levain", [rows[index] for index in sequence[:size]], 5)
            sequence = sequence[size:]
        results.append(everything(catalog))
        sums = catalog.db.execute(
            "SELECT external_id, model, sum(share), sum(credit.value_minor), "
            "conversion.value_minor, reverses FROM conversion JOIN credit ON conversion = id "
            "GROUP BY id, model"
        ).fetchall()
        catalog.close()
        for _id, _model, share, value, whole, reverses in sums:
            assert value == whole
            assert share == WHOLE if reverses is None else share in (0, -WHOLE)
    assert results[0] == results[1]
