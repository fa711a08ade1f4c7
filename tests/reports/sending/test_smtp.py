"""E-mails go to the operator's server over real sockets; a password never in clear."""

import smtplib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_string, policy
from email.message import EmailMessage
from urllib.parse import urlsplit

import pytest

from app import config
from app.errors import Unavailable
from app.reports.sending import smtp


class Server:
    """As much of an SMTP server (RFC 5321) as a client needs; `refuses` some addresses."""

    def __init__(self, refuses: tuple[str, ...] = ()) -> None:
        self.refuses = refuses
        self.said: list[str] = []
        self.recipients: list[str] = []
        self.text = ""
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = self.listening.getsockname()[1]

    def serve(self) -> None:
        """One connection."""
        line, _address = self.listening.accept()
        with line, line.makefile("rw", newline="\r\n", encoding="utf-8") as talk:
            self._say(talk, "220 ready")
            for heard in talk:
                self.said.append(heard.strip())
                if not self._answer(talk, heard.strip()):
                    return

    def _answer(self, talk, heard: str) -> bool:
        verb = heard.upper().split(" ")[0]
        if verb == "RCPT":
            address = heard.partition("<")[2].partition(">")[0]
            refused = address in self.refuses
            self.recipients += [] if refused else [address]
            self._say(talk, "550 no such mailbox" if refused else "250 ok")
        elif verb == "DATA":
            self._say(talk, "354 go on")
            lines = []
            for line in talk:
                if line == ".\r\n":
                    break
                lines.append(line)
            self.text = "".join(lines)
            self._say(talk, "250 taken")
        elif verb == "QUIT":
            self._say(talk, "221 bye")
            return False
        else:
            self._say(talk, "250 ok")
        return True

    @staticmethod
    def _say(talk, text: str) -> None:
        talk.write(f"{text}\r\n")
        talk.flush()


@contextmanager
def running(refuses: tuple[str, ...] = ()) -> Iterator[Server]:
    """A server for one connection."""
    server = Server(refuses)
    thread = threading.Thread(target=server.serve)
    thread.start()
    try:
        yield server
    finally:
        server.listening.close()
        thread.join(5)


def message() -> EmailMessage:
    made = EmailMessage()
    made["Subject"] = "Été – rapport"
    made["From"] = "Relais <reports@relais.example>"
    made["To"] = "anna@levain.example, bob@levain.example"
    made.set_content("Scans : 40\n")
    return made


def test_a_message_arrives_as_it_was_written():
    with running() as server:
        assert smtp.send(urlsplit(f"smtp://127.0.0.1:{server.port}"), message()) == ""
    arrived = message_from_string(server.text, policy=policy.default)
    assert arrived["Subject"] == "Été – rapport"
    assert arrived.get_content().strip() == "Scans : 40"
    assert server.recipients == ["anna@levain.example", "bob@levain.example"]


def test_an_address_that_is_refused_is_named_and_the_others_get_it():
    with running(("bob@levain.example",)) as server:
        refused = smtp.send(urlsplit(f"smtp://127.0.0.1:{server.port}"), message())
    assert refused == "bob@levain.example"
    assert server.text


def test_where_every_address_is_refused_it_is_an_error():
    with (
        running(("anna@levain.example", "bob@levain.example")) as server,
        pytest.raises(smtplib.SMTPRecipientsRefused),
    ):
        smtp.send(urlsplit(f"smtp://127.0.0.1:{server.port}"), message())


def test_a_password_is_not_told_to_a_server_without_encryption():
    with running() as server, pytest.raises(Unavailable, match="encryption"):
        smtp.send(urlsplit(f"smtp://relais:geheim@127.0.0.1:{server.port}"), message())
    assert not any("AUTH" in said or "geheim" in said for said in server.said)


def test_a_server_that_is_not_there_is_an_error_of_the_system():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(OSError, match="refused"):
        smtp.send(urlsplit(f"smtp://127.0.0.1:{port}"), message())


def test_without_a_mail_server_there_is_no_way_out():
    with pytest.raises(Unavailable, match="RELAIS_SMTP"):
        smtp.post(config.load({}))


@pytest.mark.parametrize("text", ["mail.example", "https://mail.example", "smtp://", "smtps://h/x"])
def test_a_setting_that_is_no_mail_server_is_refused(text):
    with pytest.raises(Exception, match="RELAIS_SMTP"):
        config.load({"RELAIS_SMTP": text})
