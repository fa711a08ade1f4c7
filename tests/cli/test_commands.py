"""Every command starts, has help, and says what is wrong without a traceback."""

import os
import subprocess
import sys
from datetime import datetime

import click
import pytest

from app import cli, i18n
from app.cli import explain
from app.store import secrets
from tests.server import ROOT


def run(tmp_path, *words, language="en"):
    environ = {
        **os.environ,
        "RELAIS_DATA": str(tmp_path / "data"),
        "RELAIS_LANGUAGE": language,
    }
    return subprocess.run(
        [sys.executable, "-m", "app", *words], env=environ, cwd=ROOT, capture_output=True, text=True
    )


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_every_command_exists_and_has_help(name):
    command = cli.root.get_command(click.Context(cli.root), name)
    assert command is not None
    assert command.help


def test_a_broken_campaign_file_is_refused_in_the_reader_s_language(tmp_path):
    (tmp_path / "a.toml").write_text('[brand]\nslug = "X Y"\n')
    english = run(tmp_path, "make", str(tmp_path / "a.toml"), "--out", str(tmp_path / "out"))
    french = run(
        tmp_path, "make", str(tmp_path / "a.toml"), "--out", str(tmp_path / "out"), language="fr"
    )
    assert (english.returncode, french.returncode) == (1, 1)
    assert "a.toml:2 brand.slug: is 'X Y'." in english.stderr
    assert "a.toml:2 brand.slug: vaut 'X Y'." in french.stderr
    assert "Traceback" not in english.stderr + french.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["a.toml"]


def test_a_bad_setting_is_refused_before_anything(tmp_path, monkeypatch):
    monkeypatch.setenv("RELAIS_PORT", "many")
    done = run(tmp_path, "keys", "--help")
    assert done.returncode == 1
    assert "RELAIS_PORT" in done.stderr


def test_an_unknown_command_is_a_usage_error(tmp_path):
    assert run(tmp_path, "paint").returncode == 2


def test_without_a_catalog_a_command_says_so(tmp_path):
    done = run(tmp_path, "report")
    assert done.returncode == 1
    assert "catalog" in done.stderr
    assert "Traceback" not in done.stderr


def test_signing_secrets_are_renewed_in_the_reader_s_language(tmp_path):
    secrets.ensure(tmp_path / "data" / "keys", "levain")
    done = run(tmp_path, "keys", "signing", "rotate", "levain", language="fr")
    assert "2 secrets, le plus récent signe" in done.stdout


@pytest.mark.parametrize(("language", "day"), [("fr", "sam."), ("en", "Sat")])
def test_weekdays_are_named_in_the_reader_s_language(language, day):
    with i18n.speaking(language):
        assert explain._moment(datetime(2027, 3, 6, 20)) == f"{day} 2027-03-06 20:00"
