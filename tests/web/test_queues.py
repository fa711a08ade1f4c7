"""The waits of call centres, said by their own telephone systems."""

from typing import Any

import pytest

from app.client import Relais
from app.store import queues
from app.web.api.inside import inside
from tests.web.conftest import NOW, House

URL = "/api/v1/queues/phone"


def put(house: House, body: Any, *scopes: str, url: str = URL) -> Any:
    client = house.app.test_client()
    return client.put(url, json=body, headers=house.key(*(scopes or ("queues",))))


def test_a_wait_that_is_said_is_what_redirects_know(house: House) -> None:
    answer = put(house, {"seconds": 300})
    assert answer.status_code == 200
    assert answer.json == {
        "contact_point": "phone",
        "seconds": 300,
        "at": "2027-03-25T18:40:00.000Z",
        "believed": True,
    }
    assert queues.waits(house.config.data) == {("maison-levain", "phone"): queues.Wait(300, NOW)}


def test_the_python_client_says_a_wait(house: House) -> None:
    key = house.key("queues")["Authorization"].removeprefix("Bearer ")
    assert Relais("", key, transport=inside(house.app)).report_wait("phone", 241)
    assert queues.waits(house.config.data)["maison-levain", "phone"].seconds == 241


def test_a_key_for_queues_opens_nothing_else_and_no_other_key_opens_queues(house: House) -> None:
    assert put(house, {"seconds": 1}, "read", "write", "conversions", "report").status_code == 403
    client, key = house.app.test_client(), house.key("queues")
    assert client.get("/api/v1/codes", headers=key).status_code == 403
    assert client.get("/api/v1/queues", headers=key).status_code == 403


@pytest.mark.parametrize(
    "body", [{}, [], {"seconds": -1}, {"seconds": 86_401}, {"seconds": True}, {"seconds": "9"}]
)
def test_what_is_no_wait_is_refused_and_changes_nothing(house: House, body: Any) -> None:
    assert put(house, body).status_code == 422
    assert queues.waits(house.config.data) == {}


def test_a_contact_point_that_is_not_the_brands_has_no_queue(house: House) -> None:
    assert put(house, {"seconds": 9}, url="/api/v1/queues/nobody").status_code == 404


def test_the_waits_of_a_brand_are_listed_and_the_old_ones_are_no_longer_believed(
    house: House,
) -> None:
    data, old = house.config.data, NOW - queues.FRESH_MS - 1
    queues.report(data, "maison-levain", "phone", 60, old)
    queues.report(data, "rival", "phone", 90, NOW)
    found = house.app.test_client().get("/api/v1/queues", headers=house.key("read")).json["data"]
    assert [(one["contact_point"], one["seconds"], one["believed"]) for one in found] == [
        ("phone", 60, False)
    ]
