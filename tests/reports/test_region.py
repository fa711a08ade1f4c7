"""Reports by region, and how many people print is said to reach."""

from dataclasses import replace
from pathlib import Path

from app.store import folder
from tests.reports.world import convert, report, rows
from tests.store.shop import PLACEMENTS, open_shop, plan, scan, write

PLACED = {
    "dijon": ("Bourgogne-Franche-Comté", 900),
    "window": ("Bourgogne-Franche-Comté", None),
    "lyon": ("Auvergne-Rhône-Alpes", 2000),
    "bag": ("", None),
}


def test_scans_orders_and_reach_are_split_by_region(tmp_path: Path) -> None:
    stood = [
        replace(one, region=PLACED[one.key][0], reach=PLACED[one.key][1]) for one in PLACEMENTS
    ]
    shop = open_shop(tmp_path, plan(stood))
    places = ("dijon", "dijon", "window", "lyon", "bag")
    write(
        tmp_path,
        [scan(shop[key], "2027-03-10 09:00", number) for number, key in enumerate(places, 1)],
    )
    folder.fold(tmp_path)
    convert(tmp_path, "o", shop["window"], value=100)
    found = report(tmp_path, by="region", show="scans,orders,reach")
    assert {
        key: (row["scans"], row["orders"], row["reach"]) for key, row in rows(found).items()
    } == {
        "Bourgogne-Franche-Comté": (3, 1, 900),
        "Auvergne-Rhône-Alpes": (1, 0, 2000),
        None: (1, 0, None),
    }
    assert found.totals["reach"] == 2900
    kept = report(tmp_path, by="medium", region="Auvergne-Rhône-Alpes", show="scans")
    assert kept.totals["scans"] == 1


def test_single_scans_and_rollups_agree_on_regions(tmp_path: Path) -> None:
    stood = [replace(one, region=PLACED[one.key][0]) for one in PLACEMENTS]
    shop = open_shop(tmp_path, plan(stood))
    write(tmp_path, [scan(shop[key], "2027-03-10 09:00", 1) for key in ("dijon", "lyon", "bag")])
    folder.fold(tmp_path)
    one, other = (
        report(tmp_path, by="region,day", show="scans,visitors", exact=exact).rows
        for exact in ("yes", "no")
    )
    assert [row["scans"] for row in one] == [row["scans"] for row in other]
