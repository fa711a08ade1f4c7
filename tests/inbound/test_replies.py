"""Automatic answers: what each provider gets, sent through a stand-in that checks it."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from app.errors import Unavailable
from app.inbound import outbox, replies
from app.inbound.door import Person
from app.inbound.outbox import Message, Outbox, Round
from app.inbound.replies import Request
from tests.inbound.kit import NOW

WORDS = "Bonjour ! Vous venez de l’affiche Dijon Ville 🥖"
SECRETS = {
    "access_token": "EAAG",
    "phone_number_id": "10601",
    "bot_token": "42:abc",
    "channel_access_token": "line-token",
}


def person(door: str, address: str = "u1") -> Person:
    return Person(door, address, "TOKEN", f"{door}-1")


@dataclass
class StandIn:
    """A provider: keeps what it gets, answers with the statuses it is told."""

    base: str = ""
    statuses: list[int] = field(default_factory=list)
    got: list[tuple[str, dict[str, str], Any]] = field(default_factory=list)


@pytest.fixture
def provider() -> Iterator[StandIn]:
    stand_in = StandIn()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            stand_in.got.append((self.path, headers, json.loads(body)))
            status = stand_in.statuses.pop(0) if stand_in.statuses else 200
            self.send_response(status)
            if status == 302:
                self.send_header("location", "/elsewhere")
            self.send_header("content-length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    stand_in.base = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield stand_in
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Outbox]:
    opened = Outbox(tmp_path / "outbox.db")
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("door", "path", "authorization", "body"),
    [
        (
            "messenger",
            "/me/messages",
            "Bearer EAAG",
            {
                "recipient": {"id": "u1"},
                "messaging_type": "RESPONSE",
                "message": {"text": WORDS},
            },
        ),
        (
            "whatsapp",
            "/10601/messages",
            "Bearer EAAG",
            {
                "messaging_product": "whatsapp",
                "to": "u1",
                "type": "text",
                "text": {"body": WORDS},
            },
        ),
        ("telegram", "/bot42:abc/sendMessage", None, {"chat_id": "u1", "text": WORDS}),
        (
            "line",
            "/v2/bot/message/push",
            "Bearer line-token",
            {"to": "u1", "messages": [{"type": "text", "text": WORDS}]},
        ),
    ],
)
def test_each_provider_gets_what_it_documents(
    provider: StandIn, door: str, path: str, authorization: str | None, body: Any
) -> None:
    bases = dict.fromkeys(replies.BASES, provider.base)
    made = replies.request(person(door), WORDS, SECRETS, bases)
    assert outbox.post(made) == 200
    ((got_path, headers, got_body),) = provider.got
    assert (got_path, headers.get("authorization"), got_body) == (path, authorization, body)
    assert headers["content-type"] == "application/json"
    assert (door == "line") == ("x-line-retry-key" in headers)


def deliver(box: Outbox, provider: StandIn, now: int) -> Round:
    def make(message: Message) -> Request:
        bases = dict.fromkeys(replies.BASES, provider.base)
        return replies.request(message.person, message.text, SECRETS, bases)

    return box.deliver(make, outbox.post, now)


def test_a_conversation_is_answered_once_however_often_its_webhook_comes(
    box: Outbox, provider: StandIn
) -> None:
    assert box.add("levain", person("telegram"), WORDS, NOW)
    assert not box.add("levain", person("telegram"), WORDS, NOW)
    assert deliver(box, provider, NOW) == Round(1, 0, 0)
    assert not box.add("levain", person("telegram"), WORDS, NOW + 1000)
    assert deliver(box, provider, NOW + 100_000) == Round(0, 0, 0)
    assert len(provider.got) == 1


def test_what_fails_for_now_is_tried_again_later_and_later(box: Outbox, provider: StandIn) -> None:
    provider.statuses = [503, 429, 200]
    box.add("levain", person("line"), WORDS, NOW)
    assert deliver(box, provider, NOW) == Round(0, 1, 0)
    assert deliver(box, provider, NOW + 9_999) == Round(0, 0, 0)
    assert deliver(box, provider, NOW + 10_000) == Round(0, 1, 0)
    assert deliver(box, provider, NOW + 39_999) == Round(0, 0, 0)
    assert deliver(box, provider, NOW + 40_000) == Round(1, 0, 0)
    keys = {headers["x-line-retry-key"] for _path, headers, _body in provider.got}
    assert len(keys) == 1, "LINE sees one message"


@pytest.mark.parametrize("status", [400, 403, 302])
def test_what_a_provider_refuses_is_given_up(box: Outbox, provider: StandIn, status: int) -> None:
    provider.statuses = [status]
    box.add("levain", person("messenger"), WORDS, NOW)
    assert deliver(box, provider, NOW) == Round(0, 0, 1)
    assert box.waiting() == 0
    assert len(provider.got) == 1, "a redirect is not followed"


def test_nothing_is_sent_after_a_day(box: Outbox, provider: StandIn) -> None:
    box.add("levain", person("messenger"), WORDS, NOW)
    assert deliver(box, provider, NOW + outbox.GIVE_UP) == Round(0, 0, 1)
    assert provider.got == []


def test_a_provider_that_cannot_be_reached_and_a_missing_secret_wait(box: Outbox) -> None:
    box.add("levain", person("telegram"), WORDS, NOW)

    def refuse(_request: Request) -> int:
        raise ConnectionRefusedError

    def make(message: Message) -> Request:
        return replies.request(message.person, message.text, {})

    assert box.deliver(make, lambda _request: 200, NOW) == Round(0, 1, 0)
    ready = Request("https://x.example", {}, b"")
    assert box.deliver(lambda _message: ready, refuse, NOW + 60_000) == Round(0, 1, 0)
    assert box.waiting() == 1


def test_the_person_and_the_words_are_forgotten_once_sent(
    tmp_path: Path, provider: StandIn
) -> None:
    box = Outbox(tmp_path / "outbox.db")
    box.add("levain", person("telegram", "the-person-4242"), WORDS, NOW)
    deliver(box, provider, NOW)
    rows = box._db.execute("SELECT address, text FROM message").fetchall()
    assert rows == [("", "")]
    box.close()


def test_two_processes_send_a_message_once(tmp_path: Path, provider: StandIn) -> None:
    first, second = Outbox(tmp_path / "o.db"), Outbox(tmp_path / "o.db")
    first.add("levain", person("telegram"), WORDS, NOW)
    claimed = first._claim(NOW, 10)
    assert deliver(second, provider, NOW) == Round(0, 0, 0)
    assert len(claimed) == 1
    assert deliver(second, provider, NOW + 60_000) == Round(1, 0, 0), "the first one died"
    first.close()
    second.close()


def test_only_https_leaves_the_machine() -> None:
    for url in ("http://graph.example/", "file:///etc/passwd", "ftp://x.example/"):
        with pytest.raises(OSError, match="https"):
            outbox.post(Request(url, {}, b""))


def test_a_webhook_is_answered_in_place_where_the_provider_wants_that() -> None:
    viber = replies.answer(person("viber"), WORDS, "Maison Levain", NOW)
    assert viber is not None
    assert json.loads(viber[0]) == {
        "type": "text",
        "text": WORDS,
        "sender": {"name": "Maison Levain"},
    }
    sms = replies.answer(person("sms"), "5 < 6 & 7", "Maison Levain", NOW)
    assert sms is not None
    assert ElementTree.fromstring(sms[0]).findtext("Message") == "5 < 6 & 7"  # noqa: S314
    wechat = replies.answer(person("wechat", "oX"), "a]]>b", "gh_1", NOW)
    assert wechat is not None
    xml = ElementTree.fromstring(wechat[0])  # noqa: S314
    assert [xml.findtext(name) for name in ("ToUserName", "FromUserName", "Content")] == [
        "oX",
        "gh_1",
        "a]] >b",
    ]
    assert replies.answer(person("messenger"), WORDS, "x", NOW) is None


def test_the_words_are_the_contact_points_own() -> None:
    options = {"reply": {"fr": "Bonjour ! Vous venez de {origin}.", "en": "Hello from {origin}."}}
    assert replies.text(options, "l’affiche", "fr") == "Bonjour ! Vous venez de l’affiche."
    assert replies.text(options, "the poster", "en") == "Hello from the poster."
    assert replies.text({}, "l’affiche", "fr") == ""


def test_an_e_mail_is_answered_by_a_letter_and_through_no_api() -> None:
    with pytest.raises(Unavailable, match="email"):
        replies.request(person("email"), WORDS, SECRETS)
