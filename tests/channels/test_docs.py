"""The docs' tables name what the code has."""

import re
from pathlib import Path

import pytest

from app.channels import CHANNELS
from app.channels.base import Channel
from app.inbound import DOORS
from app.inbound.door import Door

DOCS = Path(__file__).parents[2] / "docs"


def rows(name: str) -> list[list[str]]:
    text = (DOCS / name).read_text(encoding="utf-8")
    return [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| `")]


def named(cell: str) -> set[str]:
    return set(re.findall(r"`(\w+)`", cell))


@pytest.mark.parametrize("channel", CHANNELS.values(), ids=lambda channel: channel.name)
def test_the_table_of_channels_tells_the_options_and_how_results_come_back(
    channel: Channel,
) -> None:
    cells = next(
        [cell.strip() for cell in "|".join(row).split("|")]
        for row in rows("channels.md")
        if channel.name in named(row[0])
    )
    listed = named(" ".join(cells[1:3]))
    assert listed == {option.name for option in channel.options}
    assert cells[-1].startswith(channel.measured)


@pytest.mark.parametrize("door", DOORS.values(), ids=lambda door: door.name)
def test_the_table_of_doors_tells_the_secrets(door: Door) -> None:
    row = next(row for row in rows("calls.md") if door.name in named(row[0]))
    assert set(door.secrets) <= named(row[1])
