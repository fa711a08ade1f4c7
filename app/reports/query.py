"""What is asked of a report: one frozen value, whoever asks (command line, page, API)."""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType

from app.errors import Missing, Problem, Refused
from app.i18n import _
from app.model import CLASSES
from app.reports.measures import COMPARED, MEASURES, STANDARD
from app.store.dimensions import DIMENSIONS
from app.store.scope import Scope
from app.store.zones import day_start, local_date

_NO_FILTERS: Mapping[str, tuple[str, ...]] = MappingProxyType({})
_FLAGS = {"true": True, "on": True, "yes": True, "false": False, "off": False, "no": False}
_OPTIONS = ("by", "from", "to", "model", "class", "compare", "exact", "show")


@dataclass(frozen=True, slots=True)
class Query:
    """A report's question. Dates are local to the brand and both included; None: as far as data go.

    `filters` keep rows whose dimension has one of the values; the empty text means "not known".
    No `classes`: humans, or every class where the report is split by class. `exact`: True counts
    visitors one by one at any size; None only where that is quick.
    """

    brand: str
    by: tuple[str, ...] = ("medium",)
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: _NO_FILTERS)
    start: date | None = None
    end: date | None = None
    model: str = "last"
    classes: tuple[str, ...] = ()
    measures: tuple[str, ...] = STANDARD
    compare: bool = False
    exact: bool | None = None


def parse(brand: str, options: Mapping[str, str]) -> Query:
    """A query from texts: `by`, `from`, `to`, `model`, `class`, `compare`, `exact`, `show`.

    Any other name is a dimension to filter on; several values stand between commas. Empty texts are
    as good as absent. Raises Refused with every problem.
    """
    given = {name: text.strip() for name, text in options.items() if text.strip()}
    problems: list[Problem] = []
    filters = {
        name: tuple(part.strip() for part in text.split(","))
        for name, text in given.items()
        if name not in _OPTIONS
    }
    compare = _flag(given, "compare", problems) or False
    query = Query(
        brand=brand,
        by=_several(given, "by", DIMENSIONS, problems) or ("medium",),
        filters={name: found for name, found in filters.items() if name in DIMENSIONS},
        start=_date(given, "from", problems),
        end=_date(given, "to", problems),
        model=given.get("model", "last"),
        classes=_several(given, "class", CLASSES, problems),
        measures=_several(given, "show", MEASURES, problems) or (COMPARED if compare else STANDARD),
        compare=compare,
        exact=_flag(given, "exact", problems),
    )
    for name in filters:
        known(name, name, (*DIMENSIONS, *_OPTIONS), problems)
    problems += _check(query)
    if problems:
        raise Refused(problems)
    return query


NOTHING = date(1970, 1, 1)
"""The first and last day of a report without data for which no days were asked."""


def scope(query: Query, zone: str, bounds: tuple[int, int] | None) -> Scope:
    """The query on a brand's clock; open ends are those of the data (`bounds`, instants)."""
    # Without data the days are those asked for.
    fallback = query.start or query.end or NOTHING
    low, high = (local_date(zone, at) for at in bounds) if bounds else (fallback, fallback)
    first = query.start or min(low, query.end or date.max)
    last = query.end or max(high, first)
    classes = query.classes or (CLASSES if "class" in query.by else ("human",))
    open_ended = Scope(
        query.brand,
        zone,
        first,
        last,
        0,
        0,
        query.by,
        query.filters,
        classes,
        query.model,
        others="others" in query.measures,
        visitors="visitors" in query.measures,
    )
    return _within(open_ended, bounds)


def previous(scope: Scope, bounds: tuple[int, int] | None) -> Scope:
    """The same number of days, just before."""
    days = timedelta(days=(scope.last - scope.first).days + 1)
    return _within(scope._replace(first=scope.first - days, last=scope.last - days), bounds)


def _within(scope: Scope, bounds: tuple[int, int] | None) -> Scope:
    """The scope with its instants, which go no further than the data: a century costs as a week."""
    low, high = (local_date(scope.zone, at) for at in bounds or (0, 0))
    first = min(max(scope.first, low), scope.last)
    last = max(min(scope.last, high), first)
    start, end = day_start(scope.zone, first), day_start(scope.zone, last + timedelta(days=1))
    return scope._replace(start=start, end=end)


def _check(query: Query) -> list[Problem]:
    problems: list[Problem] = []
    if query.start and query.end and query.start > query.end:
        text = _("{start} is after {end}.").format(start=query.start, end=query.end)
        problems.append(Problem("bad-dates", "from", text, _("Swap them.")))
    for name in query.filters:
        if DIMENSIONS[name].is_time or name == "class":
            instead = _("Use from and to.") if name != "class" else _("Use class.")
            problems.append(Problem("bad-filter", name, _("cannot be filtered on."), instead))
            continue
        for value in query.filters[name]:
            try:
                DIMENSIONS[name].write(value or "")
            except ValueError:
                if value:
                    what = _("has no value {value}.").format(value=repr(value))
                    problems.append(Problem("bad-filter", name, what))
    return problems + _check_model(query.model)


def _check_model(model: str) -> list[Problem]:
    if model == "last":
        return []
    from app.attribution.models import find  # 90 ms, so only where it is needed

    try:
        find(model)
    except Missing as error:
        return [Problem(error.code, "model", error.message)]
    return []


def _several(
    given: Mapping[str, str], name: str, there: Iterable[str], problems: list[Problem]
) -> tuple[str, ...]:
    parts = [part.strip() for part in given.get(name, "").split(",") if part.strip()]
    for part in parts:
        known(part, name, there, problems)
    return tuple(dict.fromkeys(part for part in parts if part in there))


def known(value: str, where: str, there: Iterable[str], problems: list[Problem]) -> None:
    """Note a name that is none of `there`, with the nearest one."""
    names = list(there)
    if value in names:
        return
    close = difflib.get_close_matches(value, names, 1)
    instead = (
        _("Did you mean {name}?").format(name=close[0])
        if close
        else _("There are {names}.").format(names=", ".join(names))
    )
    text = _("does not know {name}.").format(name=repr(value))
    problems.append(Problem("unknown-name", where, text, instead))


def _date(given: Mapping[str, str], name: str, problems: list[Problem]) -> date | None:
    text = given.get(name)
    if text is None:
        return None
    try:
        found = date.fromisoformat(text)
        if not 2000 <= found.year <= 2099:
            raise ValueError(text)
    except ValueError:
        what = _("{text} is no date.").format(text=repr(text))
        problems.append(Problem("bad-date", name, what, _("Give one as 2027-03-01.")))
        return None
    return found


def _flag(given: Mapping[str, str], name: str, problems: list[Problem]) -> bool | None:
    text = given.get(name, "").lower()
    if text and text not in _FLAGS:
        what = _("{text} is neither yes nor no.").format(text=repr(text))
        problems.append(Problem("bad-flag", name, what, _("Give true or false.")))
    return _FLAGS.get(text)
