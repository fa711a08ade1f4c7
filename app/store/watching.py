"""What a day of scans says that somebody should look at (app.store.alarms).

One pass over the scans of the last 24 hours that are not sealed yet, four questions. The limits are
chosen so that a busy station or a family does not ring; none of them is a law.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

from babel.core import get_global

from app.model import CLASSES
from app.signing import MAX_SERIAL
from app.store import history
from app.store.alarms import Finding
from app.store.zones import DAY, day_start

SCANS, VISITORS = 20, 10  # fewer are chance
COPY_VISITORS = 20  # of one numbered copy
CROWD, CROWDED = 300, 100  # scans a day of one copy, for the first hundred copies; then one each
_HUMAN, _TEST = CLASSES.index("human"), CLASSES.index("test")


def watch(data: Path, now: int) -> list[Finding]:
    """The findings of the 24 hours before `now`. Raises Unavailable without a catalog."""
    with closing(history.connect(data)) as store, closing(history.catalog(data)) as catalog:
        store.execute("CREATE TEMP TABLE market (brand, campaign, placement, home, starts, ends, "
                      "most, PRIMARY KEY (brand, campaign, placement))")  # fmt: skip
        store.executemany("INSERT INTO market VALUES (?, ?, ?, ?, ?, ?, ?)", _market(catalog))
        rows = [
            (kind, row)
            for kind, sql in _QUESTIONS.items()
            for row in store.execute(sql, {"since": now - DAY, "now": now})
        ]
    return [
        Finding(brand, kind, code, str(what), first, last, count)
        for kind, (brand, code, what, first, last, count) in rows
    ]


def _market(catalog: sqlite3.Connection) -> Iterator[tuple[str, str, str, str, int, int, int]]:
    """Home country, first and last instant, and largest plausible day of every placement.

    A placement names no country: it is that of the brand's time zone (CLDR's zone territories).
    """
    homes = get_global("zone_territories")
    for brand, campaign, key, zone, starts, ends, copies in catalog.execute(_PLACEMENTS):
        begin = day_start(zone, date.fromisoformat(starts))
        end = day_start(zone, date.fromisoformat(ends) + timedelta(days=1))
        most = CROWD * min(copies, CROWDED) + max(0, copies - CROWDED)
        yield brand, campaign, key, homes.get(zone, ""), begin, end, most


_PLACEMENTS = """SELECT placement.brand, campaign, key, timezone,
    coalesce(placement.starts, campaign.starts), coalesce(placement.ends, campaign.ends), quantity
    FROM placement JOIN brand ON brand.slug = placement.brand
    JOIN campaign ON campaign.brand = placement.brand AND campaign.slug = placement.campaign"""
_FROM = "FROM scan AS s JOIN market USING (brand, campaign, placement)"
_RECENT = f"at > :since AND at <= :now AND class = {_HUMAN}"
_SPAN = "min(at), max(at), count(*)"
_MANY = f"HAVING count(*) >= {SCANS} AND count(DISTINCT visitor) >= {VISITORS}"
_QUESTIONS = {
    # The country that more than half of a code's scans with a known one come from.
    "abroad": f"""SELECT brand, code, country, first, last, scans FROM (
        SELECT *, sum(scans) OVER (PARTITION BY brand, code) AS known FROM (
            SELECT brand, code, country, home, min(at) AS first, max(at) AS last,
            count(*) AS scans, count(DISTINCT visitor) AS people {_FROM}
            WHERE {_RECENT} AND country <> '' AND home <> '' GROUP BY brand, code, country))
        WHERE country <> home AND scans >= {SCANS} AND people >= {VISITORS}
        AND 2 * scans > known""",  # noqa: S608 - our own numbers, as below
    # Before its dates a scan is of class test; the test link is signed and means it.
    "out-of-dates": f"""SELECT brand, code, iif(at < starts, 'before', 'after') AS side, {_SPAN}
        {_FROM} WHERE at > :since AND at <= :now AND class IN ({_HUMAN}, {_TEST})
        AND (at < starts OR at >= ends) AND (serial IS NULL OR serial <> {MAX_SERIAL})
        GROUP BY brand, code, side {_MANY}""",
    "too-many": f"""SELECT brand, NULL, campaign || '/' || placement, {_SPAN} {_FROM}
        WHERE {_RECENT} GROUP BY brand, campaign, placement HAVING count(*) > max(most)""",
    "cloned": f"""SELECT brand, code, serial, {_SPAN} FROM scan WHERE {_RECENT}
        AND serial IS NOT NULL GROUP BY brand, code, serial
        HAVING count(DISTINCT visitor) >= {COPY_VISITORS}""",  # noqa: S608
}
