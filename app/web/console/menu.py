"""The pages of the side bar, in order, each shown to who may see it."""

from typing import NamedTuple

from app.i18n import _
from app.store import alarms
from app.web import context
from app.web.console import gate


class Item(NamedTuple):
    """A line of the menu. `section` is what its pages call themselves, `waiting` a count."""

    section: str
    endpoint: str
    icon: str
    label: str
    waiting: int = 0


def menu() -> list[Item]:
    """What who is signed in may see of the brand."""
    items = [
        ("see", Item("overview", "overview", "overview", _("Overview"))),
        ("see", Item("campaigns", "campaigns", "campaigns", _("Campaigns"))),
        ("see", Item("points", "points", "points", _("Contact points"))),
        ("see", Item("routes", "routes", "routes", _("Routes"))),
        ("see", Item("codes", "codes", "codes", _("Codes"))),
        ("see", Item("report", "show_report", "report", _("Report"))),
        ("see", Item("alarms", "alarms", "alarms", _("Alarms"), _alarms())),
        ("see", Item("learn", "learn", "learn", _("Tests and lift"))),
        ("see", Item("preflight", "preflight", "preflight", _("Preflight"))),
        ("govern", Item("people", "people", "people", _("People"))),
        ("govern", Item("settings", "settings", "settings", _("Settings"))),
    ]
    return [item for right, item in items if gate.allowed(right)]


def _alarms() -> int:
    return alarms.count(context.catalog().db, gate.brand().slug)
