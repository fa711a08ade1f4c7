"""Alarms in the console: what rings, in words, closed and put back; nobody else's."""

import re

import pytest

from app.i18n import catalogue
from app.store import alarms as store
from app.store.alarms import KINDS, Finding
from app.web.console import alarms
from tests.web.conftest import NOW, House
from tests.web.test_console import HERE, token_of

ALARMS = "/console/maison-levain/alarms"
ENGLISH = {**HERE, "Accept-Language": "en"}


def ring(house: House, kind: str = "abroad", what: str = "BR", brand: str = "maison-levain") -> int:
    """An alarm about the first code of a brand; its id."""
    code = house.catalog.codes(brand)[0].id
    finding = Finding(brand, kind, code, what, NOW - 3_600_000, NOW, 42)
    assert store.note(house.config.data, [finding], NOW) == 1
    return store.open_alarms(house.config.data, brand)[0].id


def test_an_alarm_says_what_it_is_about_and_the_menu_counts_it(house: House) -> None:
    client, code = house.browser("viewer"), house.catalog.codes("maison-levain")[0]
    assert 'class="count"' not in client.get(ALARMS, headers=ENGLISH).text
    ring(house)
    page = client.get(ALARMS, headers=ENGLISH).text
    assert '<span class="count">1</span>' in page
    assert "Brazil" in page
    assert f"/codes/{code.token}" in page
    overview = client.get("/console/maison-levain/overview", headers=ENGLISH).text
    assert "An alarm to look at" in overview
    report = client.get("/console/maison-levain/report", headers=ENGLISH).text
    assert "One open alarm may bear on these numbers." in report


def test_a_closed_alarm_leaves_the_list_and_undo_puts_it_back(house: House) -> None:
    editor, id = house.browser("editor"), ring(house)
    form = {"form_token": token_of(editor, ALARMS)}
    done = editor.post(f"{ALARMS}/{id}/close", data=form, headers=HERE)
    page = editor.get(done.headers["Location"], headers=ENGLISH).text
    assert f'id="alarm-{id}"' not in page
    assert f"{ALARMS}/{id}/reopen" in page
    assert f'id="alarm-{id}"' in editor.get(f"{ALARMS}?all=1", headers=ENGLISH).text
    assert editor.post(f"{ALARMS}/{id}/reopen", data=form, headers=HERE).status_code == 303
    assert f'id="alarm-{id}"' in editor.get(ALARMS, headers=ENGLISH).text
    owner = house.browser("owner").get("/console/maison-levain/settings", headers=ENGLISH).text
    assert re.search(
        r"closed alarm no\..*put back alarm no\.|put back alarm no\.", owner, re.DOTALL
    )


def test_an_alarm_that_rings_again_is_not_put_back_beside_itself(house: House) -> None:
    editor, first = house.browser("editor"), ring(house, "orphans", "network")
    form = {"form_token": token_of(editor, ALARMS)}
    editor.post(f"{ALARMS}/{first}/close", data=form, headers=HERE)
    code = house.catalog.codes("maison-levain")[0].id
    again = Finding("maison-levain", "orphans", code, "network", NOW, NOW, 40, adds=True)
    store.note(house.config.data, [again], NOW)
    assert editor.post(f"{ALARMS}/{first}/reopen", data=form, headers=HERE).status_code == 404
    assert len(store.open_alarms(house.config.data, "maison-levain")) == 1


def test_an_alarm_is_closed_by_who_may_edit_in_its_own_brand_only(house: House) -> None:
    editor, viewer, id = (
        house.browser("editor"),
        house.browser("viewer"),
        ring(house, brand="rival"),
    )
    form = {"form_token": token_of(editor, ALARMS)}
    assert editor.post(f"{ALARMS}/{id}/close", data=form, headers=HERE).status_code == 404
    own = ring(house)
    form = {"form_token": token_of(viewer, ALARMS)}
    assert viewer.post(f"{ALARMS}/{own}/close", data=form, headers=HERE).status_code == 403
    assert len(store.open_alarms(house.config.data)) == 2
    assert "Brazil" in viewer.get(ALARMS, headers=ENGLISH).text


@pytest.mark.parametrize("kind", list(KINDS))
def test_every_kind_of_alarm_has_a_name_and_an_advice_in_both_languages(
    house: House, kind: str
) -> None:
    title, todo = alarms.words(kind)
    assert {title, todo, KINDS[kind]} <= set(catalogue("fr"))
    ring(house, kind, "x/y")
    assert title in house.browser("viewer").get(ALARMS, headers=ENGLISH).text
