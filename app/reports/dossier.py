"""The reports that one document shows together: asked for at once, of one snapshot."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from app.config import Config
from app.reports.measures import STANDARD
from app.reports.query import Query
from app.reports.report import Report
from app.reports.run import build
from app.reports.suppress import suppress
from app.store import history, titles
from app.store.history import Reader

_TIMES = (*STANDARD, "return", "per_thousand")
_BEFORE = ("scans", "scans_before", "conversions", "conversions_before", "value", "value_before")
_MOST_DAYS = timedelta(days=100)


@dataclass(frozen=True, slots=True)
class Dossier:
    """What a document says. `asked` is the report itself; the others look at it from other sides.

    `whole` has no rows but one, the total; `before` the same days earlier, None where the question
    has no first or last day. `colour` is the brand's, `#rrggbb`.
    """

    brand: str
    colour: str
    title: str
    asked: Report
    whole: Report
    before: Report | None
    times: Report
    media: Report
    placements: Report
    conversions: Report
    points: Report
    hours: Report


def gather(query: Query, config: Config, least: int = 0) -> Dossier:
    """Ask everything. Counts below `least` are hidden. Raises as `run` does."""
    with history.read(config.data) as reader:
        return _gather(query, reader, least)


def _gather(query: Query, reader: Reader, least: int) -> Dossier:
    def ask(by: str, measures: tuple[str, ...], above: Report | None = None) -> Report:
        names = tuple(name for name in by.split(",") if name)
        found = build(replace(query, by=names, measures=measures, compare=False), reader)
        return suppress(found, least, above)

    whole = ask("", _TIMES)
    media = ask("medium", _TIMES)
    name, colour = titles.brand(reader, query.brand)
    return Dossier(
        brand=name,
        colour=colour,
        title=_title(query, reader),
        asked=suppress(build(query, reader), least),
        whole=whole,
        before=_before(query, reader, least),
        times=ask(_step(whole.coverage), ("scans", "visitors", "conversions", "value")),
        media=media,
        placements=ask("medium,placement", _TIMES, media),
        conversions=ask("conversion", ("conversions", "value")),
        points=ask("contact_point", ("scans", "conversions", "value")),
        hours=ask("weekday,hour_of_day", ("scans",)),
    )


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
