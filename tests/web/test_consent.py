"""The answer to "may we recognise this phone?": proof first, then the cookie, and the way back."""

from http.cookies import SimpleCookie

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.attribution.matching import Match
from app.channels import consent
from app.model import Conversion
from app.store import privacy
from app.web.consent import wording
from tests.web.conftest import NOW, House, plan

BRAND = "maison-levain"
CHOICE = f"/hooks/{BRAND}/consent"
HTTPS = f"https://q.{BRAND}.example"
OWN = {"Sec-Fetch-Site": "same-origin"}


def token(house: House) -> str:
    return house.catalog.codes(BRAND)[0].token


def agree(house: House, client: FlaskClient, **headers: str) -> TestResponse:
    sent = OWN | {name.replace("_", "-"): value for name, value in headers.items()}
    return client.post(f"{CHOICE}/web/{token(house)}", headers=sent, base_url=HTTPS)


def proofs(house: House) -> list[tuple[str, int, int, str]]:
    found = house.catalog.db.execute("SELECT subject, code, at, text FROM consent")
    return [tuple(row) for row in found]


def cookie(answer: TestResponse) -> "SimpleCookie":
    return SimpleCookie(answer.headers.get("Set-Cookie", ""))


def test_a_consent_is_proven_kept_on_the_phone_and_led_on(house: House) -> None:
    answer = agree(house, house.app.test_client(), Accept_Language="en")
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/c/web/{token(house)}/on"
    ((subject, code, at, text),) = proofs(house)
    assert cookie(answer)["__Host-relais"].value == f"{subject}.{NOW // 86_400_000 + consent.DAYS}"
    assert (code, at) == (house.catalog.codes(BRAND)[0].id, NOW)
    assert text == f"en {wording(plan().brand, 'en')}"


def test_the_proof_names_the_words_that_were_shown(house: House) -> None:
    assert wording(plan().brand, "en") != wording(plan().brand, "fr")
    assert wording(plan().brand, "en") != wording(plan("rival", "Rival").brand, "en")


def test_agreeing_twice_renews_nothing(house: House) -> None:
    client = house.app.test_client()
    agree(house, client)
    again = agree(house, client)
    assert again.status_code == 303
    assert "Set-Cookie" not in again.headers
    assert len(proofs(house)) == 1


@pytest.mark.parametrize("signal", [{"Sec_GPC": "1"}, {"DNT": "1"}])
def test_a_browser_that_refuses_by_itself_is_led_on_unknown(
    house: House, signal: dict[str, str]
) -> None:
    answer = agree(house, house.app.test_client(), **signal)
    assert answer.status_code == 303
    assert "Set-Cookie" not in answer.headers
    assert proofs(house) == []


@pytest.mark.parametrize(
    "headers", [{"Sec_Fetch_Site": "cross-site"}, {"Sec_Fetch_Site": "same-site"}]
)
def test_no_other_site_can_agree_or_withdraw_for_a_person(
    house: House, headers: dict[str, str]
) -> None:
    client = house.app.test_client()
    assert agree(house, client, **headers).status_code == 403
    assert proofs(house) == []
    agree(house, client)
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    assert client.post(CHOICE, headers=sent, base_url=HTTPS).status_code == 403
    assert len(proofs(house)) == 1


def test_an_old_browser_is_known_by_its_origin(house: House) -> None:
    path = f"{CHOICE}/web/{token(house)}"
    client = house.app.test_client()
    evil = client.post(path, headers={"Origin": "https://evil.example"}, base_url=HTTPS)
    assert evil.status_code == 403
    assert client.post(path, headers={"Origin": HTTPS}, base_url=HTTPS).status_code == 303


def test_a_consent_needs_a_code_of_the_brand(house: House) -> None:
    client = house.app.test_client()
    for path in (f"{CHOICE}/web/0000000000000000", f"/hooks/nobody/consent/web/{token(house)}"):
        assert client.post(path, headers=OWN, base_url=HTTPS).status_code == 404
    rival = f"/hooks/rival/consent/web/{token(house)}"
    assert client.post(rival, headers=OWN, base_url=HTTPS).status_code == 404
    assert proofs(house) == []


def test_taking_it_back_leaves_neither_cookie_nor_proof_nor_person(house: House) -> None:
    client = house.app.test_client()
    agree(house, client)
    ((subject, code, *_rest),) = proofs(house)
    order = Conversion("shop", "1", "order", token(house), NOW, 900, "EUR", subject=subject)
    house.catalog.record(BRAND, [(order, Match(code, "token", "deterministic", "signed"))], NOW)
    page = client.get(CHOICE, headers={"Accept-Language": "en"}, base_url=HTTPS)
    assert "You agreed on 25 March 2027." in page.text
    gone = client.post(CHOICE, headers=OWN, base_url=HTTPS)
    assert "n’est pas reconnu" in gone.text
    assert [SimpleCookie(one) for one in gone.headers.getlist("Set-Cookie")] == [
        SimpleCookie(one) for one in consent.forget()
    ]
    assert proofs(house) == []
    assert privacy.held(house.catalog.db, BRAND, [subject])["conversions"] == []
    (row,) = house.catalog.db.query("SELECT code, value_minor, subject FROM conversion")
    assert row == {"code": code, "value_minor": 900, "subject": None}
    after = client.get(CHOICE, headers={"Accept-Language": "en"}, base_url=HTTPS)
    assert "not recognised" in after.text


def test_a_cookie_without_its_proof_is_not_recognised(house: House) -> None:
    client = house.app.test_client()
    who = consent.fresh("ab" * 16, NOW)
    client.set_cookie("__Host-relais", f"{who.id}.{who.until}", domain=f"q.{BRAND}.example")
    page = client.get(CHOICE, headers={"Accept-Language": "en"}, base_url=HTTPS)
    assert "not recognised" in page.text
