"""Files through the API: downloaded once approved, and approved are exactly those looked at."""

import hashlib
import io
import json
import zipfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from app.printing.manifest import Row
from app.store import alarms
from app.store.alarms import Finding
from app.web.campaigns import job
from app.web.campaigns.workspace import Workspace, workspace
from tests.web.conftest import NOW, House

URL = "/api/v1/campaigns/printemps"
ALARMS = "/api/v1/alarms"


def made(house: House, data: bytes = b"%PDF-1.4 a poster") -> Workspace:
    """What a making leaves, of one file."""
    place = workspace(house.config.data, "maison-levain", "printemps")
    folder = place.made / "poster-a3"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "dijon.pdf").write_bytes(data)
    (place.made / "proof.pdf").write_bytes(b"%PDF-1.4 to sign")
    texts = dict.fromkeys(Row.__dataclass_fields__, "")
    sizes = {"width_mm": 297.0, "height_mm": 420.0, "released": "yes"}
    row = Row(**{**texts, **sizes, "file": "poster-a3/dijon.pdf", "sha256": sha256(data)})  # type: ignore[arg-type]
    (place.made / "manifest.json").write_text(json.dumps([asdict(row)]))
    (place.made / "manifest.csv").write_text("")
    job.write(place, job.Job("done", 1, 1))
    return place


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def ask(house: House, method: str, path: str, scope: str, **more: Any) -> Any:
    return house.app.test_client().open(
        f"{URL}{path}", method=method, headers=house.key(scope), buffered=True, **more
    )


def approve(house: House, approved: bool = True, **more: Any) -> Any:
    digest = ask(house, "GET", "/files", "read").json["digest"]
    body = {"digest": digest, "approved": approved, **more}
    return ask(house, "POST", "/verdict", "approve", json=body)


def test_nothing_is_made_until_somebody_asks(house: House) -> None:
    answer = ask(house, "GET", "/files", "read")
    assert answer.json["state"] == "none"
    assert (answer.json["digest"], answer.json["files"]) == (None, [])
    assert ask(house, "GET", "/files.zip", "print").status_code == 409


def test_files_are_downloaded_only_once_approved_and_the_zip_says_by_whom(house: House) -> None:
    made(house)
    refused = ask(house, "GET", "/files.zip", "print")
    assert (refused.status_code, refused.json["code"]) == (409, "not-approved")
    assert ask(house, "GET", "/files/poster-a3/dijon.pdf", "print").status_code == 409
    assert ask(house, "GET", "/files/proof.pdf", "print").data == b"%PDF-1.4 to sign"
    assert approve(house).json["verdict"]["approved"] is True
    whole = zipfile.ZipFile(io.BytesIO(ask(house, "GET", "/files.zip", "print").data))
    assert whole.testzip() is None
    assert json.loads(whole.read("manifest.json"))[0]["approved_by"] == "API: test"
    one = ask(house, "GET", "/files/poster-a3/dijon.pdf", "print")
    assert one.data == whole.read("poster-a3/dijon.pdf") == b"%PDF-1.4 a poster"
    assert one.headers["Content-Disposition"].startswith("attachment")
    log = house.browser("owner").get("/console/maison-levain/settings").text
    assert "API: test" in log


def test_a_refusal_closes_what_an_approval_opened(house: House) -> None:
    made(house)
    approve(house)
    assert approve(house, approved=False, remark="too pale").json["verdict"]["remark"] == "too pale"
    assert ask(house, "GET", "/files.zip", "print").status_code == 409


def test_an_approval_of_files_that_were_replaced_is_refused(house: House) -> None:
    made(house)
    old = ask(house, "GET", "/files", "read").json["digest"]
    made(house, b"%PDF-1.4 another poster")
    late = ask(house, "POST", "/verdict", "approve", json={"digest": old, "approved": True})
    assert (late.status_code, late.json["code"]) == (409, "other-files")


@pytest.mark.parametrize("name", ["../campaign.toml", "..%2f..%2fcatalog.db", "/etc/passwd", "x"])
def test_only_what_was_made_can_be_named(house: House, name: str) -> None:
    made(house)
    approve(house)
    assert ask(house, "GET", f"/files/{name}", "print").status_code in (308, 404)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"digest": "x", "approved": True},
        {"digest": "a" * 64, "approved": 1},
        {"digest": "a" * 64, "approved": True, "remark": "x" * 501},
        {"digest": "a" * 64, "approved": True, "by": "me"},
    ],
)
def test_a_verdict_that_is_none_is_refused(house: House, body: dict[str, Any]) -> None:
    made(house)
    assert ask(house, "POST", "/verdict", "approve", json=body).status_code == 422


def test_each_deed_takes_its_scope(house: House) -> None:
    made(house)
    for method, path, wrong in (
        ("POST", "/files", "read"),
        ("POST", "/verdict", "write"),
        ("GET", "/files.zip", "read"),
    ):
        assert ask(house, method, path, wrong).status_code == 403


def test_files_are_begun_once_and_a_campaign_of_the_command_line_gets_its_file(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[Path] = []

    def start(place: Workspace, *_rest: object) -> None:
        begun.append(place.file)
        job.write(place, job.Job("running", 0, 2, pid=1))

    monkeypatch.setattr(job, "start", start)
    assert ask(house, "POST", "/files", "write").status_code == 202
    (file,) = begun
    assert "Dijon Ville" in file.read_text()


def test_alarms_are_listed_closed_and_put_back(house: House) -> None:
    code = house.catalog.codes("maison-levain")[0]
    for brand in ("maison-levain", "rival"):
        alarms.note(house.config.data, [Finding(brand, "abroad", code.id, "BR", NOW, NOW, 9)], NOW)
    client, key = house.app.test_client(), house.key("read", "write")
    (one,) = client.get(ALARMS, headers=key).json["data"]
    assert (one["kind"], one["token"], one["count"]) == ("abroad", code.token, 9)
    url = f"{ALARMS}/{one['id']}"
    closed = client.patch(url, json={"closed": True}, headers=key)
    assert closed.json["closed"] == "2027-03-25T18:40:00.000Z"
    assert client.get(ALARMS, headers=key).json["data"] == []
    assert len(client.get(f"{ALARMS}?closed=true", headers=key).json["data"]) == 1
    assert client.patch(url, json={"closed": False}, headers=key).json["closed"] is None
    theirs = alarms.open_alarms(house.config.data, "rival")[0].id
    for bad, status in ((f"{ALARMS}/{theirs}", 404), (url, 422)):
        assert client.patch(bad, json={"closed": 1}, headers=key).status_code == status
