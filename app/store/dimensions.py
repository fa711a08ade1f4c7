"""What a report can be split by and filtered on: one entry each, the same for everything counted.

A source of counts (see app.store.counting) offers columns under the alias `s`; a dimension can be
asked of every source that has the columns it needs. Where a source has not, the report says "not
known" and never guesses.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.model import CLASSES, PLATFORMS
from app.store.zones import DAY, HOUR, date_of, days_of

JOINS: Mapping[str, str] = {
    "p": "LEFT JOIN cat.placement AS p"
    " ON p.brand = s.brand AND p.campaign = s.campaign AND p.key = s.placement",
    "d": "LEFT JOIN cat.code AS d ON d.id = s.code",
    "g": "LEFT JOIN cat.campaign AS g ON g.brand = s.brand AND g.slug = s.campaign",
    "o": "LEFT JOIN cat.contact_point AS o"
    " ON o.brand = s.brand AND o.campaign = s.campaign AND o.key = s.contact_point",
}


def _same(value: Any) -> Any:
    return value


def _day(value: int) -> str:
    return date_of(value).isoformat()


def _day_ms(text: str) -> int:
    return days_of(date.fromisoformat(text)) * DAY


@dataclass(frozen=True, slots=True)
class Dimension:
    """One way to split.

    `sql` computes it from `s` and the `joins`; it may hold `{local}` (local ms of the wall clock),
    `{instant}` (the time itself) and `{month}` (local ms of the month's first day). `needs` are the
    columns a source must have; `read` and `write` turn a stored value into the shown one and back.
    `kind`: text, day, month, hour, weekday or hour_of_day. `column`: the bare column where `sql` is
    one but for the empty text, for a filter that an index can answer.
    """

    label: str
    sql: str
    needs: frozenset[str]
    joins: tuple[str, ...] = ()
    read: Callable[[Any], Any] = _same
    write: Callable[[str], Any] = _same
    kind: str = "text"
    column: str = ""

    @property
    def is_time(self) -> bool:
        """Whether rows stand in the order of time rather than of size."""
        return self.kind != "text"


def _column(label: str, name: str) -> Dimension:
    return Dimension(label, f"NULLIF(s.{name}, '')", frozenset([name]), column=f"s.{name}")


def _of_placement(label: str, sql: str) -> Dimension:
    return Dimension(label, sql, frozenset(["campaign", "placement"]), ("p",))


def _of_campaign(label: str, sql: str) -> Dimension:
    return Dimension(label, sql, frozenset(["campaign"]), ("g",))


def _index(label: str, name: str, values: tuple[str, ...]) -> Dimension:
    return Dimension(
        label, f"s.{name}", frozenset([name]), read=values.__getitem__, write=values.index
    )


def _time(label: str, kind: str, sql: str, read: Callable[[Any], Any] = _day) -> Dimension:
    needs = ["date", "time"] if kind.startswith("hour") else ["date"]
    return Dimension(label, sql, frozenset(needs), read=read, write=_day_ms, kind=kind)


_WEEK = 7 * DAY
# Labels are message ids: app.reports translates them.
DIMENSIONS: Mapping[str, Dimension] = {
    "campaign": _column("Campaign", "campaign"),
    "phase": _of_campaign("Phase", "g.phase"),
    "rewarded": _of_campaign("Rewarded", "CASE WHEN g.rewarded THEN 'yes' ELSE 'no' END"),
    "medium": _column("Medium", "medium"),
    "placement": _column("Placement", "placement"),
    "place": _of_placement("Place", "NULLIF(p.place, '')"),
    "region": _of_placement("Region", "NULLIF(p.region, '')"),
    "city": _of_placement("City", "NULLIF(p.city, '')"),
    "code": Dimension("Code", "d.token", frozenset(["code"]), ("d",)),
    "kind": Dimension("Kind of code", "d.kind", frozenset(["code"]), ("d",)),
    "contact_point": _column("Contact point", "contact_point"),
    "channel": Dimension("Channel", "o.channel", frozenset(["campaign", "contact_point"]), ("o",)),
    "rule": _column("Rule", "rule"),
    "variant": _column("Variant", "variant"),
    "reason": _column("Reason", "reason"),
    "platform": _index("Platform", "platform", PLATFORMS),
    "in_app": _column("In-app browser", "in_app"),
    "language": _column("Language", "language"),
    "country": _column("Country", "country"),
    "class": _index("Class", "class", CLASSES),
    "conversion": _column("Kind of conversion", "conversion"),
    "evidence": _column("Evidence", "evidence"),
    "strength": _column("Strength of evidence", "strength"),
    "hour": _time("Hour", "hour", f"({{instant}} - {{local}} % {HOUR})", _same),
    "day": _time("Day", "day", f"({{local}} - {{local}} % {DAY})"),
    # 1970-01-01 was a Thursday: three days after a Monday.
    "week": _time("Week", "day", f"({{local}} - ({{local}} + {3 * DAY}) % {_WEEK})"),
    "month": _time("Month", "month", "{month}", lambda value: _day(value)[:7]),
    "weekday": _time(
        "Day of the week",
        "weekday",
        f"(({{local}} + {3 * DAY}) % {_WEEK} - {{local}} % {DAY})",
        lambda value: value // DAY + 1,
    ),
    "hour_of_day": _time(
        "Hour of the day",
        "hour_of_day",
        f"({{local}} % {DAY} - {{local}} % {HOUR})",
        lambda value: value // HOUR,
    ),
}
