"""People can be shown, erased and forgotten in time, and no report changes for it."""

import json
from contextlib import closing
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from app import config, reports
from app.cli.privacy import erase as erase_command
from app.cli.privacy import export as export_command
from app.errors import Missing
from app.inbound.door import subject
from app.inbound.keyring import Keyring
from app.model import Action, Conversion, Match
from app.store import folder, history, privacy, sealing, webhooks
from app.store.catalog import Catalog
from tests.store.shop import at, open_shop, plan, scan, write

NOBODY = Match(None, "", "none", "unknown-ref")
DAY_MS = 86_400_000


@pytest.fixture
def shop(tmp_path):
    return open_shop(tmp_path, plan())


@pytest.fixture
def catalog(tmp_path, shop):
    with closing(Catalog(tmp_path)) as found:
        yield found


def met(name, code, when, who, kind="open"):
    row = Conversion("app", name, kind, code.token, at(when), subject=who)
    return row, Match(code.id, "token", "deterministic", "signed")


def order(name, when, who, value=1000, **more):
    row = Conversion("shop", name, "order", "my own words", at(when), value, "EUR", who, **more)
    return row, NOBODY


def story(shop, catalog):
    """Anna met two codes and bought; so did Berta."""
    for who in ("anna", "berta"):
        catalog.record(
            "levain",
            [
                met(f"{who}-1", shop["dijon"], "2027-03-10 09:00", who),
                met(f"2-{who[::-1]}", shop["bag"], "2027-03-11 09:00", who),
                order(f"order-{who[0]}", "2027-03-12 09:00", who),
            ],
            at("2027-03-12 10:00"),
        )


def report(data, model="last"):
    query = reports.parse("levain", {"by": "placement", "model": model})
    found = reports.run(query, config.load({"RELAIS_DATA": str(data)}))
    return found.rows, found.unattributed, found.totals


def text_of(catalog):
    catalog.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return json.dumps(catalog.db.execute("SELECT * FROM conversion").fetchall(), default=repr)


def test_erasing_takes_the_person_out_and_leaves_every_report_as_it_was(tmp_path, shop, catalog):
    story(shop, catalog)
    seen = [report(tmp_path, model) for model in ("last", "linear", "first")]
    gone = privacy.erase(catalog.db, "levain", ["anna"])
    assert gone.conversions == 3
    stored = text_of(catalog)
    assert "anna" not in stored
    assert stored.count("my own words") == 1
    assert "berta" in stored
    assert [report(tmp_path, model) for model in ("last", "linear", "first")] == seen
    assert privacy.held(catalog.db, "levain", ["anna"])["conversions"] == []


def test_what_webhooks_are_told_of_an_erased_person_names_nobody(shop, catalog):
    webhooks.add(catalog.db, "levain", "https://x.example/", ["conversion.recorded"], 0)
    story(shop, catalog)
    back = Conversion("app", "back", "open", "", at("2027-03-13 09:00"), reverses="anna-1")
    catalog.record("levain", [(back, NOBODY)], 9)
    privacy.erase(catalog.db, "levain", ["anna"])
    told = [row[0] for row in catalog.db.execute("SELECT data FROM event")]
    assert len(told) == 7
    assert not any("anna" in data for data in told)
    assert sum("berta" in data for data in told) == 1


def test_a_source_that_sends_an_erased_conversion_again_brings_nobody_back(tmp_path, shop, catalog):
    story(shop, catalog)
    privacy.erase(catalog.db, "levain", ["anna"])
    before = report(tmp_path)
    (receipt,) = catalog.record("levain", [order("order-a", "2027-03-12 09:00", "anna")], 9)
    assert receipt.status == "replay"
    assert report(tmp_path) == before
    assert "anna" not in text_of(catalog)


def test_an_erased_order_can_still_be_refunded_from_each_code_s_share(tmp_path, shop, catalog):
    story(shop, catalog)
    shares = "SELECT model, code, share, value_minor FROM credit WHERE conversion = ?"
    (id,) = catalog.db.execute("SELECT id FROM conversion WHERE external_id = 'order-a'").fetchone()
    before = catalog.db.execute(shares, [id]).fetchall()
    assert {model for model, *_rest in before} > {"first", "last", "linear"}
    privacy.erase(catalog.db, "levain", ["anna"])
    refund = Conversion("shop", "r", "order", "", at("2027-03-20 09:00"), reverses="order-a")
    (receipt,) = catalog.record("levain", [(refund, NOBODY)], 9)
    mirrored = catalog.db.execute(shares, [receipt.id]).fetchall()
    assert mirrored == [(model, code, -share, -value) for model, code, share, value in before]


def test_what_is_held_of_a_person_is_exported_with_credits_and_refunds(shop, catalog):
    story(shop, catalog)
    privacy.give_consent(catalog.db, "levain", "anna", shop["bag"].id, 5, "v2")
    refund = Conversion("shop", "r", "order", "", at("2027-03-20 09:00"), -1, reverses="order-a")
    catalog.record("levain", [(refund, NOBODY)], 9)
    held = privacy.held(catalog.db, "levain", ["anna"])
    names = [row["external_id"] for row in held["conversions"]]
    assert names == ["anna-1", "2-anna", "order-a"]
    bought = held["conversions"][2]
    assert [row["external_id"] for row in bought["taken_back_by"]] == ["r"]
    assert {row["token"] for row in bought["credits"] if row["model"] == "linear"} == {
        shop["dijon"].token,
        shop["bag"].token,
    }
    assert held["consents"] == [
        {"subject": "anna", "at": 5, "text": "v2", "token": shop["bag"].token}
    ]


