"""The small parts: answers, limits, memory shared by processes, counters, finding."""

import os

import pytest

from app.redirect import answer as answers
from app.redirect import metrics, recent
from app.redirect.find import Finder
from app.redirect.limits import NETWORKS, Limits
from app.redirect.metrics import Counters
from app.redirect.recent import Recent, mark
from app.redirect.table import Table
from tests.redirect.conftest import HOST, Stand


@pytest.mark.parametrize("target", ["https://a/\r\nset-cookie: x", "https://a/ b", "https://é/"])
def test_no_target_can_break_out_of_its_header(target: str) -> None:
    with pytest.raises(ValueError, match="no address"):
        answers.redirect(target)


def test_an_answer_is_the_same_by_both_ways() -> None:
    answer = answers.text(404, "gone", vary="Host")
    raw = answer.raw(b"date: x\r\n")
    for name, value in answer.asgi_headers():
        assert b"\r\n" + name + b": " + value + b"\r\n" in raw
    assert raw.endswith(b"\r\n\r\ngone")
    assert answer.raw(b"", head_only=True).endswith(b"content-length: 4\r\n\r\n")


def test_limits_forget_at_the_turn_of_the_minute_and_stay_small() -> None:
    limits = Limits(per_network=2, recorded=3)
    assert [limits.allows("a", 0) for _try in range(3)] == [True, True, False]
    assert limits.allows("b", 0)
    assert limits.allows("a", 60_000)
    for number in range(NETWORKS + 10):
        limits.allows(str(number), 60_000)
    assert len(limits._seen) == NETWORKS


def test_what_one_process_saw_another_knows() -> None:
    memory = recent.shared()
    sign = mark(5, "app")
    child = os.fork()
    if child == 0:
        Recent(memory).seen(123, sign, 1000, 10_000)
        Recent(memory).count(123, 5)
        os._exit(0)
    os.waitpid(child, 0)
    assert Recent(memory).seen(123, sign, 9000, 10_000)
    assert Recent(memory).counted(123, 5) == 1
    assert not Recent(memory).seen(124, sign, 9000, 10_000)
    assert not Recent(memory).seen(123, mark(5, "web"), 9000, 10_000)


def test_visits_are_counted_for_many_visitors_at_once() -> None:
    seen = Recent()
    for _visit in range(3):
        for number in range(2000):
            seen.count(number * 0x9E3779B97F4A7C15 % (1 << 63), 7)
    counts = [seen.counted(number * 0x9E3779B97F4A7C15 % (1 << 63), 7) for number in range(2000)]
    assert counts == [3] * 2000


def test_counters_of_all_processes_add_up() -> None:
    memory = metrics.shared(3)
    for row in range(3):
        Counters(memory, row).add("requests", row + 1)
    assert Counters(memory, 1).total("requests") == 6
    assert "relais_requests_total 6\n" in Counters(memory, 0).text()
    assert "# TYPE relais_scans_waiting gauge\n" in Counters(memory, 0).text()


def test_only_canonical_tokens_are_remembered(stand: Stand) -> None:
    finder = Finder(Table(stand.catalog, stand.rings))
    token = stand.token("poster-dijon/qr-shop")
    spellings = {token.lower(), token.replace("0", "o"), token.replace("1", "l"), token.title()}
    for word in spellings - {token}:
        assert finder.find(HOST, b"/" + word.encode()).spot is not None
    finder.find(HOST, b"/0000000000000000")
    assert finder._known == {}
    finder.find(HOST, b"/" + token.encode())
    assert len(finder._known) == 1


def test_what_is_asked_for_again_stays_known_when_others_are_forgotten(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.redirect.find._REMEMBERED", 2)
    finder = Finder(Table(stand.catalog, stand.rings))
    often, *others = (b"/" + code.token.encode() for code in stand.codes.values())
    found = finder.find(HOST, often)
    for other in others[:6]:
        assert finder.find(HOST, other).spot is not None
        assert finder.find(HOST, often) is found
    assert len(finder._known) + len(finder._older) <= 4


def test_a_serialised_token_names_its_copy(stand: Stand) -> None:
    finder = Finder(Table(stand.catalog, stand.rings))
    code = stand.codes["poster-dijon/qr-shop"]
    found = finder.find(HOST, b"/" + stand.rings["levain"].token(code.id, 42).encode())
    assert (found.id, found.serial) == (code.id, 42)
