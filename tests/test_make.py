"""`make` itself: all or nothing, what it releases, and what a second run changes. Small on purpose:
the whole sample campaign is in test_flows."""

import json
import shutil
from dataclasses import replace

import pytest

from app import approvals, config
from app.approvals import Approval
from app.errors import Conflict, Refused
from app.i18n import speaking
from app.make import make
from app.store import secrets
from app.store.catalog import Catalog
from tests.samples import SMALL

HEAD = SMALL[: SMALL.index("[[placements]]")]
LABEL = """
[[placements]]
medium = "business-card"
place = "Carte"
quantity = 500
codes = [ { kind = "qr", route = "shop" } ]
"""
ONE = HEAD + LABEL
TINY_DOTS = ONE.replace(
    'route = "shop" }', 'route = "shop", style = { modules = "dots", dot = 0.5 } }'
)
DENSE = ONE.replace("q.levain.example", "qr-codes." + "very-long-name." * 15 + "example")


def settings(folder):
    return config.load({"RELAIS_DATA": str(folder / "data")})


def run(folder, text=ONE, **options):
    """Make a campaign text in a folder: files in `out`, data in `data`."""
    (folder / "campaign.toml").write_text(text, encoding="utf-8")
    return make(settings(folder), folder / "campaign.toml", folder / "out", **options)


def problems(folder, text, **options):
    with pytest.raises(Refused) as caught:
        run(folder, text, **options)
    return caught.value.problems


def files(folder):
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def tokens(folder):
    catalog = Catalog(folder / "data")
    found = {code.placement: code.token for code in catalog.codes("maison-levain")}
    catalog.close()
    return found


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    """One business card, made: (folder, what was made, progress)."""
    folder = tmp_path_factory.mktemp("first")
    steps = []
    made = run(folder, progress=lambda done, total: steps.append((done, total)))
    return folder, made, steps


@pytest.fixture
def again(first, tmp_path):
    """The same data folder, as a copy."""
    folder, made, _steps = first
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    return tmp_path, made


def test_a_run_writes_every_row_of_its_manifest_and_says_how_far_it_is(first):
    folder, made, steps = first
    name = "business-card/business-card-carte-qr"
    printed = {f"{name}.{ending}" for ending in ("svg", "png", "pdf", "eps")}
    assert files(folder / "out") == printed | {"manifest.csv", "manifest.json", "proof.pdf"}
    assert {row.file for row in made.rows} == printed
    assert {row.released for row in made.rows} == {"yes"}
    assert steps == [(1, 1)]


@pytest.mark.parametrize(
    ("text", "code"),
    [(ONE.replace('to = "web"', 'to = "wab"'), "unknown-point"), (DENSE, "too-dense")],
)
def test_a_refusal_leaves_no_file_no_code_and_no_key(tmp_path, text, code):
    assert {problem.code for problem in problems(tmp_path, text)} == {code}
    left = files(tmp_path)
    assert not {name for name in left if name.endswith(".keys") or name.startswith("out")}
    if "data/catalog.db" in left:
        assert tokens(tmp_path) == {}
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_a_code_too_dense_says_for_what_and_how_wide_it_must_be(tmp_path):
    (problem,) = problems(tmp_path, DENSE)
    assert problem.where.startswith("business-card-carte-qr: ")
    assert "0.420 mm" in problem.what
    assert "mm wide" in problem.instead


def test_problems_are_told_in_the_language_of_who_asks(tmp_path):
    with speaking("fr"):
        (problem,) = problems(tmp_path, DENSE)
    assert "Carte de visite" in problem.where
    assert "ce support" in problem.what


def test_the_problems_of_all_codes_come_at_once(tmp_path):
    both = DENSE + LABEL.replace("business-card", "label")
    assert {problem.where.split(":")[0] for problem in problems(tmp_path, both)} == {
        "business-card-carte-qr",
        "label-carte-qr",
    }


def test_a_low_grade_is_refused_unless_somebody_accepts_it_and_that_is_written_down(tmp_path):
    found = problems(tmp_path, TINY_DOTS)
    assert {problem.code for problem in found} == {"low-grade"}
    assert files(tmp_path / "out") == set()
    made = run(tmp_path, TINY_DOTS, accept="F")
    below = [row for row in made.rows if row.grade in ("D", "F")]
    assert below
    assert {row.released for row in below} == {"accepted"}
    written = json.loads((tmp_path / "out" / "manifest.json").read_bytes())
    assert [row["released"] for row in written] == [row.released for row in made.rows]


def test_an_edited_file_issues_what_is_new_and_nothing_else_again(again):
    folder, made = again
    before = tokens(folder)
    edited = ONE.replace("quantity = 500", "quantity = 900") + LABEL.replace("Carte", "Autre")
    after = run(folder, edited)
    now = tokens(folder)
    assert now["business-card-carte"] == before["business-card-carte"]
    assert after.changes.added == (now["business-card-autre"],)
    assert after.changes.unchanged == (before["business-card-carte"],)
    assert after.rows[: len(made.rows)] == made.rows


def test_a_code_that_left_the_file_is_kept_and_its_files_too(again):
    folder, made = again
    after = run(folder, HEAD + LABEL.replace("Carte", "Autre"))
    assert after.changes.kept == (made.codes[0].token,)
    assert made.rows[0].file in files(folder / "out")


def test_an_approval_stands_beside_the_same_sha256_only(again):
    folder, made = again
    row = next(row for row in made.rows if row.format == "pdf")
    approvals.approve(folder / "data", [Approval(0, "Zoé Martin", row.file, row.sha256)])
    same = run(folder)
    assert {one.file for one in same.rows if one.approved_by == "Zoé Martin"} == {row.file}
    assert [replace(one, approved_by="") for one in same.rows] == list(made.rows)
    other = run(folder, ONE.replace('kind = "qr"', 'kind = "qr", call_to_action = { fr = "Ici" }'))
    assert {one.approved_by for one in other.rows} == {""}


def test_a_first_key_that_another_run_kept_meanwhile_is_not_replaced(tmp_path):
    def other(_done, _total):
        secrets.ensure(tmp_path / "data" / "keys", "maison-levain")

    with pytest.raises(Conflict):
        run(tmp_path, progress=other)
    assert tokens(tmp_path) == {}
    assert len(secrets.read(tmp_path / "data" / "keys", "maison-levain")) == 1
