"""`report` on the command line."""

import json
from pathlib import Path

import pikepdf
import pytest
from click.testing import CliRunner, Result

from app import config
from app.cli.report import report
from app.errors import Refused
from tests.store.shop import open_shop, plan, scan, write


def run(data: Path, *arguments: str) -> Result:
    settings = config.load({"RELAIS_DATA": str(data)})
    return CliRunner().invoke(report, list(arguments), obj=settings)


def test_scans_still_in_a_journal_are_in_the_report(tmp_path: Path) -> None:
    shop = open_shop(tmp_path, plan())
    write(tmp_path, [scan(shop["bag"], "2027-03-10 09:00")])
    done = run(tmp_path, "--by", "placement", "--format", "json")
    assert done.exit_code == 0
    rows = {row["placement"]: row["scans"] for row in json.loads(done.stdout)["rows"]}
    assert rows["bag"] == 1


def test_the_table_is_printed_where_nothing_else_is_asked(tmp_path: Path) -> None:
    open_shop(tmp_path, plan())
    assert "Packaging" in run(tmp_path).stdout


def test_any_dimension_can_be_filtered_on(tmp_path: Path) -> None:
    open_shop(tmp_path, plan())
    done = run(tmp_path, "--where", "city=Dijon", "--campaign", "printemps", "--format", "csv")
    assert [line.split(",")[1] for line in done.stdout.splitlines()[1:3]] == [
        "poster-a3",
        "shop-window",
    ]


def test_a_workbook_needs_a_file(tmp_path: Path) -> None:
    open_shop(tmp_path, plan())
    assert run(tmp_path, "--format", "xlsx").exit_code == 2
    assert run(tmp_path, "--format", "xlsx", "--out", str(tmp_path / "r.xlsx")).exit_code == 0
    assert (tmp_path / "r.xlsx").read_bytes().startswith(b"PK")


def test_the_printable_report_is_a_whole_document(tmp_path: Path) -> None:
    open_shop(tmp_path, plan())
    assert run(tmp_path, "--format", "pdf", "--out", str(tmp_path / "r.pdf")).exit_code == 0
    with pikepdf.open(tmp_path / "r.pdf") as file, file.open_outline() as outline:
        assert "By placement" in [item.title for item in outline.root]


def test_small_counts_are_hidden_when_asked_and_not_where_they_cannot_be(tmp_path: Path) -> None:
    shop = open_shop(tmp_path, plan())
    write(tmp_path, [scan(shop["bag"], "2027-03-10 09:00")])
    done = run(tmp_path, "--format", "json", "--hide-below", "5")
    assert json.loads(done.stdout)["totals"]["scans"] is None
    assert run(tmp_path, "--people", "--hide-below", "5").exit_code == 2


def test_where_there_are_several_brands_one_must_be_named(tmp_path: Path) -> None:
    open_shop(tmp_path, plan())
    open_shop(tmp_path, plan(brand="autre", campaign="hiver"))
    done = run(tmp_path)
    assert done.exit_code == 2
    assert "autre, levain" in done.stderr
    assert run(tmp_path, "--brand", "autre").exit_code == 0


def test_a_wrong_question_is_refused(tmp_path: Path) -> None:
    open_shop(tmp_path, plan())
    assert isinstance(run(tmp_path, "--by", "mediun").exception, Refused)


def test_people_have_a_report_of_their_own(tmp_path: Path) -> None:
    open_shop(tmp_path, plan())
    assert "People who joined" in run(tmp_path, "--people").stdout


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ((), "No scans yet"),
        (("--from", "2027-03-01", "--to", "2027-03-07"), "1 Mar 2027 – 7 Mar 2027 · Europe/Paris"),
        (("--from", "2027-03-01"), "1 Mar 2027 · Europe/Paris"),
        (("--to", "2027-03-07"), "7 Mar 2027 · Europe/Paris"),
    ],
)
def test_without_scans_the_days_are_those_asked_for_or_none(
    tmp_path: Path, asked: tuple[str, ...], shown: str
) -> None:
    open_shop(tmp_path, plan())
    text = run(tmp_path, *asked).stdout
    assert shown in text.splitlines()
    assert "1970" not in text
