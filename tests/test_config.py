"""Settings come from the environment, each checked, all faults at once."""

import pytest

from app import config
from app.errors import Refused


def test_every_default_is_valid():
    loaded = config.load({})
    assert {setting.name for setting in config.SETTINGS} == set(loaded.values)
    assert loaded.keys == loaded.data / "keys"


def test_every_bad_setting_is_named_at_once_with_what_would_be_right():
    with pytest.raises(Refused) as refused:
        config.load({"RELAIS_PORT": "70000", "RELAIS_DURABILITY": "maybe", "RELAIS_WORKERS": "-1"})
    assert [problem.where for problem in refused.value.problems] == [
        "RELAIS_DURABILITY",
        "RELAIS_PORT",
        "RELAIS_WORKERS",
    ]
    assert "65535" in refused.value.problems[1].instead


def test_a_value_may_stand_in_a_file(tmp_path):
    (tmp_path / "host").write_text("127.0.0.2\n")
    assert config.load({"RELAIS_HOST_FILE": str(tmp_path / "host")})["host"] == "127.0.0.2"


def test_lists_are_split_at_commas():
    loaded = config.load({"RELAIS_TRUSTED_PROXIES": "127.0.0.1, 192.0.2.0/24,"})
    assert loaded["trusted_proxies"] == ("127.0.0.1", "192.0.2.0/24")


def test_our_own_files_are_found():
    assert config.resource("printables", "media.toml").is_file()
