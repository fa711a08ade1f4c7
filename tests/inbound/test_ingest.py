"""A conversion takes one path whatever its door: checked, matched, stored once with its credit."""

from datetime import UTC, datetime

import pytest

from app.inbound.files import parse
from app.inbound.ingest import ingest
from app.model import Action
from app.store import folder
from app.store.catalog import Catalog
from tests.inbound.test_files import GOOD
from tests.samples import RING, SMALL, codes, plan
from tests.store.shop import write

NOW = 1_795_300_000_000


@pytest.fixture
def world(tmp_path):
    small = plan(tmp_path)
    catalog = Catalog.create(tmp_path / "data")
    made = codes(small)
    catalog.save(small, made)
    yield catalog, made
    catalog.close()


def send(catalog, *rows):
    good, problems = parse((str(index), row) for index, row in enumerate(rows))
    outcome = ingest(catalog, RING, "maison-levain", good, NOW)
    return [receipt for _where, receipt in outcome.receipts], [*problems, *outcome.problems]


@pytest.mark.parametrize(
    ("ref", "evidence", "strength"),
    [
        (lambda code: code.token, "token", "deterministic"),
        (lambda code: code.token.lower(), "token", "deterministic"),
        (lambda code: f"https://q.levain.example/{code.token}", "token", "deterministic"),
        (lambda code: code.reference, "reference", "declared"),
    ],
)
def test_a_source_reference_finds_its_code_with_its_strength(world, ref, evidence, strength):
    catalog, made = world
    (receipt,), problems = send(catalog, {**GOOD, "ref": ref(made[0])})
    assert not problems
    assert (receipt.match.code, receipt.match.evidence) == (made[0].id, evidence)
    assert receipt.match.strength == strength


def test_a_typed_address_finds_its_code_and_says_so(world):
    catalog, made = world
    (receipt,), _problems = send(catalog, {**GOOD, "ref": "Dijon"})
    assert (receipt.match.code, receipt.match.evidence) == (made[1].id, "typed")


@pytest.mark.parametrize("ref", ["", "04HMASW9G51TB4C8", "nonsense", "K7Q2M4"])
def test_what_names_no_code_is_kept_as_unattributed(world, ref):
    catalog, _made = world
    (receipt,), _problems = send(catalog, {**GOOD, "ref": ref})
    assert receipt.status == "new"
    assert (receipt.match.code, receipt.match.strength) == (None, "none")


def test_the_same_rows_again_change_nothing(world):
    catalog, made = world
    rows = [{**GOOD, "ref": made[0].token, "external_id": str(number)} for number in range(5)]
    first, _problems = send(catalog, *rows)
    again, _problems = send(catalog, *reversed(rows))
    assert {receipt.status for receipt in again} == {"replay"}
    assert [receipt.id for receipt in again] == [receipt.id for receipt in reversed(first)]


def test_wrong_rows_are_named_and_the_others_stored(world):
    catalog, made = world
    receipts, problems = send(
        catalog,
        {**GOOD, "ref": made[0].token},
        {**GOOD, "external_id": "2", "currency": "EURO"},
        {**GOOD, "external_id": "3", "at": "2036-01-01T00:00:00Z"},
        {**GOOD, "external_id": "4", "value_minor": -5},
    )
    assert len(receipts) == 1
    assert [problem.code for problem in problems] == ["bad-currency", "future", "bad-sign"]
    assert [problem.where[0] for problem in problems] == ["1", "2", "3"]


def test_a_reversal_may_leave_out_the_value_its_kind_needs(world):
    catalog, made = world
    refund = {**GOOD, "external_id": "r", "ref": "", "reverses": GOOD["external_id"]}
    del refund["value_minor"], refund["currency"]
    receipts, problems = send(catalog, {**GOOD, "ref": made[0].token}, refund)
    assert not problems
    assert [receipt.status for receipt in receipts] == ["new", "new"]
    assert catalog.db.execute("SELECT sum(share), sum(value_minor) FROM credit").fetchone() == (
        0,
        0,
    )


# Tracked numbers, coupons, variants and taps: what the campaign file says leads to its codes.

REACHED = """
[contact_points.shop]
channel = "call"
number = "01 23 45 67 89"
numbers = { sachet = "01 23 45 67 80", poster-a3 = "01 23 45 67 81" }
[contact_points.gift]
channel = "coupon"
prefix = "LEVAIN"
[contact_points.common]
channel = "coupon"
prefix = "PRINTEMPS"
shared = true
[routes.call]
rules = [ { to = "shop" } ]
[routes.test]
rules = [ { percent = 50, to = "gift", variant = "a" }, { to = "web", variant = "b" } ]
[[placements]]
medium = "poster-a3"
place = "Lyon"
quantity = 12
codes = [ { kind = "qr", route = "call" }, { kind = "qr", key = "try", route = "test" } ]
[[placements]]
medium = "packaging"
key = "sachet"
place = "Sachet"
quantity = 1000
codes = [ { kind = "qr", route = "shop" }, { kind = "call", route = "call" } ]
[[placements]]
medium = "poster-a3"
place = "Dijon"
quantity = 4
codes = [ { kind = "qr", route = "call" }, { kind = "call", route = "call" } ]
"""
CALL = {"source": "log", "kind": "call", "at": "2026-11-20T10:00:00Z", "value_minor": 90}
TAPPED = int(datetime(2026, 11, 20, 10, tzinfo=UTC).timestamp() * 1000)


