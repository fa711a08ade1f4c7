"""Counting the rollups anew from the history, sealed and not: on demand, or for a moved brand."""

import sqlite3
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from app.store import history, rollups, tally
from app.store.rollups import Ask


def rebuild(data: Path) -> None:
    """Count all rollups anew."""
    with closing(history.catalog(data)) as catalog, closing(history.connect(data)) as store:
        clocks = zones(catalog)
        with history.transaction(store):
            brands = {row[0] for row in store.execute("SELECT DISTINCT brand FROM medium_hour")}
            _recount(store, data, clocks, brands | set(clocks))
            tally.clear(store)
        tally.follow(store, catalog, clocks)


def zones(catalog: sqlite3.Connection) -> dict[str, str]:
    """The time zone of every brand."""
    return dict(catalog.execute("SELECT slug, timezone FROM brand"))


def follow(store: sqlite3.Connection, data: Path, clocks: Mapping[str, str]) -> None:
    """Where a brand has moved to another time zone, count its local days anew; then take up what
    conversions have changed."""
    known = dict(store.execute("SELECT brand, name FROM zone"))
    fresh = {brand: zone for brand, zone in clocks.items() if known.get(brand) != zone}
    if fresh:
        with history.transaction(store):
            _recount(store, data, clocks, fresh.keys() & known.keys())
            store.executemany("INSERT OR REPLACE INTO zone VALUES (?, ?)", fresh.items())
            if fresh.keys() & known.keys():
                tally.clear(store)
    with closing(history.catalog(data)) as catalog:
        tally.follow(store, catalog, clocks)


def _recount(
    store: sqlite3.Connection, data: Path, clocks: Mapping[str, str], brands: Collection[str]
) -> None:
    if not brands:
        return
    for brand in brands:
        rollups.clear(store, brand)
    for place in _places(store, data):
        with place as ask:
            for span in rollups.spans(ask, "1 = 1", (), clocks):
                if span.brand in brands:
                    rollups.add(store, span, ask, "1 = 1")


def _places(store: sqlite3.Connection, data: Path) -> Iterator[Any]:
    """Every place scans are kept in, each as a context that gives the means to ask it."""
    yield _unsealed(store)
    for (name,) in store.execute("SELECT file FROM sealed ORDER BY day, part").fetchall():
        yield _sealed(data / history.SEALED / name)


@contextmanager
def _unsealed(store: sqlite3.Connection) -> Iterator[Ask]:
    yield store.execute


@contextmanager
def _sealed(file: Path) -> Iterator[Ask]:
    from app.store import duck

    with closing(duck.engine()) as engine:
        duck.view(engine, [file])
        yield lambda sql, values: engine.execute(sql, values).fetchall()
