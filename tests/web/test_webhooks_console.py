"""Webhooks in the console: set up, renewed, sent again, taken away; by who governs."""

import json
import re

from app.store import webhooks
from app.web.api import courier
from tests.web.conftest import NOW, House
from tests.web.test_api_webhooks import Receiver, sell, signature
from tests.web.test_console import HERE, token_of

WEBHOOKS = "/console/maison-levain/webhooks"
ENGLISH = {**HERE, "Accept-Language": "en"}
URL = "https://tools.example/relais"


def added(house: House) -> tuple[object, dict[str, str], str]:
    """An owner's browser, its form, and the secret that it was shown."""
    owner = house.browser("owner")
    form = {"form_token": token_of(owner, WEBHOOKS)}
    data = {**form, "url": URL, "events": "conversion.recorded"}
    page = owner.post(WEBHOOKS, data=data, headers=ENGLISH).text
    return owner, form, secret_in(page)


def secret_in(page: str) -> str:
    found = re.search(r'data-copy="(whsec_[\w+/=]+)"', page)
    assert found
    return found[1]


def test_a_webhook_set_up_here_signs_with_the_secret_shown_once(house: House) -> None:
    owner, _form, secret = added(house)
    receiver = Receiver()
    sell(house)
    courier.run(house.config, NOW, receiver)
    ((_url, headers, body),) = receiver.got
    assert headers["webhook-signature"] == signature(secret, headers, body)
    page = owner.get(f"{WEBHOOKS}/1", headers=ENGLISH).text
    assert "whsec_" not in page
    assert "arrived" in page


def test_a_renewed_secret_is_shown_once_and_both_sign(house: House) -> None:
    owner, form, old = added(house)
    page = owner.post(f"{WEBHOOKS}/1", data={**form, "deed": "rotate"}, headers=ENGLISH).text
    receiver = Receiver()
    sell(house)
    courier.run(house.config, NOW, receiver)
    ((_url, headers, body),) = receiver.got
    wanted = [signature(one, headers, body) for one in (secret_in(page), old)]
    assert headers["webhook-signature"].split() == wanted


def test_a_message_that_was_given_up_is_sent_again(house: House) -> None:
    owner, form, _secret = added(house)
    receiver = Receiver(410)
    sell(house)
    courier.run(house.config, NOW, receiver)
    page = owner.get(f"{WEBHOOKS}/1", headers=ENGLISH).text
    assert "given up" in page
    assert "answer 410" in page
    owner.post(f"{WEBHOOKS}/1", data={**form, "deed": "resume"}, headers=HERE)
    (action,) = re.findall(r'action="([^"]+/deliveries/\d+)"', page)
    assert owner.post(action, data=form, headers=HERE).status_code == 303
    courier.run(house.config, NOW + 1, receiver)
    assert [json.loads(text)["data"]["external_id"] for _u, _h, text in receiver.got] == ["o-1"] * 2


def test_a_webhook_is_paused_and_taken_away(house: House) -> None:
    owner, form, _secret = added(house)
    owner.post(f"{WEBHOOKS}/1", data={**form, "deed": "pause"}, headers=HERE)
    assert "paused" in owner.get(WEBHOOKS, headers=ENGLISH).text
    owner.post(f"{WEBHOOKS}/1", data={**form, "deed": "remove"}, headers=HERE)
    assert URL not in owner.get(WEBHOOKS, headers=ENGLISH).text
    assert owner.get(f"{WEBHOOKS}/1").status_code == 404
    assert owner.post(f"{WEBHOOKS}/1", data={**form, "deed": "x"}, headers=HERE).status_code == 404


def test_an_address_inside_the_house_is_refused_with_the_reason(house: House) -> None:
    owner = house.browser("owner")
    form = {"form_token": token_of(owner, WEBHOOKS), "url": "http://10.0.0.1/"}
    answer = owner.post(WEBHOOKS, data=form, headers=ENGLISH)
    assert (answer.status_code, "http://10.0.0.1/" in answer.text) == (422, True)
    assert house.catalog.db.execute("SELECT count(*) FROM webhook").fetchone() == (0,)


def test_nobody_sees_or_replays_the_messages_of_another_brand(house: House) -> None:
    db = house.catalog.db
    theirs = webhooks.add(db, "rival", URL, ["alarm.raised"], NOW)
    webhooks.raise_event(db, "rival", "alarm.raised", {}, NOW)
    webhooks.spread(db, NOW)
    owner = house.browser("owner")
    form = {"form_token": token_of(owner, WEBHOOKS)}
    assert owner.get(f"{WEBHOOKS}/{theirs}").status_code == 404
    again = owner.post(f"{WEBHOOKS}/{theirs}/deliveries/1", data=form, headers=HERE)
    assert again.status_code == 404
    assert house.browser("editor").get(WEBHOOKS).status_code == 403
