"""The single scans behind a row."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from app import config, reports
from app.model import Code
from app.store import sealing
from tests.store.shop import at

Shop = Mapping[str, Code]


def drill(data: Path, limit: int = 100, **options: str) -> tuple[Mapping[str, object], ...]:
    query = reports.parse("levain", {name.rstrip("_"): text for name, text in options.items()})
    return reports.drill(query, config.load({"RELAIS_DATA": str(data)}), limit)


@pytest.mark.parametrize("sealed", [False, True])
def test_the_newest_scans_of_a_row_come_first(tmp_path: Path, shop: Shop, sealed: bool) -> None:
    if sealed:
        sealing.seal(tmp_path, at("2027-03-11 12:00"))
    found = drill(tmp_path)
    assert len(found) == 55
    assert found[0]["at"] == "2027-03-11T10:00:00+01:00"
    assert (found[0]["placement"], found[-1]["placement"]) == ("bag", "dijon")
    assert found[0]["code"] == shop["bag"].token


def test_a_row_s_filters_and_classes_are_those_of_its_scans(tmp_path: Path, shop: Shop) -> None:
    assert {row["placement"] for row in drill(tmp_path, placement="bag")} == {"bag"}
    assert [row["class"] for row in drill(tmp_path, class_="bot")] == ["bot"]


def test_no_more_than_asked_for_and_no_visitor_is_told(tmp_path: Path, shop: Shop) -> None:
    found = drill(tmp_path, limit=3)
    assert len(found) == 3
    assert "visitor" not in found[0]
