"""Reports that are sent by themselves: what arrives, when, and what happens when it does not."""

import io
import json
from collections.abc import Iterator, Mapping
from contextlib import closing
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import openpyxl
import pytest

from app import config
from app.config import Config
from app.model import Code
from app.reports import sending
from app.store import schedules, webhooks
from app.store.catalog import Catalog
from app.store.schedules import WAITS, Schedule
from app.store.zones import DAY
from tests.store.shop import at

MONDAY = at("2027-03-15 07:00")  # eight in Paris
WEEKLY = Schedule(
    id=0,
    brand="levain",
    name="Chaque lundi",
    asked={"by": "medium"},
    span="week",
    least=0,
    by="Anna",
    every="week",
    day=1,
    hour=8,
    language="fr",
    format="xlsx",
    recipients=("anna@levain.example", "bob@agence.example"),
    webhooks=False,
    created=0,
    due=MONDAY,
)


@pytest.fixture
def settings(tmp_path: Path, shop: Mapping[str, Code]) -> Config:
    return config.load(
        {
            "RELAIS_DATA": str(tmp_path),
            "RELAIS_MAIL_FROM": "Relais <reports@relais.example>",
            "RELAIS_ADDRESS": "https://relais.example/",
        }
    )


@pytest.fixture
def catalog(settings: Config) -> Iterator[Catalog]:
    with closing(Catalog(settings.data)) as found:
        yield found


class Post:
    """Keeps what is handed over, as it would arrive; fails the first `failures` times."""

    def __init__(self, failures: int = 0, refused: str = "") -> None:
        self.failures, self.refused = failures, refused
        self.got: list[EmailMessage] = []

    def __call__(self, message: EmailMessage) -> str:
        if self.failures:
            self.failures -= 1
            raise ConnectionRefusedError("Connection refused")
        self.got.append(message_from_bytes(bytes(message), policy=policy.default))
        return self.refused


def test_a_report_arrives_in_words_and_as_a_file(settings, catalog):
    schedules.add(catalog.db, WEEKLY)
    post = Post()
    assert sending.run(settings, MONDAY, post) == (1, 0)
    (mail,) = post.got
    assert mail["Subject"] == "Chaque lundi – 8 mars 2027 – 14 mars 2027"
    assert mail["To"] == "anna@levain.example, bob@agence.example"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert bytes(mail).isascii()  # as every mail server takes it
    words = mail.get_body(("plain",)).get_content()
    assert "Scans\u00a0: 55" in words
    assert "https://relais.example/console/levain/report?by=medium&from=2027-03-08" in words
    (file,) = mail.iter_attachments()
    assert file.get_filename() == "levain-2027-03-14.xlsx"
    book = openpyxl.load_workbook(io.BytesIO(file.get_content()))
    assert "Affiche A3" in [cell.value for cell in book.worksheets[0]["A"]]


@pytest.mark.parametrize(
    ("format", "begin"), [("pdf", b"%PDF-"), ("csv", b"\xef\xbb\xbfrow,"), ("parquet", b"PAR1")]
)
def test_every_format_can_be_attached(settings, catalog, format, begin):
    schedules.add(catalog.db, WEEKLY._replace(format=format))
    post = Post()
    sending.run(settings, MONDAY, post)
    (file,) = post.got[0].iter_attachments()
    assert file.get_payload(decode=True).startswith(begin)


def test_it_is_sent_once_and_next_a_week_later(settings, catalog):
    schedules.add(catalog.db, WEEKLY)
    post = Post()
    for minute in range(4):
        sending.run(settings, MONDAY + minute * 60_000, post)
    assert len(post.got) == 1
    (kept,) = schedules.listed(catalog.db, "levain")
    assert (kept.sent, kept.due, kept.failed) == (MONDAY, MONDAY + 7 * DAY, "")


