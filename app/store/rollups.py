"""Counts kept beside the history so that standing reports need not read it: always its recount.

medium_hour     scans by UTC hour and medium, a column per class
campaign_hour   scans by UTC hour and campaign, a column per class
line_day        scans by line and the brand's local day, a column per class
line_month      the same by local month
medium_day      the same by medium and day
campaign_day    the same by campaign and day
line            a campaign, medium, placement and contact point that go together

Orphans (an empty campaign) are in all but those by campaign. Visitors are in app.store.sketches;
what came of the scans in app.store.tally.
"""

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import add as plus
from typing import Any, NamedTuple

from app.model import CLASSES
from app.store import sketches
from app.store.months import month_of
from app.store.zones import DAY, HOUR, local_sql

_HUMAN = CLASSES.index("human")
_COUNTS = ", ".join(
    f"SUM(CASE WHEN class = {number} THEN 1 ELSE 0 END) AS n{number}"
    for number in range(len(CLASSES))
)


Ask = Callable[[str, list[Any]], Iterable[Sequence[Any]]]
"""Runs a statement with its values and gives its rows."""


class Rollup(NamedTuple):
    """A table of counts: its key columns as SQL over a scan; `{local}` is the local time."""

    table: str
    keys: dict[str, str]
    where: str = "1"


ROLLUPS = (
    Rollup("medium_hour", {"hour": f"(s.at - s.at % {HOUR})", "medium": "medium"}),
    Rollup(
        "campaign_hour",
        {"campaign": "campaign", "hour": f"(s.at - s.at % {HOUR})"},
        "campaign <> ''",
    ),
)
LINES = Rollup(
    "line_day",
    {
        "campaign": "campaign",
        "medium": "medium",
        "placement": "placement",
        "contact_point": "contact_point",
        "day": f"({{local}} - {{local}} % {DAY})",
    },
)


class Span(NamedTuple):
    """The scans of a brand to be counted lie between two instants, by this brand's clock."""

    brand: str
    zone: str
    first: int
    last: int

    @property
    def local(self) -> str:
        """SQL of a scan's local time."""
        return local_sql("s.at", self.zone, self.first, self.last)


def count_sql(rollup: Rollup, span: Span, where: str) -> str:
    """The counts of `rollup` over the scans for which `where` holds."""
    keys = ", ".join(
        f"{sql.format(local=span.local)} AS {name}" for name, sql in rollup.keys.items()
    )
    places = ", ".join(str(number + 1) for number in range(len(rollup.keys)))
    return (
        f"SELECT {keys}, {_COUNTS} FROM scan AS s "  # noqa: S608 - our own tables
        f"WHERE {where} AND {rollup.where} GROUP BY {places}"
    )


def sketch_sql(span: Span, where: str) -> str:
    """Local day, medium, campaign and visitor of the human scans for which `where` holds."""
    local = span.local
    return (
        f"SELECT DISTINCT {local} - {local} % {DAY}, medium, campaign, visitor "  # noqa: S608
        f"FROM scan AS s WHERE {where} AND class = {_HUMAN} AND campaign <> ''"
    )


def add(
    store: sqlite3.Connection, span: Span, ask: Ask, where: str, values: Sequence[Any] = ()
) -> None:
    """Count in the scans of a brand for which `where` holds, in the caller's transaction.

    `ask` runs a statement over `scan`, of SQLite or of DuckDB.
    """
    where, bound = f"brand = ? AND {where}", [span.brand, *values]
    for rollup in ROLLUPS:
        counts = ask(count_sql(rollup, span, where), bound)
        columns = ("brand", *rollup.keys)
        _add_counts(store, rollup.table, columns, ((span.brand, *row) for row in counts))
    _add_days(store, span.brand, [tuple(row) for row in ask(count_sql(LINES, span, where), bound)])
    sketches.add(store, span.brand, ask(sketch_sql(span, where), bound))


def _add_days(store: sqlite3.Connection, brand: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Count in rows of LINES: as they are, by month, and by what is asked most."""
    lines = _lines(store, brand, {row[:4] for row in rows})
    days, months, media, campaigns = (_Cells(), _Cells(), _Cells(), _Cells())
    for row in rows:
        (campaign, medium, *_rest), day, counts = row[:4], row[4], row[5:]
        line = lines[row[:4]]
        days.count((line, day), counts)
        months.count((line, month_of(day)), counts)
        media.count((brand, medium, day), counts)
        if campaign:
            campaigns.count((brand, campaign, day), counts)
    for table, columns, cells in (
        ("line_day", ("line", "day"), days),
        ("line_month", ("line", "month"), months),
        ("medium_day", ("brand", "medium", "day"), media),
        ("campaign_day", ("brand", "campaign", "day"), campaigns),
    ):
        _add_counts(store, table, columns, ((*key, *counts) for key, counts in cells.items()))


class _Cells(dict[tuple[Any, ...], tuple[int, ...]]):
    """Counts by class, by key."""

    def count(self, key: tuple[Any, ...], counts: tuple[int, ...]) -> None:
        before = self.get(key)
        self[key] = tuple(map(plus, before, counts)) if before else counts


def _lines(
    store: sqlite3.Connection, brand: str, keys: Iterable[tuple[Any, ...]]
) -> dict[tuple[Any, ...], int]:
    """The number of each line, made where it is new."""
    found = {}
    for key in keys:
        store.execute(
            "INSERT OR IGNORE INTO line (brand, campaign, medium, placement, contact_point)"
            " VALUES (?, ?, ?, ?, ?)",
            (brand, *key),
        )
        found[key] = store.execute(
            "SELECT id FROM line WHERE brand = ? AND campaign = ? AND medium = ?"
            " AND placement = ? AND contact_point = ?",
            (brand, *key),
        ).fetchone()[0]
    return found


def _add_counts(
    store: sqlite3.Connection, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Add rows of key columns and counts to what stands there."""
    names = ", ".join((*columns, *CLASSES))
    marks = ", ".join("?" * (len(columns) + len(CLASSES)))
    sums = ", ".join(f'"{name}" = "{name}" + excluded."{name}"' for name in CLASSES)
    store.executemany(
        f"INSERT INTO {table} ({names}) VALUES ({marks}) "  # noqa: S608 - our own tables
        f"ON CONFLICT DO UPDATE SET {sums}",
        rows,
    )


def clear(store: sqlite3.Connection, brand: str) -> None:
    """Forget the counts of a brand, inside the caller's transaction."""
    for table in (
        *(rollup.table for rollup in ROLLUPS),
        *("medium_day", "campaign_day", "sketch", "sketch_month"),
    ):
        store.execute(f"DELETE FROM {table} WHERE brand = ?", (brand,))  # noqa: S608
    for table in ("line_day", "line_month"):
        store.execute(
            f"DELETE FROM {table} WHERE line IN (SELECT id FROM line WHERE brand = ?)",  # noqa: S608
            (brand,),
        )


def spans(ask: Ask, where: str, values: Sequence[Any], zones: Mapping[str, str]) -> list[Span]:
    """The brands of the scans for which `where` holds. One that we do not know keeps UTC."""
    found = ask(
        f"SELECT brand, MIN(s.at), MAX(s.at) FROM scan AS s WHERE {where} GROUP BY brand",  # noqa: S608
        list(values),
    )
    return [Span(brand, zones.get(brand, "UTC"), first, last) for brand, first, last in found]
