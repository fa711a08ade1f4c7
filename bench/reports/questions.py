"""What is asked: standing reports, free questions, and how one would ask the plain table.

The rival is asked for the two sums alone, scans with visitors and credits with value; we give all
that a report shows.
"""

# ruff: noqa: S608 - statements are put together from our own pieces

from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from app.store.zones import DAY
from bench.reports.world import BRAND, FIRST

LAST = date(2027, 5, 29)
"""The last day of the world, on which the dashboard is looked at."""


class Question(NamedTuple):
    """A report and how one would ask the plain table for its scans and conversions."""

    name: str
    options: Mapping[str, str]
    scans: str
    conversions: str
    standing: bool = True


_HUMAN = "COUNT(*) FILTER (WHERE class = 0)"
_PEOPLE = f"{_HUMAN}, COUNT(DISTINCT CASE WHEN class = 0 THEN visitor END)"
# Paris is an hour before UTC until 28 March 2027, and two hours after: days of the brand.
_SUMMER = FIRST + 27 * DAY + 3_600_000
_SUM = "SUM(k.share), SUM(k.value_minor)"
_WEEK = (FIRST + 60 * DAY - 7_200_000, FIRST + 67 * DAY - 7_200_000)


def _local(at: str) -> str:
    return f"({at} + CASE WHEN {at} < {_SUMMER} THEN 3600000 ELSE 7200000 END)"


def _scans(keys: str, counts: str = _PEOPLE, where: str = "1", join: str = "") -> str:
    places = ", ".join(str(number + 1) for number in range(keys.count(",") + 1))
    return f"SELECT {keys}, {counts} FROM scan AS s {join} WHERE {where} GROUP BY {places}"


def _credits(keys: str, where: str = "1", join: str = "") -> str:
    places = ", ".join(str(number + 1) for number in range(keys.count(",") + 1))
    return (
        f"SELECT {keys}, {_SUM} FROM cat.conversion AS c JOIN cat.credit AS k"
        f" ON k.conversion = c.id AND k.model = 'last' {join}"
        f" WHERE c.brand = '{BRAND}' AND {where} GROUP BY {places}"
    )


def _place(alias: str) -> str:
    return (
        f"JOIN cat.placement AS p ON p.brand = {alias}.brand AND p.campaign = {alias}.campaign"
        f" AND p.key = {alias}.placement"
    )


def _during(alias: str) -> str:
    low, high = _WEEK
    return f"{alias}.campaign = 'c7' AND {alias}.at >= {low} AND {alias}.at < {high}"


_DAY, _SOLD = f"{_local('s.at')} / {DAY}", f"{_local('c.at')} / {DAY}"
QUESTIONS = (
    Question("by medium", {"by": "medium"}, _scans("medium"), _credits("c.medium")),
    Question("by campaign", {"by": "campaign"}, _scans("campaign"), _credits("c.campaign")),
    Question(
        "by placement",
        {"by": "placement"},
        _scans("placement", _HUMAN),
        _credits("c.placement"),
    ),
    Question(
        "by contact point",
        {"by": "contact_point"},
        _scans("contact_point", _HUMAN),
        _credits("c.contact_point"),
    ),
    Question("by day", {"by": "day"}, _scans(_DAY), _credits(_SOLD)),
    Question(
        "by medium and day",
        {"by": "medium,day"},
        _scans(f"medium, {_DAY}"),
        _credits(f"c.medium, {_SOLD}"),
    ),
    Question(
        "by city",
        {"by": "city"},
        _scans("p.city", _HUMAN, join=_place("s")),
        _credits("p.city", join=_place("c")),
    ),
    Question(
        "a campaign's week by hour",
        {"by": "hour", "campaign": "c7", "from": "2027-04-30", "to": "2027-05-06"},
        _scans("s.at / 3600000", _PEOPLE, _during("s")),
        _credits("c.at / 3600000", _during("c")),
    ),
)
FREE = (
    Question(
        "visitors by placement",
        {"by": "placement", "exact": "yes"},
        _scans("placement"),
        _credits("c.placement"),
        standing=False,
    ),
    Question(
        "by platform and country",
        {"by": "platform,country", "exact": "yes"},
        _scans("platform, country"),
        _credits("1"),
        standing=False,
    ),
    Question(
        "by code",
        {"by": "code", "exact": "yes"},
        _scans("code"),
        _credits("k.code"),
        standing=False,
    ),
    Question(
        "by class, week and medium",
        {"by": "class,week,medium", "exact": "yes"},
        _scans(f"class, ({_DAY} + 3) / 7, medium", "COUNT(*), COUNT(DISTINCT visitor)"),
        _credits("1"),
        standing=False,
    ),
    Question(
        "a campaign by code and platform",
        {"by": "code,platform", "campaign": "c7", "exact": "yes"},
        _scans("code, platform", where="s.campaign = 'c7'"),
        _credits("k.code", "c.campaign = 'c7'"),
        standing=False,
    ),
)

_MONTH = LAST - timedelta(days=29)
_BEFORE = _MONTH - timedelta(days=1)
# What the first page of the console asks (app/web/console/overview.py).
DASHBOARD: tuple[Mapping[str, str], ...] = (
    {"by": "day", "from": str(_MONTH), "to": str(LAST)},
    {"by": "day", "from": str(_BEFORE - timedelta(days=29)), "to": str(_BEFORE)},
    {"show": "scans", "by": "day", "from": str(LAST), "to": str(LAST)},
    {"show": "scans", "by": "campaign"},
)
