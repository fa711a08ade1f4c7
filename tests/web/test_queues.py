"""The waits of call centres, said by their own telephone systems."""

from dataclasses import replace
from typing import Any

import pytest

from app.client import Relais
from app.issue import issue
from app.model import ContactPoint, Route, Rule
from app.redirect.serve import Flow
from app.redirect.table import Table
from app.redirect.visit import Request, Visitors
from app.store import queues, secrets
from app.web.api.inside import inside
from app.web.hosted import Hosted
from tests.web.conftest import NOW, House, plan

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


def test_callers_who_would_wait_too_long_are_offered_a_call_back(house: House) -> None:
    """From the telephone system's word to where the next scan leads."""
    one = plan()
    back = ContactPoint("back", "callback", {"within": 30})
    rules = (Rule("busy", "back", wait_over=240), Rule("all", "phone"))
    whole = replace(
        one,
        contact_points={**one.contact_points, "back": back},
        routes={**one.routes, "shop": Route("shop", rules)},
    )
    ring = secrets.ring(house.config.keys, "maison-levain")
    house.catalog.save(whole, issue(whole, house.catalog, ring))
    table = Table(house.catalog, {"maison-levain": ring})
    flow = Flow(table, Visitors(b"salt"), Hosted(), lambda: NOW, house.config)
    token = house.catalog.codes("maison-levain")[0].token

    def leads() -> str:
        flow.waits = queues.waits(house.config.data)
        headers = {b"host": b"q.maison-levain.example", b"user-agent": b"Mozilla/5.0 (iPhone)"}
        _row, answer = flow.answer(Request(b"GET", f"/{token}".encode(), headers, "192.0.2.7"))
        return answer.headers["location"]

    assert leads() == f"/c/phone/{token}"
    put(house, {"seconds": 241})
    assert leads() == f"/c/back/{token}"
    put(house, {"seconds": 240})
    assert leads() == f"/c/phone/{token}"
