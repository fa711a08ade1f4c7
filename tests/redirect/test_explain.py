"""Explanations agree with the redirect, and understand plain words."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner

from app.cli.explain import explain as command
from app.errors import Refused
from app.redirect.explain import explain, read
from app.redirect.table import Table
from tests.redirect.conftest import IPHONE, Stand

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2027, 4, 7, 9, 0, tzinfo=UTC)  # a Wednesday


@pytest.mark.parametrize(
    ("words", "platform", "in_app", "language", "country", "when"),
    [
        ("iPhone, fr, Saturday 20:00", "ios", "", "fr", "", "2027-04-10 20:00"),
        ("Android in instagram, de, CH", "android", "instagram", "de", "CH", "2027-04-07 11:00"),
        ("ordinateur, mercredi 9h30", "windows", "", "", "", "2027-04-07 09:30"),
        ("Huawei, 2027-10-31 02:30", "harmonyos", "", "", "", "2027-10-31 02:30"),
        ("", "ios", "", "", "", "2027-04-07 11:00"),
    ],
)
def test_plain_words_make_a_person(
    words: str, platform: str, in_app: str, language: str, country: str, when: str
) -> None:
    person = read(words, NOW, PARIS)
    assert person[:4] == (platform, in_app, language, country)
    assert f"{person.when:%F %H:%M}" == when


def test_every_word_that_is_not_understood_is_named() -> None:
    with pytest.raises(Refused) as refused:
        read("robot, iPhone, Saturday 25:00", NOW, PARIS)
    assert [problem.what.split("”")[0] for problem in refused.value.problems] == [
        "“robot",
        "“Saturday 25:00",
    ]


@pytest.mark.parametrize("name", ["shop", "call", "night", "nth", "gone", "closed"])
def test_an_explanation_says_what_the_redirect_does(stand: Stand, name: str) -> None:
    spot = Table(stand.catalog, stand.rings).find(stand.codes[f"poster-dijon/qr-{name}"].id)
    assert spot is not None
    person = read("iPhone, fr, 2027-04-10 20:00", NOW, PARIS)
    said = explain(spot, person)
    row = stand.scan(name, IPHONE, accept_language="fr").row
    assert row is not None
    decision = said.decision
    assert (decision.rule, decision.contact_point, decision.variant, decision.reason) == row[10:]
    assert said.tried[-1][0].name == decision.rule


def test_the_command_names_the_rule_and_what_kept_the_others(stand: Stand) -> None:
    token = stand.token("poster-dijon/qr-night")
    arguments = [token, "--as", "iPhone, fr, 2027-04-11 12:00"]
    (stand.config.keys).mkdir(exist_ok=True)
    (stand.config.keys / "levain.keys").write_text("secret-levain\n")
    done = CliRunner().invoke(command, arguments, obj=stand.config, catch_exceptions=False)
    assert "✗ evening" in done.output
    assert "hours is 2027-04-11 12:00, wanted Sa 19:00-23:00" in done.output
    assert "✓ all  → web" in done.output
    assert done.output.rstrip().splitlines()[-1].startswith("https://levain.example/spring?")


@pytest.mark.parametrize("how", ["alias", "reference", "address"])
def test_a_code_may_be_named_in_every_way(stand: Stand, how: str) -> None:
    code = stand.codes["poster-dijon/qr-shop"]
    stand.config.keys.mkdir(exist_ok=True)
    (stand.config.keys / "levain.keys").write_text("secret-levain\n")
    word = {
        "alias": "dijon",
        "reference": code.reference.lower(),
        "address": f"https://Q.EXAMPLE.FR/{code.token}",
    }[how]
    done = CliRunner().invoke(command, [word], obj=stand.config, catch_exceptions=False)
    assert done.output.startswith(code.token)
