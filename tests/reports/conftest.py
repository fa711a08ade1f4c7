"""The shop after two days of scans."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from app.model import Code
from app.store import folder
from tests.reports.world import convert
from tests.store.shop import open_shop, plan, scan, write


@pytest.fixture
def shop(tmp_path: Path) -> Mapping[str, Code]:
    """Dijon: 40 people, 10 of them twice, 8 orders; the bag: 5 people and an order; an orphan."""
    shop = open_shop(tmp_path, plan())
    write(
        tmp_path,
        [
            *(scan(shop["dijon"], "2027-03-10 09:00", visitor) for visitor in range(1, 41)),
            *(scan(shop["dijon"], "2027-03-10 21:00", visitor) for visitor in range(1, 11)),
            scan(shop["dijon"], "2027-03-10 09:00", 99, "bot"),
            *(scan(shop["bag"], "2027-03-11 09:00", visitor) for visitor in range(101, 106)),
            scan(None, "2027-03-11 09:30", 7, "orphan"),
        ],
    )
    folder.fold(tmp_path)
    for number in range(8):
        convert(tmp_path, f"d{number}", shop["dijon"], value=1000)
    convert(tmp_path, "b0", shop["bag"], value=250)
    convert(tmp_path, "x0", None, value=400)
    return shop
