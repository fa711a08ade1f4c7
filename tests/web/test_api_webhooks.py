"""Outgoing webhooks: signed, tried again, sent again, and never into a private network."""

import base64
import hmac
import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

import pytest

from app import outside
from app.store import webhooks
from app.store.webhooks import WAITS
from app.web.api import courier
from tests.web.conftest import NOW, House, plan
from tests.web.test_api import order

API = "/api/v1"
HOOK = {"url": "https://tools.example/relais", "events": ["conversion.recorded", "code.edited"]}


class Receiver:
    """The other end: keeps what comes, answers as told."""

    def __init__(self, *statuses: int | None) -> None:
        self.statuses = list(statuses)
        self.got: list[tuple[str, Mapping[str, str], bytes]] = []

    def __call__(self, url: str, headers: Mapping[str, str], body: bytes) -> int:
        self.got.append((url, headers, body))
        status = self.statuses.pop(0) if self.statuses else 200
        if status is None:
            raise OSError("no answer")
        return status


def hook(house: House, **more: Any) -> dict[str, Any]:
    made = house.app.test_client().post(
        f"{API}/webhooks", json={**HOOK, **more}, headers=house.key("write")
    )
    assert made.status_code == 201, made.json
    found: dict[str, Any] = made.json
    return found


def sell(house: House, number: int = 1) -> None:
    token = house.catalog.codes("maison-levain")[0].token
    house.app.test_client().post(
        f"{API}/conversions", json=order(number, ref=token), headers=house.key("conversions")
    )


