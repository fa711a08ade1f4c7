"""Upkeep goes on with the rest where one part of it fails, and makes up for it later."""

import asyncio
import sqlite3
from collections.abc import Callable
from datetime import date

from app.redirect.commit import Committer
from app.redirect.shared import Shared
from app.redirect.upkeep import Source, Upkeep
from app.store import alarms
from app.store.journal import Journal
from tests.redirect.conftest import Stand


def keep(
    stand: Stand,
    rounds: int,
    revision: Callable[[], int] | None = None,
    between: Callable[[], None] = lambda: None,
    *extras: Callable[[], None],
) -> None:
    """Rounds of upkeep over the stand's catalog."""

    async def run() -> None:
        journal = Journal(stand.config.data / "journals")
        committer = Committer(
            asyncio.get_running_loop(), journal, stand.flow.counters, lambda: stand.now
        )
        catalog = stand.catalog
        source = Source(
            revision or catalog.revision,
            stand.a_table,
            catalog.salt,
            catalog.forget_salts,
            lambda table: table.renewed(catalog, stand.rings),
        )
        upkeep = Upkeep(Shared(stand.flow, committer), source, 500, *extras)
        for _round in range(rounds):
            await upkeep.slow()
            between()
        await committer.close()

    asyncio.run(run())


def test_an_edit_is_seen_without_reading_all_codes_again(stand: Stand) -> None:
    before = stand.flow.finder.table
    code = stand.codes["poster-dijon/qr-shop"]
    with stand.catalog.db.conn:
        stand.catalog.db.execute("UPDATE code SET withdrawn = 1 WHERE id = ?", [code.id])
        stand.catalog.db.execute("UPDATE revision SET number = number + 1")
    keep(stand, 1)
    after = stand.flow.finder.table
    assert after._columns is before._columns
    assert stand.scan("shop").answer.headers["location"] == "https://levain.example/"


def test_a_catalog_that_cannot_be_read_keeps_no_certificate_from_being_renewed(
    stand: Stand,
) -> None:
    def locked() -> int:
        raise sqlite3.OperationalError("database is locked")

    seen: list[int] = []
    keep(stand, 2, locked, lambda: None, lambda: seen.append(1))
    assert seen == [1, 1]
    assert stand.flow.counters.total("refresh_errors") == 2
    assert stand.scan("shop").answer.status == 302


def test_a_burst_that_cannot_be_written_now_is_written_later(stand: Stand) -> None:
    for _time in range(30):
        stand.ask("/0000000000000000")
    stand.now += 60_000
    catalog = stand.config.data / "catalog.db"
    aside = catalog.with_name("aside.db")
    catalog.rename(aside)
    keep(stand, 2, lambda: stand.flow.finder.table.revision, lambda: _back(aside, catalog))
    [one] = alarms.open_alarms(stand.config.data)
    assert (one.kind, one.what, one.count) == ("bad-signatures", "network", 30)


def _back(aside: object, catalog: object) -> None:
    if aside.exists():  # type: ignore[attr-defined]
        aside.rename(catalog)  # type: ignore[attr-defined]


def test_another_day_has_another_salt(stand: Stand) -> None:
    before = stand.flow.visitors
    keep(stand, 1)
    assert stand.flow.visitors is before

    def tomorrow() -> None:
        stand.now += 86_400_000

    keep(stand, 2, None, tomorrow)
    assert stand.flow.visitors is not before
    assert stand.catalog.salt(date(2027, 4, 11))
