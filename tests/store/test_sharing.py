"""Links: only a text that we made opens one, and only until its end."""

from contextlib import closing

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.errors import Missing
from app.signing import ALPHABET
from app.store import secrets, sharing
from app.store.catalog import Catalog
from app.store.sharing import Ended
from tests.store.shop import at, open_shop, plan

NOW = at("2027-03-10 09:00")
HOUR = 3_600_000


@pytest.fixture
def catalog(tmp_path):
    open_shop(tmp_path, plan())
    secrets.ensure(tmp_path / "keys", "levain")
    with closing(Catalog(tmp_path)) as found:
        yield found


def link(catalog, **changed):
    fresh = sharing.fresh("levain", "Report", {"by": "medium"}, by="Anna", now=NOW)
    return sharing.add(catalog.db, fresh._replace(expires=NOW + HOUR, **changed))


def test_a_link_opens_what_was_kept(catalog, tmp_path):
    made = link(catalog, least=10, span="week", asked={"by": "medium,day", "campaign": "été"})
    text = sharing.text(tmp_path / "keys", made)
    assert sharing.open(catalog.db, tmp_path / "keys", text, NOW) == made


def test_a_text_may_be_typed_in_capitals_and_with_letters_for_digits(catalog, tmp_path):
    text = sharing.text(tmp_path / "keys", link(catalog))
    typed = text.upper().replace("0", "O").replace("1", "I")
    assert sharing.open(catalog.db, tmp_path / "keys", typed, NOW).name == "Report"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(st.one_of(st.text(), st.text(ALPHABET.lower(), min_size=34, max_size=34)))
def test_no_other_text_opens_anything(catalog, tmp_path, text):
    made = sharing.listed(catalog.db, "levain") or [link(catalog)]
    texts = {sharing.text(tmp_path / "keys", one) for one in made}
    if text not in texts:
        with pytest.raises(Missing, match="no such link"):
            sharing.open(catalog.db, tmp_path / "keys", text, NOW)


def test_the_mac_of_one_link_opens_no_other(catalog, tmp_path):
    one, other = (sharing.text(tmp_path / "keys", link(catalog)) for _time in range(2))
    assert one[8:] != other[8:]
    with pytest.raises(Missing):
        sharing.open(catalog.db, tmp_path / "keys", other[:8] + one[8:], NOW)


@pytest.mark.parametrize(("later", "is_open"), [(0, True), (HOUR - 1, True), (HOUR, False)])
def test_a_link_is_open_until_its_end(catalog, tmp_path, later, is_open):
    made = link(catalog)
    assert made.is_open(NOW + later) == is_open
    text = sharing.text(tmp_path / "keys", made)
    if is_open:
        assert sharing.open(catalog.db, tmp_path / "keys", text, NOW + later)
    else:
        with pytest.raises(Ended):
            sharing.open(catalog.db, tmp_path / "keys", text, NOW + later)


def test_a_rotation_of_secrets_ends_no_link(catalog, tmp_path):
    made = link(catalog)
    text = sharing.text(tmp_path / "keys", made)
    secrets.rotate(tmp_path / "keys", "levain")
    assert sharing.open(catalog.db, tmp_path / "keys", text, NOW) == made


def test_taking_back_what_is_not_there_or_not_ours_is_an_error(catalog):
    made = link(catalog)
    for brand, id in (("levain", 99), ("other", made.id)):
        with pytest.raises(Missing):
            sharing.revoke(catalog.db, brand, id, NOW)


def test_taking_back_twice_keeps_the_first_time(catalog):
    made = link(catalog)
    assert sharing.revoke(catalog.db, "levain", made.id, NOW).revoked == NOW
    assert sharing.revoke(catalog.db, "levain", made.id, NOW + 1).revoked == NOW
