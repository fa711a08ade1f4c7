"""The automatic answer to an e-mail, as RFC 3834 wants it: marked as such, and answering nobody.

It goes through the operator's mail server (RELAIS_SMTP).
"""

import smtplib
from datetime import UTC, datetime
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from hashlib import sha256

from app.errors import Unavailable
from app.inbound.replies import Request
from app.reports.sending.smtp import Post

SCHEME = "mailto:"
_SUBJECT = 70


def write(id: str, sender: str, to: str, words: str, now: int) -> Request:
    """The letter to send; its id is the same at each try. Raises Unavailable without a sender."""
    host = parseaddr(sender)[1].rpartition("@")[2]
    if not host:
        raise Unavailable("the door email has no account, and RELAIS_MAIL_FROM is empty")
    made = EmailMessage(policy=SMTP)
    first = words.strip().partition("\n")[0]
    try:
        made["From"], made["To"] = sender, to
        made["Subject"] = first if len(first) <= _SUBJECT else f"{first[: _SUBJECT - 1].rstrip()}…"
    except ValueError:
        raise Unavailable("the address is none") from None
    made["Date"] = format_datetime(datetime.fromtimestamp(now / 1000, UTC))
    made["Message-ID"] = f"<{sha256(id.encode()).hexdigest()[:32]}@{host}>"
    made["Auto-Submitted"] = "auto-replied"
    made["X-Auto-Response-Suppress"] = "All"  # what Outlook and Exchange know instead
    made.set_content(words)
    return Request(f"{SCHEME}{to}", {}, made.as_bytes())


def send(request: Request, post: Post) -> int:
    """Hand a letter over; a status as of HTTP. Raises OSError or Unavailable to try again later."""
    letter = BytesParser(_class=EmailMessage, policy=SMTP).parsebytes(request.body)
    try:
        post(letter)
    except smtplib.SMTPRecipientsRefused as error:
        if all(code >= 500 for code, _said in error.recipients.values()):
            return 400  # nobody is there
        raise
    return 200
