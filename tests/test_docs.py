"""Every setting, command, medium and channel is in the docs, and every link leads somewhere."""

import re

import pytest

from app import config
from app.channels import CHANNELS
from app.cli import COMMANDS
from app.printing.media import media

DOCS = config.resource("docs")
PAGES = [config.resource("README.md"), config.resource("CONTRIBUTING.md"), *DOCS.rglob("*.md")]


def page(name):
    return (DOCS / name).read_text(encoding="utf-8")


def test_every_setting_is_documented_with_its_default():
    text = page("settings.md")
    for setting in config.SETTINGS:
        shown = f"`{setting.default}`" if setting.default else ""
        assert f"| `RELAIS_{setting.name.upper()}` | {shown} | {setting.help} |" in text


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_documented(command):
    everything = "".join(path.read_text(encoding="utf-8") for path in PAGES)
    assert re.search(rf"(\./do |relais |`){command}\b", everything)


@pytest.mark.parametrize("channel", CHANNELS)
def test_every_channel_is_documented(channel):
    assert f"`{channel}`" in page("channels.md")


@pytest.mark.parametrize("medium", media())
def test_every_medium_is_documented(medium):
    assert f"`{medium}`" in page("printing.md")


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_every_link_leads_somewhere(path):
    text = path.read_text(encoding="utf-8")
    targets = re.findall(r"\]\((?!https?:|#)([^)#\s]+)", text)
    assert [target for target in targets if not (path.parent / target).exists()] == []
