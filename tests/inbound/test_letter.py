"""Answers to e-mails, over a mail server of the tests that speaks SMTP."""

import socketserver
import threading
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from app.channels.checks import email as is_address
from app.config import load
from app.errors import Unavailable
from app.inbound import courier, hook, letter, mail
from app.inbound.door import Delivery, Person
from app.inbound.hook import Greeting
from app.inbound.keyring import Keyring
from app.inbound.outbox import FIRST_WAIT, Outbox, Round
from app.store import secrets
from tests.inbound.kit import KEYS, NOW, TOKEN, mac
from tests.inbound.test_hook import Memory
from tests.inbound.test_mail import message

WORDS = "Bonjour ! Vous venez de l’affiche Dijon Ville.\nNous vous répondons sous deux heures."
DAY = 86_400_000


class Post:
    """What the mail server got, and what it says to a recipient."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.says = b"250 ok\r\n"
        self.port = 0


@pytest.fixture
def post() -> Iterator[Post]:
    """A server of RFC 5321, as far as one letter goes."""
    found = Post()

    class Talk(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"220 here\r\n")
            while line := self.rfile.readline():
                verb = line[:4].upper()
                if verb == b"DATA":
                    self.wfile.write(b"354 go\r\n")
                    found.letters.append(self.letter())
                if verb == b"QUIT":
                    self.wfile.write(b"221 bye\r\n")
                    return
                self.wfile.write(found.says if verb == b"RCPT" else b"250 ok\r\n")

        def letter(self) -> EmailMessage:
            raw = b""
            while (line := self.rfile.readline()) != b".\r\n":
                raw += line
            made: Any = message_from_bytes(raw, policy=policy.default)
            return made

    with socketserver.TCPServer(("127.0.0.1", 0), Talk) as server:
        found.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield found
        server.shutdown()
        thread.join()


class Desk:
    """A brand whose e-mails come in by the signed door."""

    def __init__(self, folder: Path, post: Post) -> None:
        self.config = load(
            {"RELAIS_DATA": str(folder), "RELAIS_SMTP": f"smtp://127.0.0.1:{post.port}"}
        )
        secrets.ensure(self.config.keys, "levain")
        (self.config.keys / "levain.doors.toml").write_text(
            '[email]\nsecret = "shared"\naccount = "Levain <bonjour@levain.example>"\n'
        )
        self.memory, self.box = Memory(), Outbox(folder / courier.FILE)

    def take(self, raw: bytes, now: int = NOW) -> None:
        headers = {"x-signature-256": f"sha256={mac('secret', raw).hex()}"}
        greeting = Greeting("levain", lambda _person, _code: WORDS, self.box)
        keyring = Keyring(self.config.keys, "levain")
        delivery = Delivery("POST", "https://q.levain.example/hooks/levain/email", headers, {}, raw)
        hook.take("email", "", delivery, keyring, self.memory.store, now, greeting)


@pytest.fixture
def desk(tmp_path: Path, post: Post) -> Iterator[Desk]:
    made = Desk(tmp_path, post)
    yield made
    made.box.close()


def written(number: int = 1, **more: str) -> bytes:
    return message(
        To=f"bonjour+{TOKEN}@levain.example", Message_ID=f"<{number}@example.org>", **more
    )


def test_an_e_mail_that_names_its_source_is_answered_by_a_letter(desk: Desk, post: Post) -> None:
    desk.take(written())
    assert courier.run(desk.config, NOW) == Round(1, 0, 0)
    (made,) = post.letters
    assert (made["To"], made["From"]) == ("anne@example.org", "Levain <bonjour@levain.example>")
    assert made["Subject"] == "Bonjour ! Vous venez de l’affiche Dijon Ville."
    assert made.get_content().splitlines() == WORDS.splitlines()
    assert made["Auto-Submitted"] == "auto-replied"


def test_an_answer_is_no_conversation_so_two_machines_never_talk_for_ever(
    desk: Desk, post: Post
) -> None:
    desk.take(written())
    courier.run(desk.config, NOW)
    assert mail.message(post.letters[0].as_bytes(), KEYS).rows == ()


def test_one_address_is_answered_once_a_day_whatever_it_is_said_to_have_written(
    desk: Desk, post: Post
) -> None:
    for number in range(3):
        desk.take(written(number))
    assert len(desk.memory.rows) == 3, "every conversation is counted"
    courier.run(desk.config, NOW)
    assert len(post.letters) == 1
    desk.take(written(4), NOW + DAY)
    courier.run(desk.config, NOW + DAY)
    assert len(post.letters) == 2


@pytest.mark.parametrize(
    ("says", "became"),
    [
        (b"450 later\r\n", Round(0, 1, 0)),
        (b"550 nobody here\r\n", Round(0, 0, 1)),
        (b"250 ok\r\n", Round(1, 0, 0)),
    ],
)
def test_what_the_mail_server_says_for_now_is_tried_again_and_a_no_is_a_no(
    desk: Desk, post: Post, says: bytes, became: Round
) -> None:
    post.says = says
    desk.take(written())
    assert courier.run(desk.config, NOW) == became
    assert courier.run(desk.config, NOW) == Round(0, 0, 0)
    post.says = b"250 ok\r\n"
    later = courier.run(desk.config, NOW + FIRST_WAIT)
    assert later == (Round(1, 0, 0) if became.later else Round(0, 0, 0))


def test_without_a_mail_server_the_answer_waits(desk: Desk) -> None:
    desk.take(written())
    without = load({"RELAIS_DATA": str(desk.config.data)})
    assert courier.run(without, NOW) == Round(0, 1, 0)


def test_without_a_sender_nothing_is_written() -> None:
    with pytest.raises(Unavailable, match="RELAIS_MAIL_FROM"):
        letter.write("1", "", "anne@example.org", WORDS, NOW)


@pytest.mark.parametrize("to", ["anne@example.org\r\nBcc: all@example.org", "anne\n@example.org"])
def test_an_address_with_a_line_end_in_it_adds_no_header(to: str) -> None:
    with pytest.raises(Unavailable, match="address"):
        letter.write("1", "bonjour@levain.example", to, WORDS, NOW)


def test_the_same_letter_has_the_same_id_at_each_try() -> None:
    person = Person("email", "anne@example.org", "", "x")
    one, other = (
        letter.write(person.external_id, "bonjour@levain.example", person.address, WORDS, now)
        for now in (NOW, NOW + DAY)
    )
    ids = {message_from_bytes(made.body)["Message-ID"] for made in (one, other)}
    assert len(ids) == 1
    assert is_address(ids.pop().strip("<>"))
