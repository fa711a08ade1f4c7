"""A long queue at the call centre sends people elsewhere, for as long as it is known."""

import asyncio

import pytest

from app.errors import Missing
from app.redirect.commit import Committer
from app.redirect.shared import Shared
from app.redirect.upkeep import Source, Upkeep
from app.store import queues
from app.store.journal import Journal
from tests.redirect.conftest import Stand


def rule(stand: Stand, minutes: int = 1) -> str:
    """The rule that the next scan of the code takes."""
    stand.now += minutes * 60_000
    row = stand.scan("queue").row
    assert row is not None
    return row[10]


def refresh(stand: Stand) -> None:
    """One round of upkeep."""

    async def once() -> None:
        journal = Journal(stand.config.data / "journals")
        committer = Committer(
            asyncio.get_running_loop(), journal, stand.flow.counters, lambda: stand.now
        )
        catalog = stand.catalog
        source = Source(catalog.revision, stand.a_table, catalog.salt, catalog.forget_salts)
        await Upkeep(Shared(stand.flow, committer), source, 500).slow()
        await committer.close()

    asyncio.run(once())


def test_a_long_wait_sends_people_elsewhere_until_it_is_short_or_unknown(stand: Stand) -> None:
    assert rule(stand) == "all"
    queues.report(stand.config.data, "levain", "phone", 121, stand.now)
    refresh(stand)
    assert rule(stand) == "busy"
    assert rule(stand, minutes=5) == "all"
    queues.report(stand.config.data, "levain", "phone", 500, stand.now)
    queues.report(stand.config.data, "levain", "phone", 120, stand.now + 1)
    refresh(stand)
    assert rule(stand) == "all"


def test_reports_that_come_in_the_wrong_order_leave_the_newest(stand: Stand) -> None:
    data = stand.config.data
    queues.report(data, "levain", "phone", 60, 2000)
    queues.report(data, "levain", "phone", 90, 1000)
    assert queues.waits(data) == {("levain", "phone"): queues.Wait(60, 2000)}


def test_only_a_contact_point_that_is_there_has_a_queue(stand: Stand) -> None:
    data = stand.config.data
    with pytest.raises(Missing):
        queues.report(data, "levain", "nobody", 60, 0)
    with pytest.raises(Missing):
        queues.report(data, "autre", "phone", 60, 0)
    with pytest.raises(ValueError, match="86400"):
        queues.report(data, "levain", "phone", -1, 0)
    assert queues.waits(data) == {}
