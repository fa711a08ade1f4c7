"""Lists of the API: whole, in pages, and only one's own."""

import re
from typing import Any

import pytest

from app.store.scopes import SCOPES
from app.web.api.endpoint import ENDPOINTS
from tests.web.conftest import House

LISTS = ("brands", "campaigns", "placements", "contact-points", "routes", "codes", "conversions")
API = "/api/v1"


def sell(house: House, count: int) -> None:
    rows = [
        {
            "source": "shop",
            "external_id": str(number),
            "kind": "lead",
            "at": "2027-03-20T10:00:00+01:00",
            "ref": house.catalog.codes("maison-levain")[0].token,
        }
        for number in range(count)
    ]
    key = house.key("conversions")
    assert (
        house.app.test_client().post(f"{API}/conversions", json=rows, headers=key).status_code
        == 201
    )


@pytest.mark.parametrize("name", LISTS)
def test_a_list_in_pages_of_one_is_the_whole_list(house: House, name: str) -> None:
    sell(house, 3)
    client, key = house.app.test_client(), house.key("read")
    whole = client.get(f"{API}/{name}", headers=key).json
    assert whole["data"]
    assert whole["next"] is None
    found: list[Any] = []
    path = f"{API}/{name}?limit=1"
    while path:
        answer = client.get(path, headers=key)
        found += answer.json["data"]
        link = re.match(r'<(.*)>; rel="next"', answer.headers.get("Link", ""))
        assert bool(link) == bool(answer.json["next"])
        path = link[1] if link else ""
    assert found == whole["data"]


def test_a_filter_holds_over_all_pages(house: House) -> None:
    client, key = house.app.test_client(), house.key("read")
    path = f"{API}/codes?placement=lyon&limit=1"
    (code,) = client.get(path, headers=key).json["data"]
    assert code["placement"] == "lyon"
    assert code["url"] == f"https://Q.MAISON-LEVAIN.EXAMPLE/{code['token']}"
    assert client.get(f"{API}/codes?withdrawn=true", headers=key).json["data"] == []
    assert client.get(f"{API}/placements?campaign=none", headers=key).json["data"] == []


def test_a_conversion_is_listed_with_its_match_and_its_time(house: House) -> None:
    sell(house, 1)
    (row,) = (
        house.app.test_client().get(f"{API}/conversions", headers=house.key("read")).json["data"]
    )
    assert (row["at"], row["campaign"]) == ("2027-03-20T09:00:00.000Z", "printemps")
    assert row["match"]["token"] == row["ref"]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("limit=0", "bad-parameter"),
        ("limit=1001", "bad-parameter"),
        ("limit=٣", "bad-parameter"),
        ("limit=1&limit=2", "bad-parameter"),
        ("cursor=guess", "bad-cursor"),
        ("cursor=WyJhcGkubGlzdF9jb2RlcyIsIDFd", "bad-cursor"),
        ("campain=printemps", "unknown-parameter"),
    ],
)
def test_what_a_list_cannot_be_asked_is_named(house: House, query: str, code: str) -> None:
    answer = house.app.test_client().get(f"{API}/placements?{query}", headers=house.key("read"))
    assert answer.status_code == 422
    assert [problem["code"] for problem in answer.json["problems"]] == [code]


def test_a_cursor_with_parts_of_another_shape_is_refused(house: House) -> None:
    import base64
    import json

    for key in (
        ["api.list_placements"],
        ["api.list_placements", 1],
        ["api.list_placements", 1, 2, 3],
    ):
        cursor = base64.urlsafe_b64encode(json.dumps(key).encode()).decode()
        answer = house.app.test_client().get(
            f"{API}/placements", query_string={"cursor": cursor}, headers=house.key("read")
        )
        assert answer.status_code == 422


@pytest.mark.parametrize("name", LISTS)
def test_an_unchanged_list_is_not_sent_again(house: House, name: str) -> None:
    client, key = house.app.test_client(), house.key("read")
    first = client.get(f"{API}/{name}", headers=key)
    again = client.get(f"{API}/{name}", headers={**key, "If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    other = client.get(f"{API}/{name}", headers={**key, "If-None-Match": '"other"'})
    assert other.status_code == 200


OWN = {"brand": "maison-levain", "campaign": "herbst", "token": ""}


def test_nothing_of_another_brand_is_there_for_a_key(house: House) -> None:
    """Every route of the API, with a key that opens all of its own brand."""
    rival = house.key("read", "write", *SCOPES, brand="rival")
    client = house.app.test_client()
    only_ours = client.put(
        f"{API}/campaigns/herbst",
        json={
            "campaign": {"name": "Herbst", "starts": "2027-09-01", "ends": "2027-11-30"},
            "contact_points": {"web": {"channel": "web", "url": "https://levain.example/"}},
            "routes": {"all": {"rules": [{"to": "web"}]}},
            "placements": [
                {"medium": "poster-a3", "place": "Metz", "codes": [{"kind": "qr", "route": "all"}]}
            ],
        },
        headers=house.key("write"),
    )
    assert only_ours.status_code == 201, only_ours.json
    secret = only_ours.json["codes"]["added"][0]
    sell(house, 1)
    names = {**OWN, "token": secret}
    tried = 0
    for spec in ENDPOINTS.values():
        if not spec.scope:
            continue
        path = re.sub(r"<(?:\w+:)?(\w+)>", lambda match: str(names.get(match[1], 1)), spec.path)
        given = {"seconds": 60} if spec.path.startswith("/queues") else {"withdrawn": True}
        body = {"json": given} if spec.method != "GET" else {}
        if spec.path == "/campaigns/<campaign>" and spec.method == "PUT":
            continue  # names a campaign of the caller's own brand: see below
        answer = client.open(f"{API}{path}", method=spec.method, headers=rival, **body)
        if "<" in spec.path:
            assert answer.status_code == 404, (spec.method, path, answer.data)
        for word in (b"herbst", secret.encode(), b"Metz"):
            assert word not in answer.data, (path, word)
        tried += 1
    assert tried > 10


def test_the_same_slug_in_another_brand_is_another_campaign(house: House) -> None:
    client = house.app.test_client()
    before = client.get(f"{API}/campaigns/printemps", headers=house.key("read")).data
    changed = client.get(
        f"{API}/campaigns/printemps", headers=house.key("read", brand="rival")
    ).json
    changed["campaign"]["name"] = "Rival spring"
    answer = client.put(
        f"{API}/campaigns/printemps", json=changed, headers=house.key("write", brand="rival")
    )
    assert answer.status_code == 200
    assert client.get(f"{API}/campaigns/printemps", headers=house.key("read")).data == before
