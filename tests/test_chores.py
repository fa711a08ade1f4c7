"""Chores: finished days are sealed and old events forgotten while the server runs, each in time."""

import sqlite3
from contextlib import closing

import pytest

from app import config
from app.chores import DAY, HOUR, MINUTE, Chores
from app.model import Conversion, Match
from app.store import privacy, schedules, secrets, sharing, webhooks
from app.store.catalog import Catalog
from app.store.folder import fold
from app.store.journal import FOLDER, Journal
from tests.samples import codes, plan

AT = 1_795_251_600_000
WEEKLY = schedules.Schedule(
    id=0,
    brand="maison-levain",
    name="Weekly",
    asked={"by": "medium"},
    span="",
    least=0,
    by="Anna",
    every="week",
    day=1,
    hour=8,
    language="en",
    format="csv",
    recipients=(),
    webhooks=True,
    created=0,
    due=0,
)


@pytest.fixture
def world(tmp_path):
    """Settings of a data folder with one folded scan and one conversion, both at AT."""
    data = tmp_path / "data"
    catalog = Catalog.create(data)
    small = plan(tmp_path)
    catalog.save(small, codes(small, secrets.ensure(data / "keys", "maison-levain")))
    code = catalog.codes("maison-levain")[0]
    order = Conversion("shop", "1", "order", code.token, AT, 100, "EUR")
    catalog.record(
        "maison-levain", [(order, Match(code.id, "token", "deterministic", "signed"))], AT
    )
    catalog.close()
    journal = Journal(data / FOLDER)
    journal.append(
        [(AT, "maison-levain", code.id, None, 0, 0, "", "fr", "", 7, "r", "web", "", "")]
    )
    journal.close()
    fold(data)
    return config.load({"RELAIS_DATA": str(data)})


def counts(settings):
    with closing(sqlite3.connect(settings.data / "history.db")) as history:
        (unsealed,) = history.execute("SELECT count(*) FROM scan").fetchone()
    with closing(sqlite3.connect(settings.data / "catalog.db")) as catalog:
        (conversions,) = catalog.execute("SELECT count(*) FROM conversion").fetchone()
    return unsealed, conversions


@pytest.mark.parametrize(
    ("later", "left"), [(HOUR, (1, 1)), (2 * DAY, (0, 1)), (800 * DAY, (0, 0))]
)
def test_a_day_is_sealed_once_over_and_an_event_forgotten_after_25_months(world, later, left):
    Chores(world, lambda: AT + later).round()
    assert counts(world) == left


def test_each_chore_waits_for_its_time(world):
    clock = [AT]
    chores = Chores(world, lambda: clock[0])
    chores.round()
    assert (chores.sealed, chores.purged) == (AT, AT)
    clock[0] += HOUR
    chores.round()
    assert (chores.sealed, chores.purged) == (AT + HOUR, AT)


def test_a_report_that_is_due_is_sent_within_a_minute_and_once(world):
    with closing(Catalog(world.data)) as catalog:
        webhooks.add(catalog.db, "maison-levain", "https://x.example/", ["report.ready"], 0)
        schedules.add(catalog.db, WEEKLY._replace(due=AT + DAY))
    clock = [AT]
    chores = Chores(world, lambda: clock[0])
    for minutes in (0, 24 * 60 - 1, 24 * 60, 24 * 60 + 1):
        clock[0] = AT + minutes * MINUTE
        chores.round()
    with closing(Catalog(world.data)) as catalog:
        told = catalog.db.execute("SELECT kind FROM event").fetchall()
        (kept,) = schedules.listed(catalog.db, "maison-levain")
    assert told == [("report.ready",)]
    assert kept.sent == AT + DAY


def test_links_that_ended_long_ago_are_forgotten(world):
    with closing(Catalog(world.data)) as catalog:
        made = sharing.fresh("maison-levain", "Old", {}, by="Anna", now=AT)
        sharing.add(catalog.db, made._replace(expires=AT + DAY))
        sharing.add(catalog.db, made._replace(expires=AT + 80 * DAY))
    Chores(world, lambda: AT + DAY + sharing.KEEP + 1).round()
    with closing(Catalog(world.data)) as catalog:
        assert [one.id for one in sharing.listed(catalog.db, "maison-levain")] == [2]


@pytest.mark.parametrize(("days", "left"), [(394, 1), (397, 0)])
def test_a_consent_ends_after_13_months_with_what_it_allowed(world, days, left):
    with closing(Catalog(world.data)) as catalog:
        code = catalog.codes("maison-levain")[0]
        privacy.give_consent(catalog.db, "maison-levain", "anna", code.id, AT, "v1")
        row = Conversion("app", "2", "open", code.token, AT, subject="anna")
        match = Match(code.id, "token", "deterministic", "signed")
        catalog.record("maison-levain", [(row, match)], AT)
    Chores(world, lambda: AT + days * DAY).round()
    with closing(Catalog(world.data)) as catalog:
        held = privacy.held(catalog.db, "maison-levain", ["anna"])
    assert len(held["consents"]) == len(held["conversions"]) == left
