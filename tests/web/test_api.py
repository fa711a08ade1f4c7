"""/api/v1 as a program meets it."""

import json
import re
from typing import Any

import pytest

from app.store import secrets
from tests.web.conftest import House

URL = "/api/v1/conversions"


def order(number: int = 1, **more: Any) -> dict[str, Any]:
    """A conversion as a shop sends it."""
    return {
        "source": "shop",
        "external_id": f"o-{number}",
        "kind": "order",
        "ref": "",
        "at": "2027-03-20T10:00:00+01:00",
        "value_minor": 1250,
        "currency": "EUR",
        **more,
    }


def test_a_conversion_is_stored_and_credited_to_the_code_of_its_token(house: House) -> None:
    token = house.catalog.codes("maison-levain")[0].token
    answer = house.app.test_client().post(
        URL, json=order(ref=token), headers=house.key("conversions")
    )
    assert answer.status_code == 201
    result = answer.json["results"][0]
    assert (result["status"], result["match"]["token"]) == ("new", token)
    assert result["match"]["strength"] == "deterministic"


def test_a_match_names_the_token_that_was_printed_even_after_the_secret_was_rotated(
    house: House,
) -> None:
    token = house.catalog.codes("maison-levain")[0].token
    secrets.rotate(house.config.keys, "maison-levain")
    client, key = house.app.test_client(), house.key("conversions", "read")
    answer = client.post(URL, json=order(ref=token), headers=key)
    assert answer.json["results"][0]["match"]["token"] == token
    (stored,) = client.get(URL, headers=key).json["data"]
    assert stored["match"]["token"] == token


def test_the_same_conversion_again_answers_what_was_stored(house: House) -> None:
    client, key = house.app.test_client(), house.key("conversions")
    first = client.post(URL, json=order(), headers=key).json["results"][0]
    again = client.post(URL, json=order(), headers=key)
    assert again.status_code == 200
    assert again.json["results"][0] == {**first, "status": "replay"}
    assert (again.json["new"], again.json["replay"]) == (0, 1)


def test_another_body_under_the_same_key_is_a_conflict_and_changes_nothing(house: House) -> None:
    client, key = house.app.test_client(), house.key("conversions")
    client.post(URL, json=order(), headers=key)
    clash = client.post(URL, json=order(value_minor=1), headers=key)
    assert (clash.status_code, clash.mimetype) == (409, "application/problem+json")
    assert clash.json["code"] == "conflict"
    assert client.post(URL, json=order(), headers=key).json["replay"] == 1


def test_every_bad_row_of_a_batch_is_named_and_the_good_ones_are_stored(house: House) -> None:
    client, key = house.app.test_client(), house.key("conversions")
    rows = [order(1), order(2, at="yesterday"), 3, order(4), order(5, source="")]
    answer = client.post(URL, json=rows, headers=key)
    assert (answer.status_code, answer.json["code"]) == (422, "refused")
    assert [problem["where"].split()[:2] for problem in answer.json["problems"]] == [
        ["row", "2"],
        ["row", "3"],
        ["row", "5"],
    ]
    assert [result["external_id"] for result in answer.json["results"]] == ["o-1", "o-4"]


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/x-ndjson", "\n".join(json.dumps(order(n)) for n in (1, 2)) + "\n"),
        (
            "text/csv; charset=utf-8",
            "source;external_id;kind;ref;at\n"
            "shop;o-1;lead;;2027-03-20T10:00:00Z\nshop;o-2;lead;;2027-03-20T10:00:00Z\n",
        ),
    ],
)
def test_lines_and_tables_are_batches_too(house: House, kind: str, body: str) -> None:
    answer = house.app.test_client().post(
        URL, data=body, content_type=kind, headers=house.key("conversions")
    )
    assert (answer.status_code, answer.json["new"]) == (201, 2)


@pytest.mark.parametrize(
    ("body", "kind", "status", "code"),
    [
        (b"{", "application/json", 400, "bad-request"),
        (b'{"at": NaN}', "application/json", 400, "bad-request"),
        (b"[" * 100_000, "application/json", 400, "bad-request"),
        (b"\xff\xfe", "application/json", 400, "bad-request"),
        (b"[]", "application/json", 422, "refused"),
        (b"{}", "application/json", 422, "refused"),
        (b"<x/>", "application/xml", 415, "unsupported-media-type"),
        (b"", "", 415, "unsupported-media-type"),
        (b"a,b\n1,2\n", "text/csv", 422, "refused"),
        (b"[{}" + b" " * (11 << 20) + b"]", "application/json", 413, "too-large"),
    ],
)
def test_a_bad_body_gets_the_right_status_and_a_stable_code(
    house: House, body: bytes, kind: str, status: int, code: str
) -> None:
    answer = house.app.test_client().post(
        URL, data=body, content_type=kind, headers=house.key("conversions")
    )
    assert (answer.status_code, answer.json["code"]) == (status, code)
    assert answer.mimetype == "application/problem+json"


def test_no_key_a_wrong_key_and_a_key_without_the_scope_are_told_apart(house: House) -> None:
    client = house.app.test_client()
    assert client.post(URL, json=order()).status_code == 401
    wrong = client.post(URL, json=order(), headers={"Authorization": "Bearer rk_guess"})
    assert (wrong.status_code, wrong.headers["WWW-Authenticate"][:6]) == (401, "Bearer")
    assert client.post(URL, json=order(), headers=house.key("report")).status_code == 403


def test_a_key_reaches_only_its_own_brand(house: House) -> None:
    token = house.catalog.codes("rival")[0].token
    answer = house.app.test_client().post(
        URL, json=order(ref=token), headers=house.key("conversions")
    )
    assert answer.json["results"][0]["match"]["token"] is None


def test_the_description_names_every_route_of_the_api_and_nothing_else(house: House) -> None:
    document = house.app.test_client().get("/api/v1/openapi.json").json
    described = {
        (path.replace("{", "<").replace("}", ">"), method.upper())
        for path, methods in document["paths"].items()
        for method in methods
    }
    routed = {
        (re.sub(r"<\w+:", "<", rule.rule), method)
        for rule in house.app.url_map.iter_rules()
        if rule.rule.startswith("/api/")
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    assert described == routed


def test_every_reference_of_the_description_leads_somewhere(house: House) -> None:
    document = house.app.test_client().get("/api/v1/openapi.json").json
    names = set(document["components"]["schemas"])

    def references(value: Any) -> set[str]:
        if isinstance(value, dict):
            own = {value["$ref"].rpartition("/")[2]} if "$ref" in value else set()
            return own.union(*map(references, value.values()))
        return set().union(*map(references, value)) if isinstance(value, list) else set()

    assert references(document) <= names
    assert "Conversion" in references(document)


def test_an_unknown_path_or_method_answers_as_a_problem(house: House) -> None:
    client = house.app.test_client()
    missing, wrong = client.get("/api/v1/nothing"), client.delete(URL)
    assert (missing.status_code, missing.json["code"]) == (404, "not-found")
    assert (wrong.status_code, wrong.json["code"]) == (405, "method-not-allowed")
    assert "POST" in wrong.headers["Allow"]
