"""The description holds: schemathesis against the application, and the page made from it."""

import re
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import negative_data_rejection as REJECTION

from app.web.api import limits
from app.web.api.endpoint import ENDPOINTS
from tests.web.conftest import House

# A schema cannot say all that a campaign file is checked for: 422 names what is wrong in a body
# that fits it. And a change that is based on what is gone (412) is refused before its body is read.
CONFIG = SchemathesisConfig.from_dict(
    {
        "checks": {
            "positive_data_acceptance": {
                "expected-statuses": ["2xx", "401", "403", "404", "409", "412", "422"]
            },
            "negative_data_rejection": {
                "expected-statuses": ["400", "401", "403", "404", "405", "409", "412", "415", "422"]
            },
        }
    }
)
ALL = ("read", "write", "print", "approve", "conversions", "report", "queues")


def test_the_page_names_every_endpoint_and_asks_nobody_else(house: House) -> None:
    answer = house.app.test_client().get("/api/v1/docs")
    assert answer.status_code == 200
    for name, spec in ENDPOINTS.items():
        assert f'id="{name}"' in answer.text
        assert (
            re.sub(r"\w+:", "", spec.path).replace("<", "&lt;").replace(">", "&gt;") in answer.text
        )
    assert "<script" not in answer.text
    assert re.findall(r'(?:src|href)="(?!#|openapi\.json|data:,)', answer.text) == []
    links = set(re.findall(r'href="#([\w-]+)"', answer.text))
    assert links <= set(re.findall(r'id="([\w-]+)"', answer.text))


def test_every_endpoint_says_what_it_is_and_who_may(house: House) -> None:
    document = house.app.test_client().get("/api/v1/openapi.json").json
    operations = [one for path in document["paths"].values() for one in path.values()]
    assert all(one["tags"] and one["summary"] for one in operations)
    assert all("401" in one["responses"] for one in operations if "security" in one)
    assert set(document["x-scopes"]) == set(ALL)


def arrives(case: Any) -> bool:
    """Whether what is wrong with a negative case is still in the request that is sent.

    The key replaces a missing or wrong Authorization, and an extra parameter without a value leaves
    no trace in a URL: such a request is as right as any.
    """
    if case.meta is None or not case.meta.generation.mode.is_negative:
        return True
    wrong = {kind.value for kind, info in case.meta.components.items() if info.mode.is_negative}
    asked = any(value not in ([], {}, None, "") for value in (case.query or {}).values())
    return bool(wrong - {"header", "query"}) or ("query" in wrong and asked)


@pytest.mark.chance
@pytest.mark.filterwarnings("ignore")
def test_schemathesis_finds_nothing(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "per_minute", lambda: 10**9)
    key = house.key(*ALL)
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", house.app, config=CONFIG)
    tried = 0
    for result in schema.get_all_operations():
        operation = result.ok()
        tried += 1
        strategy = st.one_of(
            operation.as_strategy(generation_mode=mode) for mode in schemathesis.GenerationMode
        )

        # The same cases each time: a check that fails for chance holds nobody to anything.
        @settings(
            max_examples=20,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=strategy)
        def run(case: Any) -> None:
            case.call_and_validate(
                headers=key, excluded_checks=[] if arrives(case) else [REJECTION]
            )

        run()
    assert tried == len(ENDPOINTS) - 1  # it leaves out the description it was given
