"""More copies from the console: what comes out is read back; only what was approved comes out."""

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from flask.testing import FlaskClient

from app.model import Code
from app.printing.formats import FORMATS
from app.proofs import PRESS
from app.store import secrets
from app.web import preview
from app.web.campaigns import job, release, runner, saving
from app.web.campaigns.workspace import Workspace, workspace
from app.web.people import Records, Verdict
from tests.web.conftest import NOW, House, plan
from tests.web.test_api_files import made
from tests.web.test_console import HERE, token_of

ENGLISH = {**HERE, "Accept-Language": "en"}
FORM = {"sheet": "L7160", "across": "0", "down": "0,5"}


@pytest.fixture
def code(house: House) -> Code:
    """A label of which there are 5000 numbered copies, its files made and approved."""
    one = plan()
    placement = replace(one.placements[0], medium="label")
    spec = replace(placement.codes[0], serials=5000)
    one = replace(one, placements=(replace(placement, codes=(spec,)),))
    saving.save(house.config, house.catalog, one)
    (found,) = (code for code in house.catalog.codes("maison-levain") if code.spec.serials)
    place = made(house)
    art = preview.jobs.draw(preview.job(one, found, Path()))
    (place.made / "poster-a3" / "dijon.pdf").write_bytes(FORMATS["pdf"](art, dpi=300))
    (row,) = json.loads((place.made / "manifest.json").read_text())
    row |= {"token": found.token, "format": PRESS, "sha256": _sum(place)}
    (place.made / "manifest.json").write_text(json.dumps([row]))
    judge(house, place, approved=True)
    return found


def _sum(place: Workspace) -> str:
    from hashlib import sha256

    return sha256((place.made / "poster-a3" / "dijon.pdf").read_bytes()).hexdigest()


def judge(house: House, place: Workspace, *, approved: bool) -> None:
    with Records(house.config.data) as records:
        verdict = Verdict(NOW, "Camille", approved, "", release.digest(place))
        records.judge("maison-levain", "printemps", verdict)


def page_of(code: Code) -> str:
    return f"/console/maison-levain/codes/{code.token}/copies"


def form(client: FlaskClient, code: Code, **more: str) -> dict[str, str]:
    return {"form_token": token_of(client, page_of(code)), **FORM, **more}


def seen(pdf: bytes) -> list[str]:
    """What a decoder reads on the first page."""
    picture = pypdfium2.PdfDocument(pdf)[0].render(scale=4).to_pil()
    return [one.text for one in zxingcpp.read_barcodes(picture)]


def test_a_sheet_of_labels_holds_the_approved_code_as_often_as_asked(
    house: House, code: Code
) -> None:
    client = house.browser("printer")
    url = page_of(code).replace("/copies", "/labels")
    answer = client.post(url, data=form(client, code, copies="4", skip="2"), headers=HERE)
    assert answer.mimetype == "application/pdf"
    assert [text.rpartition("/")[2] for text in seen(answer.data)] == [code.token] * 4


@pytest.mark.parametrize("kind", ["csv", "pdf"])
def test_numbered_copies_are_written_beside_and_each_opens(
    house: House, code: Code, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RELAIS_DATA", str(house.config.data))
    monkeypatch.setattr(job, "start", lambda place, *_rest: runner.main(place.folder))
    client = house.browser("printer")
    data = form(client, code, first="40", count="3", kind=kind)
    assert client.post(page_of(code), data=data, headers=HERE).status_code == 303
    assert "3 copies from number 40 are ready." in client.get(page_of(code), headers=ENGLISH).text
    file = client.get(f"{page_of(code)}/file", buffered=True).data
    ring = secrets.ring(house.config.keys, "maison-levain")
    if kind == "csv":
        rows = list(csv.DictReader(io.StringIO(file.decode("utf-8-sig"))))
        found = [ring.open(row["token"]).serial for row in rows]
    else:
        found = [ring.open(text.rpartition("/")[2]).serial for text in seen(file)]
    assert sorted(found) == [40, 41, 42]


def test_numbers_that_are_none_are_refused_before_anything_is_begun(
    house: House, code: Code
) -> None:
    client = house.browser("printer")
    data = form(client, code, first="4999", count="2", kind="csv")
    answer = client.post(page_of(code), data=data, headers=ENGLISH)
    assert (answer.status_code, "from 0 to 4999" in answer.text) == (422, True)
    for wrong in ({"kind": "exe"}, {"sheet": "A0"}, {"first": "-1"}, {"down": "nan"}):
        data = form(client, code, kind="csv", **wrong) if "kind" not in wrong else wrong
        data = {**form(client, code), **data}
        assert client.post(page_of(code), data=data, headers=HERE).status_code == 400, wrong


def test_what_was_refused_is_not_copied(house: House, code: Code) -> None:
    judge(house, workspace(house.config.data, "maison-levain", "printemps"), approved=False)
    client = house.browser("printer")
    url = page_of(code).replace("/copies", "/labels")
    assert "wait for approval" in client.get(page_of(code), headers=ENGLISH).text
    for address in (url, page_of(code)):
        data = form(client, code, kind="csv")
        assert client.post(address, data=data, headers=HERE).status_code == 403


def test_the_test_grid_of_a_sheet_is_a_pdf_and_a_viewer_gets_no_copies(
    house: House, code: Code
) -> None:
    viewer = house.browser("viewer")
    grid = viewer.get("/console/maison-levain/sheets/L7160.pdf")
    assert grid.data.startswith(b"%PDF")
    assert viewer.get(page_of(code)).status_code == 403
    assert viewer.get("/console/maison-levain/sheets/A0.pdf").status_code == 404


def test_a_program_gets_the_same_numbered_copies_as_data(house: House, code: Code) -> None:
    client, key = house.app.test_client(), house.key("print")
    url, query = f"/api/v1/codes/{code.token}/copies", {"first": "4990", "count": "10"}
    answer = client.get(url, query_string=query, headers=key)
    ring = secrets.ring(house.config.keys, "maison-levain")
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [ring.open(row["token"]).serial for row in rows] == list(range(4990, 5000))
    lines = client.get(url, query_string={**query, "kind": "jsonl"}, headers=key)
    assert [json.loads(line)["token"] for line in lines.text.splitlines()] == [
        row["token"] for row in rows
    ]
    beyond = client.get(url, query_string={**query, "count": "11"}, headers=key)
    assert beyond.status_code == 422
    theirs = client.get(url, headers=house.key("print", brand="rival"))
    assert theirs.status_code == 404
    judge(house, workspace(house.config.data, "maison-levain", "printemps"), approved=False)
    assert client.get(url, query_string=query, headers=key).status_code == 409