@pytest.mark.parametrize(
    ("now", "months", "day"),
    [
        ("2029-04-10 12:00", 25, "2027-03-10"),
        ("2028-03-31 00:00", 13, "2027-02-28"),
        ("2029-03-29 23:59", 25, "2027-02-28"),
        ("2028-01-05 00:00", 25, "2025-12-05"),
    ],
)
def test_months_are_those_of_the_calendar(now, months, day):
    found = datetime.fromtimestamp(privacy.before(at(now), months) / 1000, UTC)
    assert (found.date().isoformat(), found.hour) == (day, 0)


def test_events_are_deleted_after_25_months_and_not_a_day_before(tmp_path, shop, catalog):
    story(shop, catalog)
    taps = [Action(at("2027-03-10 09:01"), "levain", shop["bag"].id, 1, "call", "phone")]
    days = ["2027-03-09 10:00", "2027-03-10 10:00", "2027-03-11 10:00"]
    write(tmp_path, [scan(shop["bag"], day) for day in days], taps)
    folder.fold(tmp_path)
    sealing.seal(tmp_path, at("2027-03-11 02:00"))  # the first two days; the third stays open
    assert privacy.purge(catalog.db, tmp_path, at("2029-04-09 23:59")) == (0, 0, 0, 0, 0)
    assert privacy.purge(catalog.db, tmp_path, at("2029-04-10 00:00")) == (0, 0, 1, 0, 0)
    gone = privacy.purge(catalog.db, tmp_path, at("2029-04-11 00:00"))
    assert gone == (2, 1, 1, 0, 0)  # the opens of the 10th, the tap, its day's scan
    with history.read(tmp_path) as reader:
        left = history.Select("SELECT at FROM scan", [])
        assert [row[0] for row in reader.scans(left, 0, at("2030-01-01 00:00"))] == [at(days[2])]
    assert list((tmp_path / history.SEALED).glob("*.parquet")) == []
    assert privacy.purge(catalog.db, tmp_path, at("2029-04-11 00:00")) == (0, 0, 0, 0, 0)
    last = privacy.purge(catalog.db, tmp_path, at("2029-04-30 00:00"))
    assert (last.conversions, last.scans) == (4, 1)
    assert catalog.db.execute("SELECT count(*) FROM credit").fetchone() == (0,)


def test_an_order_stays_as_long_as_its_refund_is_younger(tmp_path, shop, catalog):
    refund = Conversion("shop", "r", "order", "", at("2027-06-01 09:00"), -1, reverses="o")
    rows = [order("o", "2027-03-01 09:00", None), (refund, NOBODY)]
    catalog.record("levain", rows, 5)
    assert privacy.purge(catalog.db, tmp_path, at("2029-05-01 00:00")).conversions == 0
    assert privacy.purge(catalog.db, tmp_path, at("2029-07-02 00:00")).conversions == 2


def test_a_consent_ends_after_13_months_and_its_person_is_forgotten(tmp_path, shop, catalog):
    story(shop, catalog)
    privacy.give_consent(catalog.db, "levain", "anna", shop["bag"].id, at("2027-03-10 09:00"), "v1")
    before = report(tmp_path, "linear")
    kept = privacy.purge(catalog.db, tmp_path, at("2028-04-10 08:00"))
    assert (kept.consents, kept.forgotten) == (0, 0)
    gone = privacy.purge(catalog.db, tmp_path, at("2028-04-11 08:00"))
    assert (gone.conversions, gone.consents, gone.forgotten) == (0, 1, 3)
    assert "anna" not in text_of(catalog)
    assert report(tmp_path, "linear") == before


def run(command, tmp_path, *arguments):
    (tmp_path / "keys").mkdir(exist_ok=True)
    (tmp_path / "keys" / "levain.keys").write_text("test-secret\n")
    settings = config.load({"RELAIS_DATA": str(tmp_path)})
    done = CliRunner().invoke(command, list(arguments), obj=settings, catch_exceptions=False)
    return done.stdout


def test_a_caller_is_found_by_number_though_only_a_hash_is_kept(tmp_path, shop, catalog):
    run(export_command, tmp_path, "--subject", "x")  # makes the keys
    who = subject(Keyring(tmp_path / "keys", "levain").subject, "tel", "+33612345678")
    catalog.record("levain", [order("o", "2027-03-12 09:00", who)], 5)
    found = json.loads(run(export_command, tmp_path, "--subject", "tel:06 12 34 56 78"))
    assert [row["external_id"] for row in found["conversions"]] == ["o"]
    assert run(erase_command, tmp_path, "--subject", "tel:06 12 34 56 78").startswith("1 ")


def test_a_person_is_found_by_one_of_their_conversions(tmp_path, shop, catalog):
    story(shop, catalog)
    run(erase_command, tmp_path, "--ref", "shop/order-a")
    assert "anna" not in text_of(catalog)
    with pytest.raises(Missing):
        run(erase_command, tmp_path, "--ref", "shop/order-a")


def test_an_export_into_a_file_is_whole(tmp_path, shop, catalog):
    story(shop, catalog)
    run(export_command, tmp_path, "--subject", "anna", "--out", str(tmp_path / "anna.json"))
    assert len(json.loads((tmp_path / "anna.json").read_text())["conversions"]) == 3
