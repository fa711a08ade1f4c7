"""Passkeys, made and used by Chromium's own virtual authenticator (WebAuthn over CDP)."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page

from app.errors import Refused
from app.web.people import Passkeys, People, Place
from tests.web.browser import PHONE, chromium, serious, served
from tests.web.conftest import NOW, PASSWORD, House
from tests.web.test_console import HERE, token_of

ACCOUNT = "/console/account"
PLACE = Place("localhost", ("http://localhost",))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


def authenticator(page: Page) -> None:
    """A device that has a passkey made and used without asking."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_a_passkey_is_made_with_the_password_opens_the_account_and_is_removed(
    browser: Browser, house: House
) -> None:
    secret = house.browser("owner").get_cookie("relais_session", path="/console")
    assert secret
    with served(house.app) as address:
        base = address.replace("127.0.0.1", "localhost")  # a passkey is bound to a name
        context = browser.new_context(viewport=PHONE, locale="en")
        cookie = {"name": "relais_session", "value": secret.value, "url": f"{base}/console"}
        context.add_cookies([cookie])
        page = context.new_page()
        authenticator(page)
        page.goto(base + ACCOUNT)
        page.get_by_label("Its name").fill("My phone")
        page.get_by_label("Your password").fill("not the password")
        page.get_by_role("button", name="Add a passkey").click()
        page.get_by_text("The password is wrong.").wait_for()
        page.get_by_label("Your password").fill(PASSWORD)
        page.get_by_role("button", name="Add a passkey").click()
        page.get_by_text("never used").wait_for()
        assert serious(page) == []
        page.get_by_role("button", name="Sign out").click()
        page.wait_for_url("**/sign-in")
        assert serious(page) == []
        page.goto(f"{base}/console/maison-levain/settings")
        page.get_by_role("button", name="Sign in with a passkey").click()
        page.wait_for_url(f"{base}/console/maison-levain/settings")
        page.goto(base + ACCOUNT)
        page.on("dialog", lambda dialog: dialog.accept())
        page.locator("#passkeys").get_by_role("button", name="Remove").click()
        page.get_by_text("My phone").wait_for(state="detached")
        page.get_by_role("button", name="Sign out").click()
        page.get_by_role("button", name="Sign in with a passkey").click()
        page.get_by_text("This passkey is not known here.").wait_for()
        context.close()


def offer(client: FlaskClient, password: str) -> tuple[int, str]:
    form = {"form_token": token_of(client, ACCOUNT), "password": password}
    answer = client.post(f"{ACCOUNT}/passkeys/offer", data=form, headers=HERE)
    return answer.status_code, answer.text


def test_a_stolen_session_alone_cannot_add_a_passkey(house: House) -> None:
    client = house.browser("owner")
    assert offer(client, "guess")[0] == 422
    assert offer(client, PASSWORD)[0] == 200
    for _try in range(10):
        offer(client, "guess")
    assert offer(client, PASSWORD)[0] == 422


def test_a_passkey_must_verify_its_user_and_an_offer_names_no_address_to_strangers(
    house: House,
) -> None:
    made = json.loads(offer(house.browser("owner"), PASSWORD)[1])
    assert made["authenticatorSelection"]["userVerification"] == "required"
    assert made["rp"]["id"] == "localhost"
    asked = house.browser().post("/console/sign-in/passkey/offer", headers=HERE).json
    assert asked["userVerification"] == "required"
    assert asked.get("allowCredentials", []) == []


@pytest.mark.parametrize(
    "answer",
    [
        *("", "{}", "[]", "null", '"x"', "{", '{"response": {"clientDataJSON": "bnVsbA"}}'),
        '{"rawId": "AA", "response": {"clientDataJSON": "eyJjaGFsbGVuZ2UiOiJBQSJ9"}}',
    ],
)
def test_what_is_no_answer_opens_nothing(house: House, answer: str) -> None:
    client = house.browser("owner")
    form = {"form_token": token_of(client, ACCOUNT), "answer": answer}
    assert client.post(f"{ACCOUNT}/passkeys", data=form, headers=HERE).status_code == 422
    stranger = house.browser()
    given = stranger.post("/console/sign-in/passkey", data={"answer": answer}, headers=HERE)
    assert (given.status_code, "Set-Cookie" in given.headers) == (401, False)


def test_a_challenge_is_used_once_by_whom_it_was_given_and_for_five_minutes(
    house: House,
) -> None:
    house.browser("owner")
    with People(house.config.data) as people:
        passkeys = Passkeys(people)
        (owner,) = (one.person for one in people.members("maison-levain"))

        def told(now: int, person: int) -> str:
            return _client_data(json.loads(passkeys.offer(owner, PLACE, now))["challenge"])

        assert passkeys._spent(told(NOW, owner.id), owner.id, NOW + 299_000)
        for late, who in ((NOW + 301_000, owner.id), (NOW, 0)):
            with pytest.raises(ValueError, match="challenge"):
                passkeys._spent(told(NOW, owner.id), who, late)
        twice = told(NOW, owner.id)
        passkeys._spent(twice, owner.id, NOW)
        with pytest.raises(ValueError, match="challenge"):
            passkeys._spent(twice, owner.id, NOW)


def _client_data(challenge: str) -> str:
    import base64

    data = base64.urlsafe_b64encode(json.dumps({"challenge": challenge}).encode()).decode()
    return json.dumps({"response": {"clientDataJSON": data.rstrip("=")}})


def test_nobody_removes_the_passkey_of_another(house: House) -> None:
    client, other = house.browser("owner"), house.browser("editor")
    with closing(sqlite3.connect(house.config.data / "people.db")) as db, db:
        db.execute("INSERT INTO passkey VALUES (x'ab', 1, x'', 0, 'phone', 0, NULL)")
    form = {"form_token": token_of(other, ACCOUNT)}
    answer = other.post(f"{ACCOUNT}/passkeys/AB/remove", data=form, headers=HERE)
    assert answer.status_code == 404
    assert "phone" in client.get(ACCOUNT).text


def test_a_person_has_no_more_than_twenty(house: House) -> None:
    house.browser("owner")
    with People(house.config.data) as people:
        (owner,) = (one.person for one in people.members("maison-levain"))
        for number in range(20):
            people.db.execute(
                "INSERT INTO passkey VALUES (?, ?, x'', 0, '', 0, NULL)",
                [bytes([number]), owner.id],
            )
        with pytest.raises(Refused):
            Passkeys(people).add(owner, PLACE, "{}", "", NOW)
