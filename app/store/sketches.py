"""How many different visitors, without keeping who: HyperLogLog sketches of human visitors.

sketch         of a local day, per medium and per campaign; `brand` holds one for all
sketch_month   the same of a local month, so that a long period unites few of them

Orphans are in none.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from datasketches import hll_sketch, hll_union, tgt_hll_type  # type: ignore[attr-defined]

from app.store.months import month_of

# Flajolet et al. 2007: a standard error of 1.04 / sqrt(2^12) = 1.6 %; up to 500 or so it is exact.
_LG_K = 12
_TABLES = (("sketch", "day"), ("sketch_month", "month"))


def add(store: sqlite3.Connection, brand: str, rows: Iterable[Sequence[Any]]) -> None:
    """Put visitors in; a row is a local day, a medium, a campaign and a visitor."""
    days: dict[tuple[str, str, int], list[int]] = defaultdict(list)
    months: dict[tuple[str, str, int], list[int]] = defaultdict(list)
    for day, medium, campaign, visitor in rows:
        for dimension, value in (("brand", ""), ("medium", medium), ("campaign", campaign)):
            days[dimension, value, day].append(visitor)
    for (dimension, value, day), visitors in days.items():
        months[dimension, value, month_of(day)] += visitors
    for (table, time), seen in zip(_TABLES, (days, months), strict=True):
        for (dimension, value, when), visitors in seen.items():
            _update(store, table, time, (brand, dimension, value, when), visitors)


def _update(
    store: sqlite3.Connection,
    table: str,
    time: str,
    key: tuple[str, str, str, int],
    visitors: Iterable[int],
) -> None:
    found = store.execute(
        f"SELECT visitors FROM {table} "  # noqa: S608 - our own names
        f"WHERE brand = ? AND dimension = ? AND value = ? AND {time} = ?",
        key,
    ).fetchone()
    sketch = hll_sketch.deserialize(found[0]) if found else hll_sketch(_LG_K, tgt_hll_type.HLL_4)
    for visitor in visitors:
        sketch.update(visitor)
    store.execute(
        f"INSERT OR REPLACE INTO {table} VALUES (?, ?, ?, ?, ?)",  # noqa: S608 - our own names
        (*key, sketch.serialize_compact()),
    )


def estimate(blobs: Iterable[bytes]) -> float:
    """The visitors of several sketches together; who is in two of them counts once.

    That happens around midnight: a visitor lasts a UTC day, which lies in two local days.
    """
    union = hll_union(_LG_K)
    for blob in blobs:
        union.update(hll_sketch.deserialize(blob))
    return float(union.get_estimate())
