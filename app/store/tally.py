"""The rollups of conversions: they follow the catalog's list of changes, and equal a recount.

credit_line   campaign, medium, placement and so on that go together; `grain` says which are kept:
              0 the medium alone, 1 the campaign alone, 2 all
credited      what each conversion adds, on its line of grain 2 (app.store.shares)
credit_day    the sums of those by line of any grain, model and the brand's local day
credit_month  the same by local month

A change is followed by taking away what the rollups hold of a conversion and adding what the
catalog has now. What is not followed yet, a report works out itself (app.store.newer).
"""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping

from app.store import history, shares
from app.store.months import month_of
from app.store.shares import LINE, Part

_BATCH = 5_000
# The columns of LINE that a line of each grain keeps; the others are empty.
_KEPT = (
    {"brand", "medium", "conversion", "evidence", "strength", "currency"},
    {"brand", "campaign", "conversion", "evidence", "strength", "currency"},
    set(LINE),
)
FULL = len(_KEPT) - 1
_COLUMNS = ", ".join(("grain", *LINE))
_MARKS = ", ".join("?" * (1 + len(LINE)))
_ADD = """INSERT INTO {table} VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE
    SET n = n + excluded.n, share = share + excluded.share, value = value + excluded.value"""
_CLEAN = """DELETE FROM {table} WHERE line = ? AND {time} = ? AND model = ?
    AND n = 0 AND share = 0 AND value = 0"""
_Key = tuple[int, int, str]
_Sums = dict[_Key, list[int]]
_Lines = dict[tuple[int, tuple[str, ...]], int]


def follow(
    store: sqlite3.Connection, catalog: sqlite3.Connection, zones: Mapping[str, str]
) -> None:
    """Take up every change the catalog has noted; each batch in a transaction of its own."""
    if position(store) > last(catalog):
        # The catalog was put back to an older state: its numbers begin again.
        with history.transaction(store):
            clear(store)
    while _step(store, catalog, zones):
        pass


def position(store: sqlite3.Connection) -> int:
    """The number of the last change that was followed."""
    found = store.execute("SELECT seq FROM credit_seen").fetchone()
    return int(found[0]) if found else 0


def last(catalog: sqlite3.Connection) -> int:
    """The number of the last change there is."""
    found = catalog.execute("SELECT seq FROM sqlite_sequence WHERE name = 'changed'").fetchone()
    return int(found[0]) if found else 0


def clear(store: sqlite3.Connection) -> None:
    """Forget all, inside the caller's transaction; the next pass counts anew."""
    for table in ("credited", "credit_day", "credit_month", "credit_seen"):
        store.execute(f"DELETE FROM {table}")  # noqa: S608 - our own names


def _step(store: sqlite3.Connection, catalog: sqlite3.Connection, zones: Mapping[str, str]) -> bool:
    """Follow one batch of changes; whether there were any."""
    if position(store) == last(catalog):
        return False
    with history.transaction(store):
        catalog.execute("BEGIN")
        try:
            changed = catalog.execute(
                "SELECT seq, conversion FROM changed WHERE seq > ? ORDER BY seq LIMIT ?",
                (position(store), _BATCH),
            ).fetchall()
            ids = [conversion for _seq, conversion in changed]
            fresh = shares.fresh(shares.asking(catalog), ids, zones)
        finally:
            catalog.execute("COMMIT")
        if changed:
            stored = shares.stored(shares.asking(store), ids)
            _replace(store, stored, fresh)
            store.execute("INSERT OR REPLACE INTO credit_seen VALUES (1, ?)", changed[-1][:1])
    return bool(changed)


def _replace(store: sqlite3.Connection, old: list[Part], new: list[Part]) -> None:
    """Put the parts of some conversions in the place of those there were."""
    lines: _Lines = {}
    store.executemany(
        "DELETE FROM credited WHERE conversion_id = ?", {(part.conversion,) for part in old}
    )
    store.executemany(
        "INSERT INTO credited VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        ((_line(store, lines, FULL, part.line), *part[1:]) for part in new),
    )
    cells: dict[tuple[tuple[str, ...], int, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    for sign, parts in ((-1, old), (1, new)):
        for part in parts:
            _plus(cells[part.line, part.day, part.model], sign, part[5:8])
    days: _Sums = defaultdict(lambda: [0, 0, 0])
    months: _Sums = defaultdict(lambda: [0, 0, 0])
    for (values, day, model), amounts in cells.items():
        for grain in range(len(_KEPT)):
            line = _line(store, lines, grain, values)
            _plus(days[line, day, model], 1, amounts)
            _plus(months[line, month_of(day), model], 1, amounts)
    _add(store, "credit_day", "day", days)
    _add(store, "credit_month", "month", months)


def _plus(sums: list[int], sign: int, amounts: Iterable[int]) -> None:
    for place, amount in enumerate(amounts):
        sums[place] += sign * amount


def _line(store: sqlite3.Connection, known: _Lines, grain: int, values: tuple[str, ...]) -> int:
    """The number of a line of a grain, made where it is new."""
    found = known.get((grain, values))
    if found is None:
        kept = zip(LINE, values, strict=True)
        key = (grain, *(value if name in _KEPT[grain] else "" for name, value in kept))
        store.execute(
            f"INSERT OR IGNORE INTO credit_line ({_COLUMNS}) VALUES ({_MARKS})",  # noqa: S608
            key,
        )
        found = known[grain, values] = store.execute(
            f"SELECT id FROM credit_line WHERE ({_COLUMNS}) = ({_MARKS})",  # noqa: S608
            key,
        ).fetchone()[0]
    return found


def _add(store: sqlite3.Connection, table: str, time: str, sums: _Sums) -> None:
    """Add n, share and value to what stands there; what comes to nothing leaves no row."""
    store.executemany(_ADD.format(table=table), ((*key, *sums[key]) for key in sorted(sums)))
    store.executemany(_CLEAN.format(table=table, time=time), sums)
