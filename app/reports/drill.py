"""The single scans behind a row of a report, newest first."""

from app.config import Config
from app.reports.query import Query, scope
from app.reports.report import Row
from app.store import counting, history, singles, titles
from app.store.zones import shown

SHOWN = (
    *("campaign", "medium", "placement", "code", "class", "contact_point", "rule", "variant"),
    *("platform", "in_app", "language", "country", "reason"),
)
MOST = 1_000


def drill(query: Query, config: Config, limit: int = 100) -> tuple[Row, ...]:
    """At most `limit` (up to 1,000) scans that a query counts: `at` (RFC 3339) and SHOWN.

    No visitor is told: two scans of one person cannot be tied by it. Raises as `run` does.
    """
    with history.read(config.data) as reader:
        zone = titles.zone(reader, query.brand)
        asked = scope(query, zone, counting.bounds(reader, query.brand))._replace(by=SHOWN)
        found = singles.scans(reader, asked, max(1, min(limit, MOST)))
    return tuple(
        {"at": shown(zone, at).isoformat(timespec="seconds"), **dict(zip(SHOWN, key, strict=True))}
        for at, key in found
    )
