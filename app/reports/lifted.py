"""Lift as a report: a row per print run, outcome and method, with what may be said of it."""

from datetime import date, timedelta
from typing import Any

from app.attribution.kinds import KINDS
from app.config import Config
from app.i18n import _
from app.reports import goals, lifts
from app.reports.goals import OUTCOMES, SCANS
from app.reports.insertions import PLACES
from app.reports.lifts import Lifted, day_of
from app.reports.query import Query
from app.reports.report import Column, Report, Row
from app.store import history, learned, titles
from app.store.dimensions import DIMENSIONS
from app.store.history import Reader

# Each with its English message id.
METHODS = {"hold-out": "With and without", "before": "Same weekdays before"}
STATES = {
    "more": "More",
    "less": "Less",
    "no-difference": "No difference shown",
    "too-early": "Not enough data: a whole week before and after",
    "few-places": "Not enough data: four places with it and four without",
    "few-weeks": "Not enough data: too few weeks to know how much they stray",
}
COLUMNS = (
    Column("campaign", "Campaign", "text", True),
    Column("medium", "Medium", "text", True),
    Column("outcome", "Outcome", "text", True),
    Column("method", "Method", "text", True),
    Column("start", "In market from", "day", True),
    Column("days", "Days compared", "count"),
    Column("got", "With it", "count"),
    Column("held", "Without it", "count"),
    Column("before", "Before", "count"),
    Column("after", "After", "count"),
    Column("lift", "Lift", "change"),
    Column("low", "Low", "change"),
    Column("high", "High", "change"),
    Column("extra", "Extra", "number"),
    Column("verdict", "Verdict", "text", True),
)


def lift(
    query: Query, config: Config, today: date, by: str = "", outcome: str = "", weeks: int = 2
) -> Report:
    """The report of lift; `today` (the brand's) is not over.

    `by` is a name of PLACES, `outcome` one of OUTCOMES or any kind; empty: the first there is, and
    all there are. Of the query only brand and campaigns count. Raises as `run` does, and
    Refused for no outcome.
    """
    with history.read(config.data) as reader:
        goals.check(outcome, [SCANS, *learned.kinds(reader, query.brand)])
        wanted = (outcome,) if outcome else outcomes(reader, query.brand)
        places = chosen(reader, query.brand, by)
        rows = [
            _row(one, name)
            for name in wanted
            for one in lifts.read(reader, query, today, name, places, weeks)
        ]
        zone = titles.zone(reader, query.brand)
        names = titles.titles(reader, query.brand, ("campaign",))
    starts = [date.fromisoformat(row["start"]) for row in rows]
    first = min(starts, default=today)
    return Report(
        query=query,
        columns=COLUMNS,
        rows=tuple(rows),
        unattributed={},
        orphans={},
        totals={},
        coverage={
            "from": first.isoformat(),
            "to": max(today - timedelta(days=1), first).isoformat(),
            "timezone": zone,
            "classes": ["human"],
            "model": "last",
            "visitors": "none",
            "notes": notes(places),
        },
        titles={
            **names,
            "outcome": {name: told(name) for name in wanted},
            "method": {name: _(text) for name, text in METHODS.items()},
            "verdict": {name: _(text) for name, text in STATES.items()},
        },
    )


def known() -> tuple[str, ...]:
    """The names of PLACES that reports can split by."""
    return tuple(name for name in PLACES if name in DIMENSIONS)


def chosen(reader: Reader, brand: str, by: str) -> str:
    """`by` where it is one of PLACES that reports know, else the first that a placement has."""
    if by in known():
        return by
    started = learned.runs(reader, brand)
    named = (name for name in known() if any(getattr(one, name, "") for one in started))
    return next(named, known()[-1])


def outcomes(reader: Reader, brand: str) -> tuple[str, ...]:
    """The outcomes a brand has any of; scans always."""
    there = learned.kinds(reader, brand)
    return tuple(name for name in OUTCOMES if name == SCANS or name in there)


def told(outcome: str) -> str:
    """An outcome in words."""
    if outcome == SCANS:
        return _("Scans of everything else")
    return _(KINDS[outcome].label) if outcome in KINDS else outcome


def notes(places: str) -> list[str]:
    """What the figures rest on."""
    return [
        _("What a run’s own codes brought is left out: it is credited already."),
        _("With and without: the change where the run stood, against the change elsewhere."),
        _("This supposes that every {place} would have changed alike: choose them by lot.").format(
            place=_(DIMENSIONS[places].label).lower()
        ),
        _("Same weekdays before: weaker, for whatever else happened in those days is counted in."),
    ]


def _row(one: Lifted, outcome: str) -> Row:
    held_out = one.method == "hold-out" and one.span > 0
    cells: dict[str, Any] = {
        "campaign": one.run.campaign,
        "medium": one.run.medium,
        "outcome": outcome,
        "method": one.method,
        "start": day_of(one.run.first).isoformat(),
        "days": one.span or None,
        "got": one.got if held_out else None,
        "held": one.held if held_out else None,
        "before": one.before if one.span else None,
        "after": one.after if one.span else None,
        "lift": one.relative,
        "low": one.low,
        "high": one.high,
        "extra": one.extra,
        "verdict": one.state,
    }
    return cells
