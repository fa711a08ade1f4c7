"""A postcode gives the region of France it lies in."""

from pathlib import Path

import pytest

from app.campaign.regions import REGIONS, of_postcode
from app.errors import Refused
from tests.samples import SMALL, plan


@pytest.mark.parametrize(
    ("postcode", "region"),
    [
        ("21000", "Bourgogne-Franche-Comté"),
        ("75 001", "Île-de-France"),
        ("20200", "Corse"),
        ("97400", "La Réunion"),
        ("98000", ""),  # Monaco
        ("97500", ""),  # Saint-Pierre-et-Miquelon is no region
    ],
)
def test_a_postcode_has_the_region_of_its_department(postcode: str, region: str) -> None:
    assert of_postcode(postcode) == region


def test_the_departments_of_the_mainland_are_all_there_once() -> None:
    found = [of_postcode(f"{number:02d}000") for number in range(1, 96)]
    assert all(found)
    assert len(REGIONS) == 18


@pytest.mark.parametrize("postcode", ["1000", "2A004", "-", "210000", "٢١٠٠٠"])
def test_what_is_no_postcode_of_five_digits_is_refused(postcode: str) -> None:
    with pytest.raises(ValueError, match=postcode):
        of_postcode(postcode)


CSV = SMALL.replace('place = "Dijon Ville"\ncity = "Dijon"', 'csv = "places.csv"')


def test_a_spreadsheet_may_bring_postcodes_regions_and_reach(tmp_path: Path) -> None:
    (tmp_path / "places.csv").write_text(
        "Lieu;Ville;Code postal;Région;Portée\nDijon Ville;Dijon;21000;;1200\n"
        "Namur;Namur;;Wallonie;\nLille;Lille;59800;Nord;30\n"
    )
    placed = {one.place: (one.region, one.reach) for one in plan(tmp_path, CSV).placements[:3]}
    assert placed == {
        "Dijon Ville": ("Bourgogne-Franche-Comté", 1200),
        "Namur": ("Wallonie", None),
        "Lille": ("Nord", 30),
    }


def test_a_postcode_that_lost_its_zero_is_refused_with_what_would_be_right(tmp_path: Path) -> None:
    (tmp_path / "places.csv").write_text("place,city,postcode\nBourg,Bourg,1000\n")
    with pytest.raises(Refused, match="five digits"):
        plan(tmp_path, CSV)