def test_a_conversion_is_told_once_and_signed_so_that_the_receiver_can_check(house: House) -> None:
    secret, receiver = hook(house)["secret"], Receiver()
    sell(house)
    assert courier.run(house.config, NOW, receiver) == (1, 0, 0)
    assert courier.run(house.config, NOW + 99_000, receiver) == (0, 0, 0)
    ((url, headers, body),) = receiver.got
    assert url == HOOK["url"]
    told = json.loads(body)
    assert (told["type"], told["data"]["external_id"]) == ("conversion.recorded", "o-1")
    assert told["data"]["at"] == "2027-03-20T09:00:00.000Z"
    assert "subject" not in told["data"]
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.new(key, signed, sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"


def signature(secret: str, headers: Mapping[str, str], body: bytes) -> str:
    """What a receiver that knows `secret` finds among the signatures."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    return f"v1,{base64.b64encode(hmac.new(key, signed, sha256).digest()).decode()}"


def test_after_a_rotation_both_secrets_open_a_message_for_a_day(house: House) -> None:
    made, receiver = hook(house), Receiver()
    url = f"{API}/webhooks/{made['id']}/rotate"
    answer = house.app.test_client().post(url, headers=house.key("write"))
    fresh = answer.json["secret"]
    assert (answer.status_code, fresh != made["secret"]) == (201, True)
    sell(house, 1)
    courier.run(house.config, NOW, receiver)
    sell(house, 2)
    courier.run(house.config, NOW + webhooks.OVERLAP, receiver)
    (_url, headers, body), (_url, later, text) = receiver.got
    wanted = [signature(secret, headers, body) for secret in (fresh, made["secret"])]
    assert headers["webhook-signature"].split() == wanted
    assert later["webhook-signature"] == signature(fresh, later, text)


def test_the_signature_is_that_of_the_standard_s_own_example() -> None:
    """Source: standard-webhooks 1.0, the vector in the tests of its reference libraries."""
    key = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    text = b'{"test": 2432232314}'
    made = courier.sign([key], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, text)
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_brand_without_webhooks_keeps_no_events(house: House) -> None:
    sell(house)
    assert house.catalog.db.execute("SELECT count(*) FROM event").fetchone() == (0,)


def test_only_the_own_brand_and_the_wanted_events_are_told(house: House) -> None:
    hook(house, events=["code.edited"])
    made = house.app.test_client().post(
        f"{API}/webhooks", json=HOOK, headers=house.key("write", brand="rival")
    )
    assert made.status_code == 201
    sell(house)
    receiver = Receiver()
    assert courier.run(house.config, NOW, receiver) == (0, 0, 0)


def test_a_withdrawn_code_and_a_changed_target_are_told(house: House) -> None:
    hook(house)
    client, key = house.app.test_client(), house.key("read", "write")
    token = house.catalog.codes("maison-levain")[0].token
    client.patch(f"{API}/codes/{token}", json={"withdrawn": True}, headers=key)
    body = client.get(f"{API}/campaigns/printemps", headers=key).json
    body["contact_points"]["web"]["url"] = "https://levain.example/other"
    client.put(f"{API}/campaigns/printemps", json=body, headers=key)
    receiver = Receiver()
    courier.run(house.config, NOW, receiver)
    told = [json.loads(text)["data"] for _url, _headers, text in receiver.got]
    assert told[0]["token"] == token
    assert told[0]["withdrawn"] is True
    assert {"campaign": "printemps", "contact_point": "web"} in told


def test_saving_the_same_again_tells_nothing(house: House) -> None:
    from app.web.campaigns import saving

    saving.save(house.config, house.catalog, plan())
    hook(house)
    saving.save(house.config, house.catalog, plan())
    assert courier.run(house.config, NOW, Receiver()) == (0, 0, 0)


def test_what_fails_is_tried_again_ever_later_under_the_same_id_then_given_up(
    house: House,
) -> None:
    hook(house)
    sell(house)
    now, receiver = NOW, Receiver(None, *[503] * len(WAITS))
    for wait in WAITS:
        assert courier.run(house.config, now, receiver) == (0, 1, 0)
        assert courier.run(house.config, now + wait - 1, receiver) == (0, 0, 0)
        now += wait
    assert courier.run(house.config, now, receiver) == (0, 0, 1)
    assert len({headers["webhook-id"] for _url, headers, _body in receiver.got}) == 1
    assert len({body for _url, _headers, body in receiver.got}) == 1


def test_a_message_is_sent_again_on_demand(house: House) -> None:
    id, receiver = hook(house)["id"], Receiver()
    sell(house)
    courier.run(house.config, NOW, receiver)
    client, key = house.app.test_client(), house.key("read", "write")
    path = f"{API}/webhooks/{id}/deliveries"
    (sent,) = client.get(path, headers=key).json["data"]
    assert (sent["state"], sent["status"], sent["tries"]) == ("sent", 200, 1)
    assert client.post(f"{path}/{sent['id']}/replay", headers=key).status_code == 202
    assert courier.run(house.config, NOW, receiver) == (1, 0, 0)
    assert receiver.got[0][1]["webhook-id"] == receiver.got[1][1]["webhook-id"]


def test_a_receiver_that_is_gone_is_told_no_more_until_it_is_resumed(house: House) -> None:
    id = hook(house)["id"]
    sell(house)
    assert courier.run(house.config, NOW, Receiver(410)) == (0, 0, 1)
    sell(house, 2)
    assert courier.run(house.config, NOW, Receiver()) == (0, 0, 0)
    client, key = house.app.test_client(), house.key("read", "write")
    assert client.get(f"{API}/webhooks", headers=key).json["data"][0]["paused"] is True
    client.patch(f"{API}/webhooks/{id}", json={"paused": False}, headers=key)
    sell(house, 3)
    assert courier.run(house.config, NOW, Receiver()) == (1, 0, 0)


def test_a_removed_webhook_takes_its_messages_along(house: House) -> None:
    id = hook(house)["id"]
    sell(house)
    client, key = house.app.test_client(), house.key("write")
    assert client.delete(f"{API}/webhooks/{id}", headers=key).status_code == 204
    assert client.delete(f"{API}/webhooks/{id}", headers=key).status_code == 404
    assert courier.run(house.config, NOW, Receiver()) == (0, 0, 0)


def test_an_alarm_is_told_to_who_wants_it(house: House) -> None:
    hook(house, events=["alarm.raised"])
    webhooks.raise_event(house.catalog.db, "maison-levain", "alarm.raised", {"what": "x"}, NOW)
    receiver = Receiver()
    assert courier.run(house.config, NOW, receiver) == (1, 0, 0)
    assert json.loads(receiver.got[0][2])["data"] == {"what": "x"}


def test_old_events_are_forgotten(house: House) -> None:
    hook(house)
    sell(house)
    courier.run(house.config, NOW, Receiver())
    courier.run(house.config, NOW + webhooks.KEEP + 1, Receiver())
    assert house.catalog.db.execute("SELECT count(*) FROM delivery").fetchone() == (0,)


@pytest.mark.parametrize(
    "url",
    [
        "http://tools.example/",
        "https://user:secret@tools.example/",
        "https://tools.example:22/",
        "https://tools.example:99999/",
        "https://tools.example/#part",
        "https://tools example/",
        "https://[::1/",
        "ftp://tools.example/",
        "https:///path",
        "",
        3,
    ],
)
def test_an_address_that_is_none_for_us_is_refused_at_once(house: House, url: object) -> None:
    answer = house.app.test_client().post(
        f"{API}/webhooks", json={**HOOK, "url": url}, headers=house.key("write")
    )
    assert (answer.status_code, answer.json["problems"][0]["where"]) == (422, "url")


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.1"),
        *("100.64.0.1", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1%eth0", "fc00::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "ff02::1"),
    ],
)
def test_an_address_of_a_private_network_is_refused_also_beside_a_public_one(address: str) -> None:
    with pytest.raises(outside.Unsafe):
        outside.target("https://tools.example/", lambda _host, _port: ["93.184.215.14", address])


def test_the_connection_goes_to_the_address_that_was_looked_at() -> None:
    asked: list[str] = []

    def resolve(host: str, _port: int) -> list[str]:
        asked.append(host)
        return ["93.184.215.14"] if len(asked) == 1 else ["127.0.0.1"]

    found = outside.target("https://Tools.example:8443/in?a=1", resolve)
    assert found == ("tools.example", 8443, "/in?a=1", "93.184.215.14")
    assert asked == ["tools.example"]
