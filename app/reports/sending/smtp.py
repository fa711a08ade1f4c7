"""Handing an e-mail to the operator's mail server. Encrypted where the server can; a password never
goes out in clear."""

import smtplib
import ssl
from collections.abc import Callable
from email.message import EmailMessage
from typing import Any
from urllib.parse import SplitResult, unquote

from app.config import Config
from app.errors import Unavailable
from app.i18n import _

Post = Callable[[EmailMessage], str]
"""Hands a message over; the addresses refused, where others were taken. Raises OSError (smtplib's
errors are such) or Unavailable."""
_PATIENCE = 20.0  # seconds


def post(config: Config) -> Post:
    """The way to the mail server of the settings. Raises Unavailable where there is none."""
    server = config["smtp"]
    if server is None:
        raise Unavailable(_("No mail server is set (RELAIS_SMTP)."), code="no-mail")
    return lambda message: send(server, message)


def send(server: SplitResult, message: EmailMessage, context: ssl.SSLContext | None = None) -> str:
    """Over the network. See Post."""
    tls = context or ssl.create_default_context()
    with _open(server, tls) as line:
        if server.scheme == "smtp":
            line.ehlo()
            if line.has_extn("starttls"):
                line.starttls(context=tls)
            elif server.username:
                raise Unavailable(_("The mail server offers no encryption for the password."))
        if server.username:
            line.login(unquote(server.username), unquote(server.password or ""))
        return ", ".join(sorted(line.send_message(message)))


def _open(server: SplitResult, tls: ssl.SSLContext) -> Any:
    host = server.hostname or ""
    if server.scheme == "smtps":
        return smtplib.SMTP_SSL(host, server.port or 465, timeout=_PATIENCE, context=tls)
    return smtplib.SMTP(host, server.port or 587, timeout=_PATIENCE)
