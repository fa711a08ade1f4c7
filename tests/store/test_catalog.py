"""The catalog keeps campaigns whole and changes no printed token."""

import shutil
from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.errors import Conflict, Unavailable
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


@pytest.mark.parametrize("text", [SMALL, SAMPLE.read_text("utf-8")], ids=["small", "sample"])
def test_a_plan_reads_back_as_it_was_saved(catalog, tmp_path, text):
    shutil.copy(SAMPLE.parent / "stations.csv", tmp_path)
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
