"""The reports that one document shows together: asked for at once, of one snapshot."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from app.config import Config
from app.i18n import _
from app.reports.measures import STANDARD
from app.reports.query import Query
from app.reports.report import Report
from app.reports.run import build
from app.reports.suppress import NEVER, suppress
from app.store import history, titles
from app.store.dimensions import DIMENSIONS
from app.store.history import Reader

_TIMES = (*STANDARD, "return", "per_thousand")
_BEFORE = ("scans", "scans_before", "conversions", "conversions_before", "value", "value_before")
# By these, tables side by side hide the same cells, or share nothing but their total.
_SIDES = (("medium",), ("placement",), ("medium", "placement"), ("conversion",), ("contact_point",))
Ask = Callable[[tuple[str, ...], tuple[str, ...], Report | None], Report]
_MOST_DAYS = timedelta(days=100)


@dataclass(frozen=True, slots=True)
class Dossier:
    """What a document says. `asked` is the report itself; the others look at it from other sides.

    `whole` has no rows but one, the total; `before` the same days earlier, None where the question
    has no first or last day. `colour` is the brand's, `#rrggbb`. Where small counts are hidden,
    those are None from which, side by side, a hidden one could be worked out.
    """

    brand: str
    colour: str
    title: str
    asked: Report
    whole: Report
    before: Report | None = None
    times: Report | None = None
    media: Report | None = None
    placements: Report | None = None
    conversions: Report | None = None
    points: Report | None = None
    hours: Report | None = None

    @property
    def sheets(self) -> list[tuple[str, Report]]:
        """The report and its other sides, by the names they have for people; none comes twice."""
        sides = (
            (_("Over time"), self.times),
            (_("By medium"), self.media),
            (_("By placement"), self.placements),
            (_("What it brought"), self.conversions),
            (_("Where people went"), self.points),
            (_("When people scan"), self.hours),
        )
        asked = self.asked.query.by
        others = [(name, side) for name, side in sides if side and side.query.by != asked]
        return [(_("Report"), self.asked), *others]


def gather(query: Query, config: Config, least: int = 0, *, sides: bool = True) -> Dossier:
    """Ask everything; without `sides` no more than the report, its total and its course over time.

    Counts below `least` are hidden. Raises as `run` does.
    """
    if least > 1:
        shown = tuple(name for name in query.measures if name not in NEVER)
        query = replace(query, measures=shown)
    with history.read(config.data) as reader:
        found, ask = _front(query, reader, least)
        tied = least > 1 and (query.compare or not _stands_beside(query, found))
        return found if tied else _with_sides(found, ask, least, sides=sides)


def _front(query: Query, reader: Reader, least: int) -> tuple[Dossier, Ask]:
    """The dossier without its sides, and how to ask for them."""

    def ask(by: tuple[str, ...], measures: tuple[str, ...], above: Report | None = None) -> Report:
        found = build(replace(query, by=by, measures=measures, compare=False), reader)
        return suppress(found, least, above)

    whole = ask((), _TIMES)
    step = _step(whole.coverage)
    name, colour = titles.brand(reader, query.brand)
    asked = suppress(build(query, reader), least)
    found = Dossier(
        name, colour, _title(query, reader), asked, whole, _before(query, reader, least)
    )
    timely = any(DIMENSIONS[one].is_time for one in query.by)
    if query.by == (step,) or least <= 1 or not timely:
        times = ask((step,), ("scans", "visitors", "conversions", "value"))
        found = replace(found, times=times)
    return found, ask


def _stands_beside(query: Query, found: Dossier) -> bool:
    """Whether tables by other dimensions, beside this one, tell nothing that it hides."""
    times = found.times.query.by if found.times else ()
    return query.by in ((), times, *_SIDES)


def _with_sides(found: Dossier, ask: Ask, least: int, *, sides: bool) -> Dossier:
    tied = least > 1 and "placement" in found.asked.query.by
    if not sides and not tied:
        return found
    media = ask(_SIDES[0], _TIMES, None)
    if tied:
        found = replace(found, asked=_as_beside(found.asked, media, ask))
    if not sides:
        return found
    return replace(
        found,
        media=media,
        placements=ask(("medium", "placement"), _TIMES, media),
        conversions=ask(("conversion",), ("conversions", "value"), None),
        points=ask(("contact_point",), ("scans", "conversions", "value"), None),
        # Its days of the week are sums of other days: beside them, a hidden hour could be told.
        hours=None if least > 1 else ask(("weekday", "hour_of_day"), ("scans",), None),
    )


def _as_beside(asked: Report, media: Report, ask: Ask) -> Report:
    """The report asked for, its hidden cells those that the table of placements hides."""
    by, measures = asked.query.by, asked.query.measures
    found = ask(("medium", "placement"), measures, media)
    columns = tuple(column for column in found.columns if column.key in (*by, *measures))
    rows = tuple({column.key: row[column.key] for column in columns} for row in found.rows)
    return replace(found, query=asked.query, columns=columns, rows=rows)


def _before(query: Query, reader: Reader, least: int) -> Report | None:
    if query.start is None or query.end is None:
        return None
    asked = replace(query, by=(), measures=_BEFORE, compare=True)
    return suppress(build(asked, reader), least)


def _step(coverage: Mapping[str, Any]) -> str:
    """By what a line over this period is drawn."""
    days = date.fromisoformat(coverage["to"]) - date.fromisoformat(coverage["from"])
    if days <= timedelta(days=1):
        return "hour"
    return "day" if days < _MOST_DAYS else "week"


def _title(query: Query, reader: Reader) -> str:
    """The campaigns it is about, or nothing where it is about all."""
    known = titles.titles(reader, query.brand, ("campaign",))["campaign"]
    return ", ".join(known.get(slug, slug) for slug in query.filters.get("campaign", ()))
