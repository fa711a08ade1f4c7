"""What a test or a lift is about: a kind of conversion, or scans."""

from collections.abc import Container, Iterable

from app.attribution.kinds import KINDS
from app.errors import Problem, Refused
from app.reports.query import known

GOALS = (
    *("order", "lead", "qualified_call", "callback", "coupon", "store_visit", "opt_in"),
    *("conversation", "call", "install", "open"),
)
"""What a test is about where nobody says so: the first of these that the campaign brought."""
SCANS = "scans"
OUTCOMES = (SCANS, "order", "lead", "call", "qualified_call", "store_visit", "coupon")
"""What print may raise though nobody scans it; those that a brand has are shown."""


def check(goal: str, there: Iterable[str]) -> None:
    """Refuse a goal that is no kind we know of and none that the brand has (`there`)."""
    problems: list[Problem] = []
    if goal:
        known(goal, "goal", dict.fromkeys([*KINDS, *there]), problems)
    if problems:
        raise Refused(problems)


def usual(there: Container[str]) -> str:
    """The goal of a test where nobody says so."""
    return next((kind for kind in GOALS if kind in there), GOALS[0])
