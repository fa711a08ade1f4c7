"""A run becomes a file: whole or not at all, and the same after a kill; its copies open."""

import csv
import errno
import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from zipfile import ZipFile

import pikepdf
import pytest
from click.testing import CliRunner

from app import config
from app.cli.runs import run as command
from app.errors import Refused, Unavailable
from app.issue import issue
from app.printing.labels import sheet
from app.printing.media import medium
from app.printing.press import POINT
from app.printing.runs import spool
from app.printing.runs.formats import FORMATS, Paper
from app.printing.runs.write import write
from app.redirect.serve import Flow
from app.redirect.table import Table
from app.redirect.visit import Request, Visitors
from app.store import secrets
from app.store.catalog import Catalog
from tests.printing.runs.kit import PAPER, a_run, page, read
from tests.printing.runs.test_find import SERIAL
from tests.redirect.conftest import IPHONE, StandInPages
from tests.samples import plan

KILLED = """
import os, signal, sys
from pathlib import Path
from app.printing.runs import spool, write
from tests.printing.runs.kit import PAPER, a_run
spool._EVERY = 1
write.certify = lambda *_, **__: "A"
def stop(done, _all):
    if done >= int(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)
write.write(a_run(count=int(sys.argv[3])), Path(sys.argv[1]), PAPER, progress=stop)
"""


@pytest.fixture
def uncertified(monkeypatch):
    """Without the look at the first copy, which takes longer than a short run."""
    monkeypatch.setattr("app.printing.runs.write.certify", lambda *_, **__: "A")


