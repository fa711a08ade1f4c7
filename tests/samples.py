"""A small campaign that many tests start from, and the means to make it."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from app import campaign, config
from app.model import Code, Plan
from app.printable import CHECKS
from app.signing import Ring

RING = Ring("maison-levain", ["test-secret"])
SAMPLE = config.resource("printables", "printemps.toml")

SMALL = """
[brand]
slug = "maison-levain"
name = "Maison Levain"
host = "q.levain.example"
fallback = "https://levain.example/"
[campaign]
slug = "printemps"
name = "Printemps"
starts = 2026-10-01
ends = 2027-05-31
[contact_points.app]
channel = "app"
ios = "https://apps.apple.com/app/id1234567890"
android = "fr.levain.app"
web = "https://levain.example/app"
[contact_points.web]
channel = "web"
url = "https://levain.example/printemps"
[contact_points.phone]
channel = "call"
number = "0 800 123 456"
hours = "Mo-Fr 09:00-19:00"
closed = "web"
[routes.shop]
rules = [
  { platform = ["ios", "android"], to = "app" },
  { to = "web" },
]
[routes.call]
rules = [ { to = "phone" } ]
[[placements]]
medium = "poster-a3"
place = "Dijon Ville"
city = "Dijon"
quantity = 4
cost = "38.00 EUR"
codes = [
  { kind = "qr", route = "shop", call_to_action = { fr = "Scannez", en = "Scan" } },
  { kind = "url", route = "shop", alias = "{city}" },
]
[[placements]]
medium = "packaging"
place = "Sachet"
quantity = 1000
cost = "50.00 EUR"
codes = [ { kind = "call", route = "call" } ]
"""


def plan(folder: Path, text: str = SMALL) -> Plan:
    """A plan read from `text`."""
    path = folder / "campaign.toml"
    path.write_text(text, encoding="utf-8")
    return campaign.read(path, CHECKS)


def codes(of: Plan, ring: Ring = RING) -> Sequence[Code]:
    """The codes of a plan, minted as a fresh catalog would."""
    made = []
    for placement in of.placements:
        for spec in placement.codes:
            path = f"{of.campaign.slug}/{placement.key}/{spec.key}"
            id = ring.mint(path, lambda _id: False)
            made.append(
                Code(
                    id=id,
                    token=ring.token(id),
                    reference=ring.reference(path, lambda _text: False),
                    brand=of.brand.slug,
                    campaign=of.campaign.slug,
                    placement=placement.key,
                    spec=spec,
                )
            )
    return made


DAY = date(2026, 11, 21)
