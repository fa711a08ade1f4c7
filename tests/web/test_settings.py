"""Settings: who governs a brand makes, lists and takes back its API keys; nobody else does."""

from tests.web.conftest import NOW, House
from tests.web.test_console import HERE, token_of

SETTINGS = "/console/maison-levain/settings"
ENGLISH = {"Accept-Language": "en"}


def test_a_revoked_key_opens_nothing_and_stays_in_the_list(house: House) -> None:
    owner = house.browser("owner")
    secret = house.catalog.add_api_key("maison-levain", "Till of Dijon", ["conversions"], NOW)
    (key,) = house.catalog.api_keys("maison-levain")
    data = {"form_token": token_of(owner, SETTINGS)}
    assert house.catalog.api_key(secret) is not None
    answer = owner.post(f"{SETTINGS}/keys/{key.id}/revoke", data=data, headers=HERE)
    assert answer.status_code == 303
    assert house.catalog.api_key(secret) is None
    page = owner.get(SETTINGS, headers=ENGLISH).text
    assert "Till of Dijon" in page
    assert "revoked on" in page
    assert "revoked an API key:" in page
    again = owner.post(f"{SETTINGS}/keys/{key.id}/revoke", data=data, headers=HERE)
    assert again.status_code == 404


def test_a_key_of_another_brand_is_neither_listed_nor_revoked(house: House) -> None:
    owner = house.browser("owner")
    secret = house.catalog.add_api_key("rival", "Their till", ["conversions"], NOW)
    (key,) = house.catalog.api_keys("rival")
    data = {"form_token": token_of(owner, SETTINGS)}
    assert "Their till" not in owner.get(SETTINGS, headers=ENGLISH).text
    answer = owner.post(f"{SETTINGS}/keys/{key.id}/revoke", data=data, headers=HERE)
    assert answer.status_code == 404
    assert house.catalog.api_key(secret) is not None


def test_the_last_use_of_a_key_is_kept_to_the_minute(house: House) -> None:
    secret = house.catalog.add_api_key("maison-levain", "till", ["report"], NOW)
    for moment in (NOW, NOW + 59_999):
        house.catalog.api_key(secret, moment)
    assert house.catalog.api_keys("maison-levain")[0].last_used == NOW
    house.catalog.api_key(secret, NOW + 60_000)
    assert house.catalog.api_keys("maison-levain")[0].last_used == NOW + 60_000
    assert "last used on" in house.browser("owner").get(SETTINGS, headers=ENGLISH).text


def test_no_page_shows_the_secret_of_a_key_again(house: House) -> None:
    owner = house.browser("owner")
    form = {"form_token": token_of(owner, SETTINGS), "name": "till", "scopes": "report"}
    made = owner.post(f"{SETTINGS}/keys", data=form, headers=HERE).text
    assert "rk_" in made
    assert "rk_" not in owner.get(SETTINGS, headers=ENGLISH).text
