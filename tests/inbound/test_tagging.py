"""The tagging plan says what the code does."""

import json
import re
from dataclasses import replace
from datetime import date

import pytest

from app.attribution.kinds import KINDS
from app.channels import CHANNELS
from app.inbound import appopen, files, tagging
from app.model import Brand, Campaign, Code, CodeSpec, ContactPoint, Placement, Plan
from tests.inbound.kit import REFERENCE, TOKEN, receive

PLAN = Plan(
    Brand("maison-levain", "Maison Levain", "q.levain.example", "https://levain.example/"),
    Campaign("maison-levain", "printemps", "Printemps | 2027", date(2027, 3, 1), date(2027, 5, 31)),
    {
        "site": ContactPoint("site", "web", {"url": "https://levain.example/"}),
        "app": ContactPoint(
            "app",
            "app",
            {"web": "https://levain.example/", "ios": "https://apps.apple.com/app/id1"},
        ),
        "sms": ContactPoint("sms", "sms", {"number": "+33612345678"}),
        "wc": ContactPoint("wc", "wechat", {"url": "https://weixin.qq.com/q/1"}),
    },
    {},
    (Placement("dijon", "poster-a3", "Dijon"),),
)
CODES = [
    Code(1, TOKEN, REFERENCE, "maison-levain", "printemps", "dijon", CodeSpec("q", "qr", "r", {}))
]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_plan_shows_the_true_links_kinds_and_scenes(language: str) -> None:
    text = tagging.document(PLAN, CODES, language)
    assert "{{" not in text
    assert (
        f"utm_source=poster-a3&utm_medium=print&utm_campaign=printemps&utm_content={TOKEN}" in text
    )
    assert f"https://apps.apple.com/app/id1?ct={TOKEN}&mt=8" in text
    assert f"| dijon | `{TOKEN}` |" in text
    for kind in KINDS:
        assert f"| `{kind}` |" in text
    assert "https://q.levain.example/hooks/maison-levain/app" in text
    for language_ in ("swift", "kotlin", "js", "html", "sh"):
        assert f"```{language_}\n" in text


def test_the_french_plan_is_french() -> None:
    text = tagging.document(PLAN, CODES, "fr")
    assert "déterministe" in text.casefold()
    assert "| scan seulement" not in text, "no such channel in this plan"
    assert "contact point" not in text


def test_the_example_conversion_is_one_that_is_accepted() -> None:
    text = tagging.document(PLAN, CODES, "en")
    body = re.search(r"-d '(\{.*?\})'", text, re.DOTALL)
    assert body is not None
    rows, problems = files.parse([("example", json.loads(body[1]))])
    assert problems == []
    assert rows[0].conversion.ref == TOKEN


def test_the_fields_that_the_examples_send_are_those_the_door_reads() -> None:
    text = tagging.document(PLAN, CODES, "en")
    kotlin = dict.fromkeys(re.findall(r'"(\w+)" to ', text), 1)
    swift = set(re.findall(r'"(event|install_id|id|at|url)":', text))
    assert {"event", "install_id", "install_referrer", "at"} <= set(kotlin)
    assert swift == {"event", "install_id", "id", "at", "url"}
    event = {"event": "install", "install_id": "i", "install_referrer": f"src={TOKEN}"}
    assert receive("app", event).rows[0].conversion.ref == TOKEN
    assert appopen.source(f"src={TOKEN}") == TOKEN


def test_a_campaign_without_codes_or_wechat_has_its_plan_too() -> None:
    quiet = Plan(PLAN.brand, PLAN.campaign, {"site": PLAN.contact_points["site"]}, {}, ())
    text = tagging.document(quiet, [], "en")
    assert "## WeChat" not in text
    assert "utm_content=TOKEN" in text


def test_every_channel_can_stand_in_a_plan() -> None:
    measured = {channel.measured for channel in CHANNELS.values()}
    assert measured == {"deterministic", "declared", "scan only"}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_who_agreed_to_be_known_is_spoken_of_where_somebody_asks(language: str) -> None:
    assert "relais_id" not in tagging.document(PLAN, CODES, language)
    asks = ContactPoint("ask", "web", {"url": "https://levain.example/", "consent": True})
    plan = replace(PLAN, contact_points={**PLAN.contact_points, "ask": asks})
    assert "`relais_id`" in tagging.document(plan, CODES, language)
