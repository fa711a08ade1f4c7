"""The typed client against the real application."""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import pytest

from app.client import ApiError, Relais, Reply, Transport
from app.client.transport import TRIES, over_http
from app.store import alarms
from app.store.alarms import Finding
from app.web.api.inside import inside
from tests.web.conftest import NOW, House, house
from tests.web.test_api import order
from tests.web.test_api_files import made

__all__ = ["house"]
SCOPES = ("read", "write", "conversions", "report")


def client(house: House, transport: Transport | None = None, *scopes: str) -> Relais:
    key = house.key(*(scopes or SCOPES))["Authorization"].removeprefix("Bearer ")
    waits: list[float] = []
    return Relais("", key, transport=transport or inside(house.app), sleep=waits.append)


def test_a_campaign_is_read_changed_and_its_codes_are_found(house: House) -> None:
    relais = client(house)
    (campaign,) = relais.campaigns()
    assert (campaign.slug, campaign.ends) == ("printemps", date(2027, 5, 31))
    document, etag = relais.campaign("printemps")
    document["campaign"]["name"] = "Printemps 2027"
    saved = relais.put_campaign("printemps", document, etag)
    assert not saved.waiting
    assert len(saved.unchanged) == 2
    with pytest.raises(ApiError) as refused:
        relais.put_campaign("printemps", document, etag)
    assert (refused.value.status, refused.value.code) == (412, "precondition-failed")
    place = {"medium": "poster-a3", "place": "Metz", "codes": [{"kind": "qr", "route": "shop"}]}
    (added,) = relais.add_placements("printemps", [place]).added
    assert relais.code(added).url.endswith(added)
    assert {code.placement for code in relais.codes(campaign="printemps")} == {
        *("dijon", "lyon", "poster-a3-metz")
    }
    assert relais.withdraw(added).withdrawn
    assert [code.token for code in relais.codes(withdrawn=True)] == [added]


def test_every_fault_of_a_refused_campaign_is_there(house: House) -> None:
    with pytest.raises(ApiError) as refused:
        client(house).put_campaign("ete", {"campaign": {"name": ""}})
    places = {fault.where for fault in refused.value.faults}
    assert {"campaign.name", "campaign.starts", "routes"} <= places


def test_conversions_go_in_batches_and_wrong_rows_are_counted_over_all(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.client.relais.BATCH", 2)
    relais = client(house)
    rows = [order(1), order(2), order(3), order(4, at="yesterday"), order(5)]
    sent = relais.send(rows)
    assert [one.external_id for one in sent.outcomes] == ["o-1", "o-2", "o-3", "o-5"]
    assert [fault.where for fault in sent.faults] == ["row 4 at"]
    assert {one.status for one in relais.send(rows[:3]).outcomes} == {"replay"}


def test_the_report_is_the_application_s(house: House) -> None:
    relais = client(house)
    relais.send([order(1, ref=house.catalog.codes("maison-levain")[0].token)])
    report = relais.report("campaign", from_="2027-03-01", to="2027-03-31")
    assert report["totals"]["conversions"] == 1


class Flaky:
    """Answers and failures in turn, then the real thing."""

    def __init__(self, transport: Transport, *turns: int | None) -> None:
        self._transport, self._turns = transport, iter(turns)
        self.keys: list[str | None] = []

    def __call__(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Reply:
        self.keys.append(headers.get("Idempotency-Key"))
        reply = self._transport(method, path, headers, body)
        turn: int | None = next(self._turns, 0)
        if turn is None:
            raise OSError("the answer was lost")
        return reply if turn == 0 else Reply(turn, {"retry-after": "1"}, b"{}")


def test_a_change_whose_answer_was_lost_is_done_once(house: House) -> None:
    flaky = Flaky(inside(house.app), None, 503)
    relais = client(house, flaky)
    place = {"medium": "poster-a3", "place": "Metz", "codes": [{"kind": "qr", "route": "shop"}]}
    saved = relais.add_placements("printemps", [place])
    assert len(saved.added) == 1  # the first answer, kept; a second doing would find it unchanged
    assert len(flaky.keys) == 3
    assert len(set(flaky.keys)) == 1


def test_what_stays_away_is_given_up_and_what_is_refused_is_not_asked_again(house: House) -> None:
    gone = Flaky(inside(house.app), *[None] * TRIES)
    with pytest.raises(OSError, match="lost"):
        list(client(house, gone).campaigns())
    assert len(gone.keys) == TRIES
    refused = Flaky(inside(house.app))
    with pytest.raises(ApiError) as error:
        list(client(house, refused, "report").campaigns())
    assert (error.value.status, len(refused.keys)) == (403, 1)


@pytest.mark.parametrize("server", ["http://q.example.fr", "q.example.fr", "https://x.fr/console"])
def test_a_key_never_goes_over_an_open_line(server: str) -> None:
    with pytest.raises(ValueError, match="address"):
        over_http(server)


def modules() -> Iterator[Path]:
    return Path(over_http.__code__.co_filename).parent.glob("*.py")


def test_the_client_needs_nothing_but_the_standard_library() -> None:
    import ast
    import sys

    for path in modules():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            for name in names:
                known = name.partition(".")[0] in sys.stdlib_module_names
                assert known or name.startswith("app.client"), (path.name, name)


def test_files_are_judged_as_looked_at_and_then_downloaded(house: House) -> None:
    relais = client(house, None, "read", "print", "approve")
    assert relais.files("printemps").state == "none"
    made(house)
    found = relais.files("printemps")
    assert (found.state, found.approved) == ("done", None)
    with pytest.raises(ApiError) as early:
        relais.download("printemps")
    assert early.value.code == "not-approved"
    assert relais.judge("printemps", found.digest, approved=True).person == "API: test"
    assert relais.download("printemps").startswith(b"PK")
    assert relais.download("printemps", "poster-a3/dijon.pdf").startswith(b"%PDF")


def test_an_alarm_is_closed_and_put_back(house: House) -> None:
    finding = Finding("maison-levain", "abroad", None, "BR", NOW, NOW, 9)
    alarms.note(house.config.data, [finding], NOW)
    relais = client(house, None, "read", "write")
    (alarm,) = relais.alarms()
    assert (alarm.kind, alarm.what, alarm.closed) == ("abroad", "BR", None)
    assert relais.close_alarm(alarm.id).closed
    assert list(relais.alarms()) == []
    assert [one.id for one in relais.alarms(closed=True)] == [alarm.id]
    assert relais.close_alarm(alarm.id, closed=False).closed is None
