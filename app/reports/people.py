"""Active users, not downloads: who joined by which code, who stayed, and what they do.

A person is a subject (an install id, a customer id, a hash): only conversions that carry one are
here, and only people whose install or first open is credited to a code.
"""

from collections.abc import Hashable, Mapping
from datetime import date
from typing import Any

from app.attribution.stats.proportions import Count
from app.attribution.stats.retention import DAYS, Cohort, Member, retention
from app.attribution.stats.usage import Usage, Use, usage
from app.config import Config
from app.i18n import _
from app.reports.query import Query, scope
from app.reports.rate import rate
from app.reports.report import Column, Report, Row
from app.store import counting, history, singles, titles
from app.store.dimensions import DIMENSIONS
from app.store.scope import Scope
from app.store.zones import day_start, days_of

# Key, label (a message id) and kind, in the order of a person's life.
COLUMNS = (
    Column("people", "People who joined", "count"),
    *(Column(f"day_{day}", f"Active on day {day}", "rate") for day in DAYS),
    Column("once", "Active on one day only", "rate"),
    Column("regular", "Regular users", "rate"),
    Column("occasional", "Occasional users", "rate"),
    Column("sessions", "Sessions per active person", "number"),
    Column("median_session", "Median session (s)", "number"),
    Column("pages", "Pages per session", "number"),
    Column("abandoned", "Orders abandoned", "rate"),
    Column("crashes", "Crashes per session", "rate"),
    Column("uninstalled", "Uninstalled", "rate"),
)


def people(query: Query, config: Config, today: date) -> Report:
    """The report of who joined in the query's days; `today` (the brand's) is not over yet.

    A cohort shows day N once all its members have lived it to its end. Raises as `run` does.
    """
    with history.read(config.data) as reader:
        zone = titles.zone(reader, query.brand)
        asked = scope(query, zone, counting.bounds(reader, query.brand))
        members = _members(singles.joined(reader, asked))
        before = day_start(zone, today)
        done = [
            Use(subject, kind, day, value if kind == "session" else None)
            for subject, kind, day, value in singles.uses(reader, asked, before)
        ]
        names = titles.titles(reader, query.brand, query.by)
    rows = _rows(asked, members, done, days_of(today))
    whole = [member._replace(cohort=()) for member in members]
    return Report(
        query=query,
        columns=(
            *(
                Column(name, DIMENSIONS[name].label, DIMENSIONS[name].kind, True)
                for name in asked.by
            ),
            *COLUMNS,
        ),
        rows=tuple(rows),
        unattributed={},
        orphans={},
        totals=next(iter(_rows(asked._replace(by=()), whole, done, days_of(today))), {"people": 0}),
        coverage=_coverage(asked),
        titles=names,
    )


def _members(joined: Any) -> list[Member]:
    """Everybody once, from their first day."""
    first: dict[str, Member] = {}
    for subject, day, key in joined:
        known = first.get(subject)
        if known is None or (day, str(key)) < (known.joined, str(known.cohort)):
            first[subject] = Member(subject, key, day)
    return list(first.values())


def _rows(scope: Scope, members: list[Member], done: list[Use], today: int) -> list[Row]:
    active = [(use.subject, use.day) for use in done if use.kind in ("active_day", "session")]
    cohorts = retention(members, active, today)
    sources = {member.subject: member.cohort for member in members}
    used = usage(done, sources, today)
    ranked = sorted(cohorts, key=lambda key: (-cohorts[key].size, str(key)))
    return [_row(scope, key, cohorts[key], used.get(key)) for key in ranked]


def _row(scope: Scope, key: Hashable, cohort: Cohort, used: Usage | None) -> Row:
    names = dict(zip(scope.by, key if isinstance(key, tuple) else (), strict=True))
    cells: dict[str, Any] = {"people": cohort.size}
    cells |= {f"day_{day}": _rate(cohort.days[day]) for day in DAYS}
    for column in COLUMNS[1 + len(DAYS) :]:
        value = getattr(used, column.key) if used else None
        cells[column.key] = _rate(value) if isinstance(value, Count) else value
    return {**names, **cells}


def _rate(count: Count | None) -> Any:
    return None if count is None or not count.total else rate(count.hits, count.total)


def _coverage(scope: Scope) -> Mapping[str, Any]:
    return {
        "from": scope.first.isoformat(),
        "to": scope.last.isoformat(),
        "timezone": scope.zone,
        "classes": [],
        "model": "last",
        "notes": [
            _("People: those whose install or first open carries an id and is credited to a code."),
            _("A day is shown once everybody of the row has lived it to its end."),
        ],
    }
