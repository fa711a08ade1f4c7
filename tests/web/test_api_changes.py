"""Changes through the API: checked like a campaign file, made once, never over somebody else's."""

from typing import Any

import pytest

from app import config as settings
from app.web import create_app
from app.web.people import People
from tests.web.conftest import NOW, House

API = "/api/v1"
URL = f"{API}/campaigns/printemps"


def document(house: House) -> dict[str, Any]:
    found: dict[str, Any] = house.app.test_client().get(URL, headers=house.key("read")).json
    return found


def fresh(**more: Any) -> dict[str, Any]:
    return {
        "campaign": {"name": "Été", "starts": "2027-06-01", "ends": "2027-08-31"},
        "contact_points": {"web": {"channel": "web", "url": "https://levain.example/ete"}},
        "routes": {"all": {"rules": [{"to": "web"}]}},
        "placements": [
            {
                "medium": "poster-a3",
                "place": "Dijon Ville",
                "codes": [{"kind": "qr", "route": "all"}],
            }
        ],
        **more,
    }


def test_what_was_read_can_be_sent_back_and_changes_nothing(house: House) -> None:
    client, key = house.app.test_client(), house.key("write")
    client.put(URL, json=document(house), headers=key)  # the house was not read from a file
    before = house.catalog.revision()
    answer = client.put(URL, json=document(house), headers=key)
    assert (answer.status_code, answer.json["status"]) == (200, "saved")
    assert len(answer.json["codes"]["unchanged"]) == 2
    assert house.catalog.revision() == before


def test_a_campaign_is_made_and_its_codes_are_there(house: House) -> None:
    client, key = house.app.test_client(), house.key("read", "write")
    answer = client.put(f"{API}/campaigns/ete", json=fresh(), headers=key)
    assert answer.status_code == 201, answer.json
    read = client.get(answer.headers["Location"], headers=key)
    assert read.headers["ETag"] == answer.headers["ETag"]
    (token,) = answer.json["codes"]["added"]
    assert client.get(f"{API}/codes/{token}", headers=key).json["campaign"] == "ete"


def test_every_problem_of_a_document_is_named_by_its_path_and_nothing_is_written(
    house: House,
) -> None:
    wrong = fresh()
    wrong["routes"]["all"]["rules"][0]["to"] = "fax"
    wrong["placements"][0]["medium"] = "poster-a33"
    wrong["campaign"]["ends"] = "2027-05-31"
    answer = house.app.test_client().put(
        f"{API}/campaigns/ete", json=wrong, headers=house.key("write")
    )
    assert (answer.status_code, answer.json["code"]) == (422, "refused")
    assert {one["where"] for one in answer.json["problems"]} == {
        "routes.all.rules[1].to",
        "placements[1].medium",
        "campaign.ends",
    }
    assert [plan.campaign.slug for plan in house.catalog.plans("maison-levain")] == ["printemps"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("{", 400),
        ("[]", 422),
        ("null", 422),
        ('{"campaign": null}', 422),
        ('{"placements": [1]}', 422),
        ('{"campaign": {"name": "\\ud800"}}', 422),
        ('{"\\ud800": 1}', 422),
        ('{"campaign": {"name": "\\u0000"}}', 422),
        ('{"campaign": ' + '{"a":' * 40 + "1" + "}" * 41, 422),
        ('{"campaign": 3, "routes": [], "contact_points": "x"}', 422),
        ('{"brand": {"slug": "rival"}}', 422),
        ('{"x": 99999999999999999999999999}', 422),
        ('{"contact_points": {"a": [1, {"b": 2}]}, "routes": {"": {}}}', 422),
    ],
)
def test_a_body_that_is_no_campaign_is_refused_plainly(
    house: House, body: str, status: int
) -> None:
    answer = house.app.test_client().put(
        f"{API}/campaigns/ete",
        data=body,
        content_type="application/json",
        headers=house.key("write"),
    )
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")


def test_another_slug_in_the_body_is_refused(house: House) -> None:
    body = fresh()
    body["campaign"]["slug"] = "other"
    answer = house.app.test_client().put(
        f"{API}/campaigns/ete", json=body, headers=house.key("write")
    )
    assert [one["code"] for one in answer.json["problems"]] == ["slug-changed"]


def test_a_change_based_on_what_is_gone_is_refused(house: House) -> None:
    client, key = house.app.test_client(), house.key("read", "write")
    tag = client.get(URL, headers=key).headers["ETag"]
    body = document(house)
    body["campaign"]["name"] = "Printemps 2027"
    first = client.put(URL, json=body, headers={**key, "If-Match": tag})
    second = client.put(URL, json=body, headers={**key, "If-Match": tag})
    assert (first.status_code, second.status_code) == (200, 412)
    assert second.json["code"] == "precondition-failed"
    again = client.put(URL, json=body, headers={**key, "If-Match": first.headers["ETag"]})
    assert again.status_code == 200


def test_made_only_where_there_is_none(house: House) -> None:
    client, key = house.app.test_client(), house.key("write")
    only_new = {**key, "If-None-Match": "*"}
    assert client.put(URL, json=document(house), headers=only_new).status_code == 412
    assert client.put(f"{API}/campaigns/ete", json=fresh(), headers=only_new).status_code == 201


