"""A conversion takes one path whatever its door: checked, matched, stored once with its credit."""

import pytest

from app.inbound.files import parse
from app.inbound.ingest import ingest
from app.store.catalog import Catalog
from tests.inbound.test_files import GOOD
from tests.samples import RING, codes, plan

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
