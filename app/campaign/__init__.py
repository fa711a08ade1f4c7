"""A campaign file (TOML, CSV of placements) becomes a Plan, or is refused with all its faults."""

from pathlib import Path

from app.campaign import document
from app.campaign.brand import read_brand, read_campaign
from app.campaign.checks import Checks as Checks
from app.campaign.codes import check_kinds
from app.campaign.places import read_placements
from app.campaign.points import read_points
from app.campaign.routes import read_routes
from app.model import Plan


def read(path: Path, checks: Checks) -> Plan:
    """Read and check a campaign file; `checks` are those that only printing can do.

    Raises Refused with every problem: line or row, what is wrong, what would be right.
    """
    tables, notes = document.read(path)
    root = document.Table(tables, (), notes)
    brand = read_brand(document.Table(root.raw("brand"), ("brand",), notes), path.parent, checks)
    campaign = read_campaign(document.Table(root.raw("campaign"), ("campaign",), notes), brand.slug)
    points = read_points(root)
    # By the names as written: a contact point that is at fault is still there to be led to.
    routes = read_routes(root, [name for name, _table in root.named("contact_points")])
    placements = read_placements(root, path.parent, checks, routes)
    root.no_more()
    if not notes.problems:  # else it would blame codes for a contact point that is at fault
        check_kinds(root, placements, routes, points)
    notes.raise_if_any()
    return Plan(brand, campaign, points, routes, placements)