def test_placements_are_added_and_known_ones_replaced(house: House) -> None:
    client, key = house.app.test_client(), house.key("read", "write")
    rows = [
        {"medium": "poster-a3", "place": "Nancy", "codes": [{"kind": "qr", "route": "shop"}]},
        {
            "key": "lyon",
            "medium": "poster-a3",
            "place": "Lyon Perrache",
            "codes": [{"key": "qr", "kind": "qr", "route": "talk"}],
        },
    ]
    answer = client.post(f"{URL}/placements", json={"placements": rows}, headers=key)
    assert answer.status_code == 200, answer.json
    assert (len(answer.json["codes"]["added"]), len(answer.json["codes"]["updated"])) == (1, 1)
    places = client.get(f"{API}/placements?campaign=printemps", headers=key).json["data"]
    assert [one["place"] for one in places] == ["Dijon Ville", "Lyon Perrache", "Nancy"]


def test_one_wrong_placement_leaves_all_out(house: House) -> None:
    good = {"medium": "poster-a3", "place": "Nancy", "codes": [{"kind": "qr", "route": "shop"}]}
    answer = house.app.test_client().post(
        f"{URL}/placements",
        json={"placements": [good, {**good, "place": "Metz", "quantity": 0}]},
        headers=house.key("write"),
    )
    assert answer.status_code == 422
    assert len(document(house)["placements"]) == 2


@pytest.mark.slow
def test_ten_thousand_placements_go_in_one_call(house: House) -> None:
    rows = [
        {
            "key": f"p{number}",
            "medium": "poster-a3",
            "place": f"Place {number}",
            "codes": [{"kind": "qr", "route": "shop"}],
        }
        for number in range(10_000)
    ]
    answer = house.app.test_client().post(
        f"{URL}/placements", json={"placements": rows}, headers=house.key("write")
    )
    assert answer.status_code == 200
    assert len(answer.json["codes"]["added"]) == 10_000


def test_a_code_is_withdrawn_and_put_back(house: House) -> None:
    client, key = house.app.test_client(), house.key("read", "write")
    token = house.catalog.codes("maison-levain")[0].token
    before = house.catalog.revision()
    gone = client.patch(f"{API}/codes/{token}", json={"withdrawn": True}, headers=key)
    assert (gone.status_code, gone.json["withdrawn"]) == (200, True)
    assert house.catalog.revision() == before + 1
    stale = client.patch(
        f"{API}/codes/{token}", json={"withdrawn": False}, headers={**key, "If-Match": '"old"'}
    )
    assert stale.status_code == 412
    shown = client.get(f"{API}/codes/{token.lower()}", headers=key)
    back = client.patch(
        f"{API}/codes/{token}",
        json={"withdrawn": False},
        headers={**key, "If-Match": shown.headers["ETag"]},
    )
    assert back.json["withdrawn"] is False


def test_the_same_key_again_gives_the_stored_answer(house: House) -> None:
    client = house.app.test_client()
    key = {**house.key("write"), "Idempotency-Key": "7f9c"}
    first = client.put(f"{API}/campaigns/ete", json=fresh(), headers=key)
    again = client.put(f"{API}/campaigns/ete", json=fresh(), headers=key)
    assert (again.status_code, again.data) == (201, first.data)
    assert again.headers["ETag"] == first.headers["ETag"]
    assert (first.headers.get("Idempotency-Replayed"), again.headers["Idempotency-Replayed"]) == (
        None,
        "true",
    )
    other = client.put(f"{API}/campaigns/hiver", json=fresh(), headers=key)
    assert (other.status_code, other.json["code"]) == (409, "conflict")


def test_a_refused_request_may_be_put_right_under_its_key(house: House) -> None:
    client = house.app.test_client()
    key = {**house.key("write"), "Idempotency-Key": "7f9c"}
    assert client.put(f"{API}/campaigns/ete", json={}, headers=key).status_code == 422
    assert client.put(f"{API}/campaigns/ete", json=fresh(), headers=key).status_code == 201


def test_where_the_console_asks_for_two_people_a_key_alone_changes_nothing(house: House) -> None:
    for role in ("owner", "editor"):
        house.browser(role)
    with People(house.config.data) as people:
        members = people.members("maison-levain")
    for one in members:
        with People(house.config.data) as people:
            people.set_role(one.person.id, "maison-levain", "owner")
    body = document(house)
    body["contact_points"]["web"]["url"] = "https://elsewhere.example/"
    answer = house.app.test_client().put(URL, json=body, headers=house.key("write"))
    assert (answer.status_code, answer.json["status"]) == (202, "waiting")
    assert document(house)["contact_points"]["web"]["url"] == "https://levain.example/shop"


def test_a_key_that_asks_too_often_waits_for_the_next_minute(
    house: House,
) -> None:
    config = settings.load({"RELAIS_DATA": str(house.config.data), "RELAIS_API_PER_MINUTE": "2"})
    client, key = create_app(config, lambda: NOW).test_client(), house.key("read")
    first, second, third = (client.get(f"{API}/brands", headers=key) for _try in range(3))
    assert [one.headers["RateLimit-Remaining"] for one in (first, second, third)] == ["1", "0", "0"]
    assert (third.status_code, third.json["code"]) == (429, "rate-limited")
    assert 0 < int(third.headers["Retry-After"]) <= 60
    assert client.get(f"{API}/brands", headers=house.key("read")).status_code == 200


def test_the_last_use_of_a_key_is_known(house: House) -> None:
    house.app.test_client().get(f"{API}/brands", headers=house.key("read"))
    (found,) = house.catalog.db.execute("SELECT last_used FROM api_key").fetchone()
    assert found == NOW
