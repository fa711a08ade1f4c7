"""Inbound e-mail: the source is the plus tag of the address written to, else the reference in the
subject or the text. By signed webhook (the raw message as the body) or as a mailbox file.

Automatic answers and bounces are no conversation (RFC 3834).
"""

import html
import mailbox
import re
from collections.abc import Iterator
from datetime import UTC
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import getaddresses, parsedate_to_datetime
from hashlib import sha256
from pathlib import Path

from app import sheet
from app.inbound import references, talk
from app.inbound.door import Delivery, Door, Keys, Received, clean, require, secret, signed

_TO = ("delivered-to", "x-original-to", "envelope-to", "to", "cc")
_TAG = re.compile(r"[^+@]+\+([^@]{1,64})@")
_LARGEST = 10 * 1024 * 1024


def read(delivery: Delivery, keys: Keys) -> Received:
    """One raw message. Raises Forged."""
    right = signed(secret(keys, "secret"), delivery.body).hex()
    require(delivery.headers.get("x-signature-256", ""), f"sha256={right}")
    return message(delivery.body, keys)


def mbox(path: Path, keys: Keys) -> Iterator[Received]:
    """Every message of a mailbox file, one at a time."""
    box = mailbox.mbox(path, create=False)
    try:
        for key in box.iterkeys():
            yield message(box.get_bytes(key), keys)
    finally:
        box.close()


def message(raw: bytes, keys: Keys) -> Received:
    """The conversation that a message begins."""
    mail = message_from_bytes(raw[:_LARGEST], policy=policy.default)
    senders = getaddresses([_header(mail, "from")])
    sender = clean(senders[0][1]).lower() if senders else ""
    if not sender or _automatic(mail, sender):
        return Received()
    at = min(_date(mail, keys.now), keys.now)
    ref = _tag(mail) or references.find(f"{_header(mail, 'subject')}\n{_body(mail)}")
    if not ref:
        return talk.wrote("email", keys, address=sender, at=at)
    id = clean(_header(mail, "message-id")) or sha256(raw).hexdigest()[:32]
    return talk.started("email", keys, id=id, address=sender, ref=ref, at=at)


def _header(mail: EmailMessage, name: str) -> str:
    """A header as text; a broken one is an empty text, as the parser may choke on it."""
    try:
        return str(mail.get(name, ""))
    except Exception:
        return ""


def _automatic(mail: EmailMessage, sender: str) -> bool:
    submitted = _header(mail, "auto-submitted").lower()
    bulk = _header(mail, "precedence").lower() in ("bulk", "auto_reply", "junk")
    daemon = sender.partition("@")[0] in ("mailer-daemon", "postmaster")
    return bulk or daemon or submitted not in ("", "no")


def _tag(mail: EmailMessage) -> str:
    for name in _TO:
        for _shown, address in getaddresses([_header(mail, name)]):
            found = _TAG.match(address)
            if found:
                return clean(found[1])
    return ""


def _date(mail: EmailMessage, now: int) -> int:
    try:
        moment = parsedate_to_datetime(_header(mail, "date"))
        return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000)
    except (ValueError, TypeError, OverflowError, IndexError):
        return now


def _body(mail: EmailMessage) -> str:
    """The text of the message; the tags of HTML stay, which hides no reference."""
    try:
        part = mail.get_body(("plain", "html"))
        raw = part.get_payload(decode=True) if part is not None else b""
        charset = part.get_content_charset() if part is not None else None
        content = bytes(raw).decode(charset) if charset else sheet.decode(bytes(raw))
    except Exception:
        return ""
    return html.unescape(content)


DOOR = Door("email", {"secret": "secret shared with the mail service"}, read, ("email",))
