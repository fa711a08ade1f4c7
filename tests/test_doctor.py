"""The doctor finds what is wrong here and with each host, and only reads."""

from datetime import UTC, datetime, timedelta

import pytest

from app import config
from app.channels.claims import Answer
from app.doctor import World, examine
from app.store import secrets
from app.store.catalog import Catalog
from tests.samples import codes, plan

NOW = datetime(2026, 11, 21, tzinfo=UTC)


@pytest.fixture
def data(tmp_path):
    folder = tmp_path / "data"
    catalog = Catalog.create(folder)
    small = plan(tmp_path)
    ring = secrets.ensure(folder / "keys", "maison-levain")
    catalog.save(small, codes(small, ring))
    catalog.close()
    return folder


def world(days=60, statuses=None, addresses=("192.0.2.1",)):
    answers = {"/healthz": 200, "/0000000000000000": 404, **(statuses or {})}

    def get(url):
        status = answers.get("/" + url.split("/", 3)[3])
        if status is None:
            raise ConnectionRefusedError("refused")
        return Answer(status, "text/plain", b"")

    def named(_host):
        if not addresses:
            raise OSError("no such name")
        return addresses

    return World(named, lambda _host: NOW + timedelta(days=days), get)


def worst(data, seen=None):
    found = examine(config.load({"RELAIS_DATA": str(data)}), seen, NOW)
    return {finding.where: finding for finding in found if finding.level == "bad"}


def test_a_sound_installation_has_nothing_to_mend(data):
    assert worst(data) == {}
    assert worst(data, world()) == {}


def test_without_a_catalog_it_says_so(tmp_path):
    (finding,) = worst(tmp_path).values()
    assert "no catalog" in finding.what


@pytest.mark.parametrize(
    ("seen", "where"),
    [
        (world(addresses=()), "q.levain.example"),
        (world(days=3), "q.levain.example"),
        (world(statuses={"/healthz": 502}), "q.levain.example/healthz"),
        (world(statuses={"/0000000000000000": 200}), "q.levain.example/0000000000000000"),
        (world(statuses={"/healthz": None}), "q.levain.example/healthz"),
    ],
)
def test_each_fault_of_a_host_is_named_with_what_to_do(data, seen, where):
    found = worst(data, seen)
    assert list(found) == [where]
    assert found[where].do


def test_secrets_that_others_can_read_are_bad(data):
    (data / "keys" / "maison-levain.keys").chmod(0o644)
    assert "can be read" in worst(data)[str(data / "keys")].what


def test_lost_secrets_are_bad(data):
    (data / "keys" / "maison-levain.keys").unlink()
    assert "maison-levain" in worst(data)


def test_a_damaged_database_is_bad(data):
    (data / "history.db").write_bytes(b"no database at all, but long enough to be one" * 50)
    assert "history.db" in worst(data)


APP = """web = "https://levain.example/app"
link = "https://{host}/open"
team = "ABCDE12345"
bundle = "fr.levain.app"
"""


def with_app(tmp_path, data, host):
    text = (tmp_path / "campaign.toml").read_text()
    text = text.replace('web = "https://levain.example/app"', APP.format(host=host))
    catalog = Catalog(data)
    catalog.save(plan(tmp_path, text), [])
    catalog.close()


def test_an_app_that_claims_the_redirect_host_is_the_classic_mistake(data, tmp_path):
    with_app(tmp_path, data, "q.levain.example")
    found = examine(config.load({"RELAIS_DATA": str(data)}), None, NOW)
    assert any("scans never arrive" in finding.what for finding in found)


def test_a_redirected_association_file_is_bad(data, tmp_path):
    with_app(tmp_path, data, "open.levain.example")
    path = "/.well-known/apple-app-site-association"
    (found,) = worst(data, world(statuses={path: 301})).values()
    assert "redirect" in found.what
