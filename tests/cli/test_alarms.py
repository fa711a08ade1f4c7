"""`alarms` lists what somebody should look at, and closes it."""

import pytest
from click.testing import CliRunner

from app.cli.alarms import alarms
from app.config import load
from app.i18n import speaking
from app.store import alarms as store
from app.store.alarms import Finding
from tests.store import shop


@pytest.fixture
def config(tmp_path):
    code = shop.open_shop(tmp_path, shop.plan())["bag"]
    store.note(tmp_path, [Finding("levain", "cloned", code.id, "42", 0, 60_000, 20)], 0)
    return load({"RELAIS_DATA": str(tmp_path)})


def said(config, *words, language="en"):
    with speaking(language):
        result = CliRunner().invoke(alarms, words, obj=config)
    return result.exit_code, result.output


def test_an_open_alarm_is_listed_with_what_it_means(config):
    status, text = said(config)
    assert status == 0
    assert "levain  cloned" in text
    assert "42  × 20  1970-01-01 00:00 UTC – 1970-01-01 00:01 UTC" in text
    assert "exemplaire numéroté" in said(config, language="fr")[1]
    assert said(config, "--brand", "autre") == (0, "No alarms.\n")


def test_a_closed_alarm_is_gone_but_not_forgotten(config):
    assert said(config, "--close", "1") == (0, "Alarm 1 is closed.\n")
    assert said(config) == (0, "No alarms.\n")
    assert "closed" in said(config, "--all")[1]
    assert said(config, "--close", "1")[0] == 1


def test_every_kind_speaks_french():
    from app.i18n import translate

    for text in store.KINDS.values():
        assert translate(text, "fr") != text
