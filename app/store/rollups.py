"""Counts kept beside the history so that standing reports need not read it: always its recount.

medium_hour     scans by UTC hour and medium, a column per class
campaign_hour   scans by UTC hour and campaign, a column per class
line_day        scans by line and the brand's local day, a column per class
line            a campaign, medium, placement and contact point that go together
sketch          a HyperLogLog of the human visitors of a local day, per medium and per campaign;
                the dimension `brand` holds one for all

Orphans (an empty campaign) are in the first and the third, and in no sketch.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from datasketches import hll_sketch, hll_union, tgt_hll_type  # type: ignore[attr-defined]

from app.model import CLASSES
from app.store.zones import DAY, HOUR, local_sql

# Flajolet et al. 2007: a standard error of 1.04 / sqrt(2^12) = 1.6 %; up to 500 or so it is exact.
_LG_K = 12
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
    counts = list(ask(count_sql(LINES, span, where), bound))
    lines = _lines(store, span.brand, {tuple(row[:4]) for row in counts})
    rows = ((lines[tuple(row[:4])], *row[4:]) for row in counts)
    _add_counts(store, LINES.table, ("line", "day"), rows)
    _add_visitors(store, span.brand, ask(sketch_sql(span, where), bound))


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


def _add_visitors(store: sqlite3.Connection, brand: str, rows: Iterable[Sequence[Any]]) -> None:
    """Put rows of `sketch_sql` into the sketches."""
    seen: dict[tuple[str, str, int], list[int]] = defaultdict(list)
    for day, medium, campaign, visitor in rows:
        seen["brand", "", day].append(visitor)
        seen["medium", medium, day].append(visitor)
        seen["campaign", campaign, day].append(visitor)
    for (dimension, value, day), visitors in seen.items():
        key = (brand, dimension, value, day)
        sketch = _stored(store, key)
        for visitor in visitors:
            sketch.update(visitor)
        store.execute(
            "INSERT OR REPLACE INTO sketch (brand, dimension, value, day, visitors) "
            "VALUES (?, ?, ?, ?, ?)",
            (*key, sketch.serialize_compact()),
        )


def _stored(store: sqlite3.Connection, key: tuple[str, str, str, int]) -> hll_sketch:
    found = store.execute(
        "SELECT visitors FROM sketch WHERE brand = ? AND dimension = ? AND value = ? AND day = ?",
        key,
    ).fetchone()
    if found is None:
        return hll_sketch(_LG_K, tgt_hll_type.HLL_4)
    return hll_sketch.deserialize(found[0])


def estimate(blobs: Iterable[bytes]) -> float:
    """The visitors of several sketches together; who is in two of them counts once.

    That happens around midnight: a visitor lasts a UTC day, which lies in two local days.
    """
    union = hll_union(_LG_K)
    for blob in blobs:
        union.update(hll_sketch.deserialize(blob))
    return float(union.get_estimate())


def clear(store: sqlite3.Connection, brand: str) -> None:
    """Forget the counts of a brand, inside the caller's transaction."""
    for table in (*(rollup.table for rollup in ROLLUPS), "sketch"):
        store.execute(f"DELETE FROM {table} WHERE brand = ?", (brand,))  # noqa: S608
    store.execute(
        "DELETE FROM line_day WHERE line IN (SELECT id FROM line WHERE brand = ?)", (brand,)
    )


def spans(ask: Ask, where: str, values: Sequence[Any], zones: Mapping[str, str]) -> list[Span]:
    """The brands of the scans for which `where` holds. One that we do not know keeps UTC."""
    found = ask(
        f"SELECT brand, MIN(s.at), MAX(s.at) FROM scan AS s WHERE {where} GROUP BY brand",  # noqa: S608
        list(values),
    )
    return [Span(brand, zones.get(brand, "UTC"), first, last) for brand, first, last in found]