@pytest.fixture
def reached(tmp_path):
    """A campaign whose numbers and coupons lead to its codes, by (placement, key)."""
    head = SMALL[: SMALL.index("[routes.call]")]
    small = plan(tmp_path, head + REACHED)
    catalog = Catalog.create(tmp_path / "data")
    made = codes(small)
    catalog.save(small, made)
    yield catalog, {(code.placement, code.spec.key): code for code in made}
    catalog.close()


def shares_of(catalog):
    return dict(catalog.db.execute("SELECT code, share FROM credit").fetchall())


@pytest.mark.parametrize("written", ["+33123456780", "01 23 45 67 80", "0033 1 23 45 67 80"])
def test_a_call_to_the_number_of_a_placement_is_credited_to_its_call_code(reached, written):
    catalog, made = reached
    (receipt,), problems = send(catalog, {**CALL, "external_id": "1", "ref": written})
    assert not problems
    assert receipt.match.code == made["sachet", "call"].id
    assert (receipt.match.evidence, receipt.match.strength) == ("number", "deterministic")


def test_a_call_to_the_number_of_a_medium_is_shared_by_the_copies_printed(reached):
    catalog, made = reached
    (receipt,), _problems = send(catalog, {**CALL, "external_id": "1", "ref": "+33123456781"})
    assert receipt.match.evidence == "number"
    assert shares_of(catalog) == {
        made["poster-a3-lyon", "qr"].id: 750_000,
        made["poster-a3-dijon", "call"].id: 250_000,
    }


def test_a_number_goes_over_to_the_next_campaign_that_prints_it(reached, tmp_path):
    catalog, made = reached
    head = SMALL[: SMALL.index("[routes.call]")]
    text = (head + REACHED).replace('slug = "printemps"', 'slug = "ete"')
    later = plan(tmp_path, text.replace("2026-10-01", "2026-11-21"))
    catalog.save(later, codes(later))
    day = {**CALL, "external_id": "2", "at": "2026-11-21T00:30:00+01:00", "ref": "+33123456780"}
    before = {**day, "external_id": "1", "at": "2026-11-20T23:30:00+01:00"}
    receipts, _problems = send(catalog, before, day)
    new = next(
        code for code in codes(later) if (code.placement, code.spec.key) == ("sachet", "call")
    )
    assert [receipt.match.code for receipt in receipts] == [made["sachet", "call"].id, new.id]


def test_a_coupon_names_the_code_that_showed_it(reached):
    catalog, made = reached
    code = made["poster-a3-lyon", "try"]
    redeemed = {**GOOD, "kind": "coupon"}
    receipts, _problems = send(
        catalog,
        {**redeemed, "external_id": "1", "ref": f"levain-{code.reference}"},
        {**redeemed, "external_id": "2", "ref": f"OTHER-{code.reference}"},
        {**redeemed, "external_id": "3", "ref": "PRINTEMPS"},
    )
    assert [receipt.match.evidence for receipt in receipts] == ["coupon", "", ""]
    assert receipts[0].match.code == code.id


@pytest.mark.parametrize(("suffix", "kept"), [("-a", "a"), ("-b", "b"), ("-z", ""), ("", "")])
def test_the_variant_of_a_token_is_stored_if_its_route_has_it(reached, suffix, kept):
    catalog, made = reached
    token = made["poster-a3-lyon", "try"].token
    (receipt,), _problems = send(catalog, {**GOOD, "ref": token + suffix})
    assert receipt.match.code == made["poster-a3-lyon", "try"].id
    assert catalog.db.execute("SELECT variant FROM conversion").fetchone() == (kept,)


def tap(code, before_ms, visitor, point="phone", kind="call"):
    return Action(TAPPED - before_ms, "maison-levain", code.id, visitor, kind, point)


SHARED = {**CALL, "external_id": "1", "ref": "0800 123 456"}


def test_a_call_to_a_shared_number_is_shared_between_those_who_tapped_before_it(world):
    catalog, made = world
    taps = [
        tap(made[0], 10_000, 1),
        tap(made[0], 20_000, 1),  # the same person again
        tap(made[2], 30_000, 2),
        tap(made[2], 119_000, 3),
        tap(made[1], 121_000, 4),  # too early
        tap(made[1], -1, 5),  # after the call
        tap(made[1], 5_000, 6, "app"),  # another contact point
        tap(made[1], 5_000, 7, kind="chose"),
    ]
    data = catalog.path.parent
    write(data, actions=taps)
    folder.fold(data)
    (receipt,), _problems = send(catalog, SHARED)
    assert (receipt.match.evidence, receipt.match.strength) == ("tap", "probabilistic")
    assert shares_of(catalog) == {made[2].id: 666_667, made[0].id: 333_333}
    values = dict(catalog.db.execute("SELECT code, value_minor FROM credit").fetchall())
    assert values == {made[2].id: 60, made[0].id: 30}


def test_a_call_to_a_shared_number_that_nobody_tapped_for_is_unattributed(world):
    catalog, _made = world
    (receipt,), _problems = send(catalog, SHARED)
    assert (receipt.match.code, receipt.match.strength) == (None, "none")
    assert shares_of(catalog) == {}
