"""Folding: exactly once, whatever happens."""

from pathlib import Path

from app.model import Action
from app.store import folder, history
from app.store.journal import Journal, scan_row
from tests.store.shop import at, open_shop, plan, scan, write


def rows(data: Path, sql: str) -> list[tuple[object, ...]]:
    with history.read(data) as store:
        return store.all(history.Select(sql, []))


def test_a_scan_arrives_with_the_campaign_medium_and_placement_of_its_code(tmp_path: Path) -> None:
    shop = open_shop(tmp_path, plan())
    write(tmp_path, [scan(shop["dijon"], "2027-03-10 09:00")])
    assert folder.fold(tmp_path) == 1
    assert rows(tmp_path, "SELECT code, campaign, medium, placement FROM scan") == [
        (shop["dijon"].id, "printemps", "poster-a3", "dijon")
    ]
