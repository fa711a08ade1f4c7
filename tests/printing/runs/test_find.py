"""From what a person types to a run, through a real catalog and real key files."""

from dataclasses import replace

import pytest

from app.errors import Missing, Refused
from app.issue import issue
from app.printing.runs.find import find
from app.printing.runs.mint import text
from app.signing import MAX_SERIAL
from app.store import secrets
from app.store.catalog import Catalog
from tests.samples import SMALL, plan

SERIAL = SMALL.replace('medium = "packaging"', 'medium = "label"').replace(
    '{ kind = "call", route = "call" }',
    '{ kind = "qr", route = "shop", serials = 1000, call_to_action = { fr = "Scannez" } },\n'
    '  { key = "once", kind = "call", route = "call" },',
)


@pytest.fixture
def shop(tmp_path):
    """(catalog, key folder, the serialised code)."""
    catalog = Catalog.create(tmp_path)
    made = issued(catalog, tmp_path)
    yield catalog, tmp_path / "keys", made["qr"]
    catalog.close()


def issued(catalog, folder, text=SERIAL):
    """The codes of the labels of a campaign, saved."""
    wanted = plan(folder, text)
    codes = issue(wanted, catalog, secrets.ensure(folder / "keys", wanted.brand.slug))
    catalog.save(wanted, codes)
    return {code.spec.key: code for code in codes if "sachet" in code.placement}


def test_a_code_answers_to_its_token_its_copies_its_id_and_its_reference(shop):
    catalog, keys, code = shop
    copy = secrets.ring(keys, code.brand).token(code.id, 77)
    for name in (code.token, code.token.lower(), copy, f"{code.id:010x}", f" {code.reference} "):
        run = find(catalog, keys, name)
        assert (run.id, run.first, run.count, run.copies) == (code.id, 0, 1000, 1000)
    assert run.medium.key == "label"
    assert (run.host, run.language, run.call_to_action) == ("q.levain.example", "fr", "Scannez")


def test_some_copies_may_be_asked_for(shop):
    catalog, keys, code = shop
    assert find(catalog, keys, code.token, 990).count == 10
    run = find(catalog, keys, code.token, 5, 3)
    assert (run.first, run.end, run.number(5)) == (5, 8, "005")


def test_copies_made_after_a_rotation_are_those_of_before(shop):
    catalog, keys, code = shop
    before = text(find(catalog, keys, code.token).digits(0, 5))
    secrets.rotate(keys, code.brand)
    assert text(find(catalog, keys, code.token).digits(0, 5)) == before


@pytest.mark.parametrize("name", ["", "ZZZZZZ", "04HMASW9G51TB4C7", "0123456789", "é"])
def test_an_unknown_name_is_missing(shop, name):
    catalog, keys, _code = shop
    with pytest.raises(Missing, match="no code"):
        find(catalog, keys, name)


def test_a_token_with_a_wrong_signature_names_nothing(shop):
    catalog, keys, code = shop
    forged = code.token[:-1] + ("0" if code.token[-1] != "0" else "1")
    with pytest.raises(Missing):
        find(catalog, keys, forged)


def test_a_code_whose_secret_is_lost_is_not_printed(shop):
    catalog, keys, code = shop
    (keys / f"{code.brand}.keys").write_text("another\n")
    with pytest.raises(Missing, match="restore its key file"):
        find(catalog, keys, code.reference)


@pytest.mark.parametrize(
    ("first", "count"), [(0, 1001), (1000, 1), (999, 2), (-1, 5), (0, 0), (5, -1), (1000, None)]
)
def test_copies_that_there_are_not_are_refused(shop, first, count):
    catalog, keys, code = shop
    with pytest.raises(Refused, match="from 0 to 999") as caught:
        find(catalog, keys, code.token, first, count)
    assert caught.value.problems[0].code == "no-such-copies"


def test_codes_that_have_no_signed_copies_are_refused(shop, tmp_path):
    catalog, keys, code = shop
    others = {other.spec.kind: other for other in catalog.codes(code.brand) if other.id != code.id}
    for kind, problem in (("call", "not-serialised"), ("url", "typed-address")):
        with pytest.raises(Refused, match=problem):
            find(catalog, keys, others[kind].token)
    catalog.save(plan(tmp_path, SERIAL), [replace(code, withdrawn=True)])
    with pytest.raises(Refused, match="withdrawn"):
        find(catalog, keys, code.token)


def test_the_serial_of_the_test_link_is_never_printed(shop, tmp_path):
    catalog, keys, code = shop
    full = replace(code, spec=replace(code.spec, serials=MAX_SERIAL + 1))
    catalog.save(plan(tmp_path, SERIAL), [full])
    with pytest.raises(Refused, match="test link"):
        find(catalog, keys, code.token)
    assert find(catalog, keys, code.token, 33_554_000, 431).end == MAX_SERIAL


def test_a_reference_that_two_brands_have_needs_a_token(shop, tmp_path):
    catalog, keys, code = shop
    other = SERIAL.replace("maison-levain", "autre").replace("q.levain", "q.autre")
    made = issued(catalog, tmp_path, other)["qr"]
    twin = replace(made, reference=code.reference)
    catalog.save(plan(tmp_path, other), [twin])
    with pytest.raises(Missing, match="several brands"):
        find(catalog, keys, code.reference)
    assert find(catalog, keys, twin.token).host == "q.autre.example"


def test_a_run_knows_what_of_its_brands_look_it_does_not_draw(shop, tmp_path):
    catalog, keys, code = shop
    assert find(catalog, keys, code.token).lost == ()
    wanted = plan(tmp_path, SERIAL)
    styled = replace(code, spec=replace(code.spec, style={"modules": "dots", "ean": "1"}))
    brand = replace(wanted.brand, profile="press.icc")
    catalog.save(replace(wanted, brand=brand), [styled])
    assert find(catalog, keys, code.token).lost == ("style", "profile", "bars")