def test_a_failure_is_kept_and_tried_again_under_the_same_id(settings, catalog):
    schedules.add(catalog.db, WEEKLY)
    post = Post(failures=1)
    assert sending.run(settings, MONDAY, post) == (0, 1)
    (kept,) = schedules.listed(catalog.db, "levain")
    assert (kept.failed, kept.due, kept.sent) == ("Connection refused", MONDAY + WAITS[0], None)
    again = Post()
    assert sending.run(settings, kept.due, again) == (1, 0)
    other = Post()
    schedules.pause(catalog.db, "levain", kept.id, MONDAY, paused=False)
    sending.run(settings, MONDAY + WAITS[0], other)
    assert again.got[0]["Message-ID"] == other.got[0]["Message-ID"]
    assert schedules.listed(catalog.db, "levain")[0].failed == ""


def test_after_the_last_try_the_next_monday_is_waited_for(settings, catalog):
    schedules.add(catalog.db, WEEKLY)
    now = MONDAY
    for _try in range(len(WAITS) + 1):
        sending.run(settings, now, Post(failures=1))
        (kept,) = schedules.listed(catalog.db, "levain")
        assert kept.failed
        now = kept.due
    assert now == MONDAY + 7 * DAY
    assert sending.run(settings, now, Post()) == (1, 0)


def test_a_refused_address_is_told_and_nobody_gets_it_twice(settings, catalog):
    schedules.add(catalog.db, WEEKLY)
    sending.run(settings, MONDAY, Post(refused="bob@agence.example"))
    (kept,) = schedules.listed(catalog.db, "levain")
    assert (kept.failed, kept.sent, kept.due) == ("bob@agence.example", MONDAY, MONDAY + 7 * DAY)


def test_one_that_fails_holds_up_no_other(settings, catalog):
    schedules.add(catalog.db, WEEKLY._replace(asked={"by": "gone"}))
    schedules.add(catalog.db, WEEKLY)
    post = Post()
    assert sending.run(settings, MONDAY, post) == (1, 1)
    assert len(post.got) == 1


def test_a_paused_one_is_not_sent(settings, catalog):
    made = schedules.add(catalog.db, WEEKLY)
    schedules.pause(catalog.db, "levain", made.id, MONDAY, paused=True)
    assert sending.run(settings, MONDAY, Post()) == (0, 0)


def test_two_processes_send_it_once(settings, catalog):
    schedules.add(catalog.db, WEEKLY)
    assert len(schedules.claim(catalog.db, MONDAY)) == 1
    with closing(Catalog(settings.data)) as other:
        assert schedules.claim(other.db, MONDAY) == []


def test_small_counts_leave_the_house_hidden(settings, catalog):
    schedules.add(catalog.db, WEEKLY._replace(least=10, format="csv"))
    post = Post()
    sending.run(settings, MONDAY, post)
    (file,) = post.got[0].iter_attachments()
    rows = file.get_payload(decode=True).decode("utf-8-sig")
    (bag,) = (line for line in rows.splitlines() if line.startswith("row,packaging"))
    assert bag.startswith("row,packaging,10000,,")


def test_webhooks_that_ask_are_told_the_report(settings, catalog):
    webhooks.add(catalog.db, "levain", "https://x.example/", ["report.ready"], 0)
    schedules.add(catalog.db, WEEKLY._replace(recipients=(), webhooks=True))
    assert sending.run(settings, MONDAY) == (1, 0)  # no mail server is needed
    webhooks.spread(catalog.db, MONDAY)
    (due,) = webhooks.claim(catalog.db, MONDAY)
    said = json.loads(due.data)
    assert (due.kind, said["name"], said["from"]) == ("report.ready", "Chaque lundi", "2027-03-08")
    assert said["report"]["totals"]["scans"] == 55
    assert said["rows_left_off"] == 0


def test_without_a_mail_server_the_page_can_say_why(settings, catalog):
    schedules.add(catalog.db, WEEKLY)
    assert sending.run(settings, MONDAY) == (0, 1)
    assert "RELAIS_SMTP" in schedules.listed(catalog.db, "levain")[0].failed
