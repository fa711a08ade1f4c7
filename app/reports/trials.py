"""The tests of a brand's campaigns, counted and read: which version brings more, if any does."""

from datetime import date
from math import isinf
from typing import Any

from app.attribution.stats.proportions import Count
from app.config import Config
from app.i18n import _
from app.reports import by_people, by_places, goals, shown
from app.reports.arms import Experiment, groups, of_designs, of_route
from app.reports.query import Query, scope
from app.reports.report import Column, Report, Row
from app.reports.versus import STATES, Result, Seen
from app.store import counting, history, learned, titles
from app.store.history import Reader
from app.store.learned import Season
from app.store.scope import Scope

# Key, label (a message id) and kind.
COLUMNS = (
    Column("campaign", "Campaign", "text", True),
    Column("test", "Test", "text", True),
    Column("version", "Version", "text", True),
    Column("conversion", "Kind of conversion", "text", True),
    Column("printed", "Printed", "count"),
    Column("scans", "Scans", "count"),
    Column("people", "People", "count"),
    Column("per_thousand", "People per 1,000 printed", "number"),
    Column("conversions", "Conversions", "count"),
    Column("rate", "Rate", "rate"),
    Column("difference", "Against the first", "change"),
    Column("low", "Low", "change"),
    Column("high", "High", "change"),
    Column("needed", "Needed of each version", "count"),
    Column("verdict", "Verdict", "text", True),
)


def versions(query: Query, config: Config, today: date, goal: str = "") -> Report:
    """The tests as a report, a row per version; `today` (UTC) is not over.

    Of the query only brand and campaigns count: a test is read from its campaign's first day on.
    `goal` is the kind of conversion; empty: the most telling one there is. Raises as `run` does,
    and Refused for no goal.
    """
    with history.read(config.data) as reader:
        found = results(reader, query, today, goal)
        names = titles.titles(reader, query.brand, ("campaign",))
    days = [day for one in found for day in (one.experiment.season.starts, today)]
    ends = [one.experiment.season.ends for one in found]
    return Report(
        query=query,
        columns=COLUMNS,
        rows=tuple(_row(one, seen) for one in found for seen in one.seen),
        unattributed={},
        orphans={},
        totals={},
        coverage={
            "from": min(days, default=today).isoformat(),
            "to": min(max(ends, default=today), today).isoformat(),
            "timezone": "UTC",
            "classes": ["human"],
            "model": "last",
            "visitors": "exact",
            "notes": notes(found),
        },
        titles={
            **names,
            "test": {one.experiment.key: told(one.experiment) for one in found},
            "verdict": {state: _(text) for state, text in STATES.items()} | {"": _("The first")},
        },
    )


def told(experiment: Experiment) -> str:
    """What is tested, in words."""
    what = {
        "contact_point": _("Where people go"),
        "placements": _("Where it stands"),
        "call_to_action": _("Call to action"),
        "style": _("Style of the code"),
        "design": _("Words and style"),
    }[experiment.what]
    if not experiment.printed:
        return f"{what} ({experiment.name})"
    medium, kind, _route = experiment.name.split("/")
    return f"{what} ({shown.named('medium', medium)}, {shown.named('kind', kind)})"


def notes(found: list[Result]) -> list[str]:
    """What the figures rest on."""
    if not found:
        return [_("No campaign holds a test yet.")]
    return [
        _("People: visitors of a UTC day. Who comes back another day may see another version."),
        _("Tests by people are read after each day by rules fixed before: looking does no harm."),
        _("Tests by places, and of what is printed, are read once the campaign is over."),
    ]


def _row(result: Result, seen: Seen) -> Row:
    versus, experiment = seen.versus, result.experiment
    cells: dict[str, Any] = {
        "campaign": experiment.season.slug,
        "test": experiment.key,
        "version": f"{seen.arm.key}: {seen.arm.label}",
        "conversion": result.goal,
        "printed": seen.printed,
        "scans": seen.scans,
        "people": seen.people,
        "per_thousand": seen.per_thousand,
        "conversions": seen.converted,
        "rate": seen.rate if seen.people else None,
        "difference": versus.relative if versus else None,
        "low": finite(versus.low) if versus else None,
        "high": finite(versus.high) if versus else None,
        "needed": versus.needed if versus else None,
        "verdict": versus.state if versus else "",
    }
    return cells


def finite(value: float | None) -> float | None:
    """A bound, or None where there is none."""
    return None if value is None or isinf(value) else value


def results(reader: Reader, query: Query, today: date, goal: str = "") -> list[Result]:
    """Every test of a query's campaigns; `today` (UTC) is not over. `goal` is a kind."""
    wanted = query.filters.get("campaign")
    goals.check(goal, learned.kinds(reader, query.brand))
    found = []
    for season in learned.seasons(reader, query.brand):
        if wanted is None or season.slug in wanted:
            for experiment in experiments(reader, query.brand, season):
                chosen = goal or goals.usual(learned.kinds(reader, query.brand, season.slug))
                found.append(_result(reader, query.brand, experiment, chosen, today))
    return found


def experiments(reader: Reader, brand: str, season: Season) -> list[Experiment]:
    """The tests that a campaign holds."""
    found: list[Experiment | None] = []
    for route in learned.routes(reader, brand, season.slug):
        if any(rule.variant for rule in route.rules):
            codes = learned.on_route(reader, brand, season.slug, route.key)
            found.append(of_route(season, route, codes, {}))
    for group in groups(learned.designs(reader, brand, season.slug)):
        found.append(of_designs(season, learned.stands(reader, brand, season.slug, group)))
    return [experiment for experiment in found if experiment is not None]


def _result(reader: Reader, brand: str, experiment: Experiment, goal: str, today: date) -> Result:
    read = by_people.read if experiment.unit == "people" else by_places.read
    asked = _scope(reader, brand, experiment.season)
    seen = read(reader, asked, experiment, goal, today)
    known = sum(one.converted for one in seen)
    if experiment.printed:
        return Result(experiment, goal, seen, Count(known, known))
    every = learned.converted(reader, asked._replace(by=()), experiment.arms[0].codes, goal)
    return Result(experiment, goal, seen, Count(known, max(known, every.get((), 0))))


def _scope(reader: Reader, brand: str, season: Season) -> Scope:
    """A campaign's days. In UTC: a visitor means nothing after the UTC day."""
    query = Query(brand, by=(), start=season.starts, end=season.ends)
    return scope(query, "UTC", counting.bounds(reader, brand))
