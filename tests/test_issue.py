"""A code is issued once: its token is the same on any database and never changes after."""

from dataclasses import replace

import pytest

from app.issue import issue
from app.signing import Ring
from app.store.catalog import Catalog
from tests.samples import RING, plan


@pytest.fixture
def catalog(tmp_path):
    made = Catalog.create(tmp_path / "data")
    yield made
    made.close()


def test_two_fresh_databases_issue_the_same_codes(catalog, tmp_path):
    other = Catalog.create(tmp_path / "other")
    assert issue(plan(tmp_path), catalog, RING) == issue(plan(tmp_path), other, RING)
    other.close()


def test_a_stored_code_keeps_its_token_through_edits_and_rotation(catalog, tmp_path):
    small = plan(tmp_path)
    first = issue(small, catalog, RING)
    catalog.save(small, first)
    text = (tmp_path / "campaign.toml").read_text()
    edited = plan(
        tmp_path,
        text.replace('kind = "call", route = "call"', 'kind = "call", route = "call", serials = 5'),
    )
    again = issue(edited, catalog, Ring("maison-levain", ["newer", "test-secret"]))
    assert [code.token for code in again] == [code.token for code in first]
    assert again[-1].spec.serials == 5


def test_a_withdrawn_code_stays_withdrawn(catalog, tmp_path):
    small = plan(tmp_path)
    first = issue(small, catalog, RING)
    catalog.save(small, [replace(code, withdrawn=True) for code in first])
    assert all(code.withdrawn for code in issue(small, catalog, RING))


def test_taken_ids_and_references_are_stepped_over(catalog, tmp_path):
    small = plan(tmp_path)
    first = issue(small, catalog, RING)
    squatters = [
        replace(code, spec=replace(code.spec, key=f"old-{code.spec.key}", alias=None))
        for code in first
    ]
    catalog.save(small, squatters)
    second = issue(small, catalog, RING)
    assert not {code.id for code in first} & {code.id for code in second}
    assert not {code.reference for code in first} & {code.reference for code in second}


def test_issuing_writes_nothing(catalog, tmp_path):
    issue(plan(tmp_path), catalog, RING)
    assert catalog.codes("maison-levain") == []
