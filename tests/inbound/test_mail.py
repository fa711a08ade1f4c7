"""Inbound e-mail."""

import mailbox
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.inbound import mail
from tests.inbound.kit import KEYS, NOW, REFERENCE, TOKEN, receive


def message(body: str = "Bonjour", **headers: str) -> bytes:
    base = {
        "From": "Anne Petit <Anne@Example.org>",
        "To": "bonjour@levain.example",
        "Message_ID": "<1@example.org>",
        "Date": "Fri, 11 Dec 2026 10:00:00 +0100",
    }
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in (base | headers).items()]
    return ("\r\n".join(lines) + f"\r\n\r\n{body}\r\n").encode()


@pytest.mark.parametrize(
    ("raw", "ref"),
    [
        (message(To=f"bonjour+{TOKEN}@levain.example"), TOKEN),
        (message(Cc=f"x@y.example, Levain <bonjour+{TOKEN}-b@levain.example>"), f"{TOKEN}-b"),
        (message(Delivered_To=f"bonjour+{TOKEN}@levain.example"), TOKEN),
        (message(Subject=f"Question (réf. {REFERENCE})"), REFERENCE),
        (message(Subject="=?utf-8?q?R=C3=A9f=2E_" + REFERENCE + "?="), REFERENCE),
        (message(f"Bonjour\r\n\r\nréf. {REFERENCE}"), REFERENCE),
        (message(f"réf. {REFERENCE}").decode().encode("cp1252"), REFERENCE),
        (message(f"<p>r&eacute;f. {REFERENCE}</p>", Content_Type="text/html"), REFERENCE),
    ],
)
def test_the_source_is_in_the_address_or_the_words(raw: bytes, ref: str) -> None:
    (row,) = mail.message(raw, KEYS).rows
    assert (row.conversion.kind, row.conversion.ref) == ("conversation", ref)


def test_a_quoted_printable_body_is_read() -> None:
    raw = message(
        f"R=C3=A9f=2E {REFERENCE}",
        Content_Type='text/plain; charset="utf-8"',
        Content_Transfer_Encoding="quoted-printable",
    )
    assert mail.message(raw, KEYS).rows[0].conversion.ref == REFERENCE


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"From": "MAILER-DAEMON@example.org"},
        {"From": ""},
    ],
)
def test_automatic_answers_are_no_conversation(headers: dict[str, str]) -> None:
    raw = message(To=f"bonjour+{TOKEN}@levain.example", **headers)
    assert mail.message(raw, KEYS).rows == ()


def test_a_date_in_the_future_is_the_time_of_arrival() -> None:
    raw = message(f"réf. {REFERENCE}", Date="Fri, 11 Dec 2099 10:00:00 +0100")
    assert mail.message(raw, KEYS).rows[0].conversion.at == NOW


def test_a_sender_is_one_person_however_the_address_is_written() -> None:
    one = mail.message(message(f"réf. {REFERENCE}"), KEYS).rows[0].conversion
    raw = message(f"réf. {REFERENCE}", From="anne@example.org")
    assert mail.message(raw, KEYS).rows[0].conversion.subject == one.subject
    assert "anne" not in str(one).lower()
    assert "example.org" not in str(one)


@given(st.binary(max_size=400))
def test_any_bytes_are_read_without_breaking(raw: bytes) -> None:
    receive("email", raw)
    receive("email", b"From: a@b.example\r\n" + raw)


def test_a_mailbox_file_is_read_message_by_message(tmp_path: Path) -> None:
    path = tmp_path / "inbox"
    box = mailbox.mbox(path)
    for number in range(3):
        box.add(message(f"réf. {REFERENCE}", Message_ID=f"<{number}@example.org>"))
    box.close()
    ids = {row.conversion.external_id for one in mail.mbox(path, KEYS) for row in one.rows}
    assert len(ids) == 3