@pytest.mark.parametrize(
    ("ending", "stop", "count"),
    [("pdf", 420, 1000), ("zip", 512, 1100), ("csv", 8192, 9000), ("jsonl", 1, 5000)],
)
def test_a_killed_run_goes_on_where_it_stopped_and_ends_in_the_same_bytes(
    tmp_path, uncertified, ending, stop, count
):
    out = tmp_path / f"run.{ending}"
    killed = subprocess.run([sys.executable, "-c", KILLED, out, str(stop), str(count)], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert not out.exists()
    resumed = write(a_run(count=count), out, PAPER)
    whole = write(a_run(count=count), tmp_path / "whole" / out.name, PAPER)
    assert stop <= resumed.resumed < count
    assert whole.resumed == 0
    assert resumed.sha256 == whole.sha256
    assert sorted(path.name for path in tmp_path.iterdir()) == [out.name, "whole"]


def test_what_was_begun_with_another_sheet_is_not_gone_on_with(tmp_path, uncertified):
    def stop(_done, _all):
        raise KeyboardInterrupt

    out = tmp_path / "run.pdf"
    with pytest.raises(KeyboardInterrupt):
        write(a_run(count=500), out, PAPER, progress=stop)
    assert write(a_run(count=500), out, Paper(sheet("L7163"))).resumed == 0


def test_a_full_disk_is_said_in_one_line_and_what_was_written_is_kept(tmp_path, monkeypatch):
    out = tmp_path / "run.csv"
    append, full = spool.Spool.append, OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def until_full(self, part, done):
        if done > 5000:
            raise full
        append(self, part, done)

    with monkeypatch.context() as patch:
        patch.setattr(spool.Spool, "append", until_full)
        with pytest.raises(Unavailable, match=r"run\.csv: No space left on device"):
            write(a_run(count=9000), out, PAPER)
    assert not out.exists()
    assert write(a_run(count=9000), out, PAPER).resumed == 4096


def test_a_grade_below_that_of_the_medium_is_refused_before_anything_is_written(tmp_path):
    where, out = Paper(sheet("L7651")), tmp_path / "run.pdf"
    strict = a_run(medium=replace(medium("label"), grade="A"))
    with pytest.raises(Refused, match="low-grade"):
        write(strict, out, where)
    assert list(tmp_path.iterdir()) == []
    written = write(strict, out, where, accept="F")
    assert written.grade > "A"
    assert out.exists()


def test_progress_is_told_up_to_the_last_copy(tmp_path):
    told = []
    write(a_run(count=9000), tmp_path / "run.csv", PAPER, progress=lambda *of: told.append(of))
    assert told == [(4096, 9000), (8192, 9000), (9000, 9000)]


def test_an_unknown_ending_is_refused_with_those_there_are(tmp_path):
    with pytest.raises(Refused, match=r"\.csv, \.jsonl, \.pdf, \.zip"):
        write(a_run(), tmp_path / "run.docx", PAPER)
    assert set(FORMATS) == {"csv", "jsonl", "pdf", "zip"}


@pytest.fixture
def shop(tmp_path):
    """(settings, the serialised code, a flow over its catalog)."""
    settings = config.load({"RELAIS_DATA": str(tmp_path)})
    catalog = Catalog.create(tmp_path)
    wanted = plan(tmp_path, SERIAL)
    ring = secrets.ensure(settings.keys, wanted.brand.slug)
    codes = issue(wanted, catalog, ring)
    catalog.save(wanted, codes)
    now = int(datetime(2027, 4, 10, 18, tzinfo=UTC).timestamp() * 1000)
    table = Table(catalog, {wanted.brand.slug: ring})
    flow = Flow(table, Visitors(b"a salt"), StandInPages(), lambda: now, settings)
    yield settings, next(code for code in codes if code.spec.serials), flow
    catalog.close()


def called(settings, *arguments):
    return CliRunner().invoke(command, list(map(str, arguments)), obj=settings)


def test_a_scanned_label_leads_to_its_code_and_the_scan_knows_its_copy(shop, tmp_path):
    settings, code, flow = shop
    out = tmp_path / "run.pdf"
    done = called(settings, code.token, "--out", out, "--from", 500, "--count", 21)
    assert done.exit_code == 0, done.output
    scanned = read(page(out.read_bytes()))
    assert len(scanned) == 21
    for serial, url in enumerate(scanned, 500):
        _scheme, host, path = url.replace("//", "/").split("/")
        headers = {b"host": host.encode(), b"user-agent": IPHONE}
        request = Request(b"GET", f"/{path}".encode(), headers, "192.0.2.7")
        outcome = flow.answer(request)
        assert outcome.row is not None
        assert outcome.row[2:4] == (code.id, serial)
        assert outcome.answer.status == 302
        assert f"ct={code.token}" in outcome.answer.headers["location"]


def test_the_same_copies_stand_in_every_format(shop, tmp_path):
    settings, code, _flow = shop
    for ending in FORMATS:
        done = called(settings, code.reference, "--out", tmp_path / f"run.{ending}", "--count", 30)
        assert done.exit_code == 0, done.output
        assert "30" in done.stdout
        assert "sha256" in done.stdout
    with (tmp_path / "run.csv").open(newline="") as file:
        urls = [row["url"] for row in csv.DictReader(file)]
    assert read(page((tmp_path / "run.pdf").read_bytes())) == urls[:21]
    with ZipFile(tmp_path / "run.zip") as archive:
        assert all(
            f"<title>{url}<".encode() in archive.read(f"{serial:03d}.svg")
            for serial, url in enumerate(urls)
        )


def test_the_grid_of_the_sheet_is_written_beside_the_run_when_it_is_asked_for(shop, tmp_path):
    settings, code, _flow = shop
    grid, out = tmp_path / "grid.pdf", tmp_path / "run.csv"
    options = ("--sheet", "5160", "--test-grid", grid, "--out", out)
    assert called(settings, code.token, *options).exit_code == 0
    with pikepdf.open(grid) as found:
        width, height = (float(side) / POINT for side in found.pages[0].mediabox[2:])
    assert (width, height) == pytest.approx(sheet("5160").paper, abs=0.01)
    assert out.exists()


def test_what_is_wrong_is_said_by_the_command(shop, tmp_path):
    settings, code, _flow = shop
    done = called(settings, code.token, "--out", tmp_path / "run.pdf", "--count", 5000)
    assert isinstance(done.exception, Refused)
    assert not (tmp_path / "run.pdf").exists()
    assert called(settings, code.token).exit_code == 2


def test_a_run_that_would_leave_out_the_brands_look_is_refused_unless_it_is_wanted_plain(tmp_path):
    run = a_run(count=3, lost=("style", "profile"))
    for ending in ("pdf", "zip"):
        out = tmp_path / f"run.{ending}"
        with pytest.raises(Refused, match=r"style, output profile.*plain-run"):
            write(run, out, PAPER)
        assert not list(tmp_path.glob(f"*{ending}*"))
        assert write(run, out, PAPER, plain=True).copies == 3
    assert write(run, tmp_path / "run.csv", PAPER).copies == 3
