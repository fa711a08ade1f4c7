"""The files by which apps claim links, and the classic mistakes with them."""

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.channels import CHANNELS, association, claims
from app.channels.claims import Answer
from app.model import Brand, Campaign, ContactPoint, Plan

PRINT = ":".join(["AB"] * 32)
OPTIONS: dict[str, Any] = {
    "ios": "https://apps.apple.com/app/id123",
    "android": "fr.levain.app",
    "web": "https://levain.example/app",
    "link": "https://open.levain.example/app",
    "team": "9JA89QQLNQ",
    "bundle": "fr.levain.app",
    "clip": "fr.levain.app.Clip",
    "fingerprints": [PRINT],
    "paths": ["!/open/help/*", "/open/*", "/p/*"],
}
HOST = "open.levain.example"


def point(**changes: Any) -> ContactPoint:
    known = {option.name: option for option in CHANNELS["app"].options}
    options = {key: value for key, value in (OPTIONS | changes).items() if value is not None}
    return ContactPoint("app", "app", {key: known[key].check(options[key]) for key in options})


def plan(**changes: Any) -> Plan:
    brand = Brand("maison-levain", "Maison Levain", "q.levain.example", "https://levain.example/")
    campaign = Campaign("maison-levain", "c", "C", date(2027, 3, 1), date(2027, 5, 31))
    return Plan(brand, campaign, {"app": point(**changes)}, {}, ())


def test_apples_file_has_modern_components_with_exclusions_first() -> None:
    built = association.apple([point()], HOST)
    assert built is not None
    (detail,) = json.loads(built)["applinks"]["details"]
    assert detail["appIDs"] == ["9JA89QQLNQ.fr.levain.app"]
    assert {"/": "/c/*", "exclude": True} in detail["components"]
    own = detail["components"][-3:]
    assert own == [{"/": "/open/help/*", "exclude": True}, {"/": "/open/*"}, {"/": "/p/*"}]
    assert json.loads(built)["appclips"] == {"apps": ["9JA89QQLNQ.fr.levain.app.Clip"]}


def test_androids_file_has_the_relation_extension_with_the_same_components() -> None:
    built = association.android([point()], HOST)
    assert built is not None
    (statement,) = json.loads(built)
    relation = "delegate_permission/common.handle_all_urls"
    assert statement["relation"] == [relation]
    assert statement["target"] == {
        "namespace": "android_app",
        "package_name": "fr.levain.app",
        "sha256_cert_fingerprints": [PRINT],
    }
    extension = statement["relation_extensions"][relation]["dynamic_app_link_components"]
    assert extension == association.components(point().options)


def test_a_host_that_no_app_claims_has_no_file() -> None:
    for host in ("q.levain.example", "levain.example"):
        assert association.apple([point()], host) is None
        assert association.android([point()], host) is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("team", "9ja89qqlnq"),
        ("bundle", "levain"),
        ("fingerprints", [PRINT[:-3]]),
        ("fingerprints", PRINT),
        ("fingerprints", []),
        ("paths", ["open/*"]),
        ("paths", ["/a b"]),
        ("link", "http://open.levain.example/"),
    ],
)
def test_a_wrong_value_is_refused(name: str, value: Any) -> None:
    known = {option.name: option for option in CHANNELS["app"].options}
    with pytest.raises(ValueError, match=r"\w"):
        known[name].check(value)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"link": "https://q.levain.example/open"}, "app-claims-redirect"),
        ({"team": None}, "no-ios-claim"),
        ({"fingerprints": None}, "no-android-claim"),
    ],
)
def test_the_classic_mistakes_of_a_plan_are_named(changes: dict[str, Any], code: str) -> None:
    assert [problem.code for problem in claims.of_plan(plan(**changes))] == [code]
    assert claims.of_plan(plan()) == []
    assert claims.hosts(plan()) == (HOST,)


URL = f"https://{HOST}{association.APPLE_PATH}"
BODY = association.apple([point()], HOST) or b""


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Answer(301, "text/html", b""), "claim-redirected"),
        (Answer(404, "text/html", b""), "claim-missing"),
        (Answer(200, "text/html; charset=utf-8", BODY), "claim-type"),
        (Answer(200, "application/json", b"<html>"), "claim-garbled"),
        (Answer(200, "application/json", BODY.replace(b"9JA", b"8JA")), "claim-differs"),
        (Answer(200, "application/json", BODY + b" " * 140_000), "claim-too-large"),
        (Answer(200, "application/json", b"[]"), "claim-differs"),
    ],
)
def test_the_classic_mistakes_of_a_host_are_named(answer: Answer, code: str) -> None:
    assert code in [problem.code for problem in claims.of_answer(URL, answer, BODY)]
    assert claims.of_answer(URL, Answer(200, "application/json", BODY), BODY) == []


def test_the_upload_keys_fingerprint_instead_of_the_signing_keys_is_seen() -> None:
    right = association.android([point()], HOST)
    wrong = association.android([point(fingerprints=[PRINT.replace("AB", "CD")])], HOST)
    assert right is not None
    assert wrong is not None
    url = f"https://{HOST}{association.ANDROID_PATH}"
    (problem,) = claims.of_answer(url, Answer(200, "application/json", wrong), right)
    assert PRINT in problem.what


@settings(max_examples=25)
@given(
    st.recursive(
        st.none() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(st.sampled_from(["applinks", "details", "appIDs", "target"]), inner)
        ),
    )
)
def test_any_json_that_a_host_serves_is_judged_without_breaking(value: Any) -> None:
    answer = Answer(200, "application/json", json.dumps(value).encode())
    claims.of_answer(URL, answer, BODY)
