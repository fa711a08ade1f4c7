"""The first automatic answer to a conversation: "Bonjour ! Vous venez de l’affiche Dijon Ville …".

Messenger, Instagram, WhatsApp, Telegram and LINE are answered through their APIs, e-mails through
the operator's mail server (see outbox, letter); what Viber, WeChat and SMS providers send is the
body of our answer to their webhook. The text is the contact point's `reply`.
"""

import json
import uuid
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

from app.channels import checks
from app.channels.base import Options
from app.errors import Unavailable
from app.inbound.door import Person

BASES: Mapping[str, str] = MappingProxyType(
    {
        "meta": "https://graph.facebook.com/v23.0",
        "telegram": "https://api.telegram.org",
        "line": "https://api.line.me",
    }
)
LONGEST = 1000  # characters: what every one of these services takes


class Request(NamedTuple):
    """An HTTP POST to a provider."""

    url: str
    headers: Mapping[str, str]
    body: bytes


def text(options: Options, origin: str, language: str) -> str:
    """The answer of a contact point; empty where it gives none."""
    if "reply" not in options:
        return ""
    return checks.pick(options["reply"], language).replace("{origin}", origin)[:LONGEST]


def request(
    person: Person, words: str, secrets: Mapping[str, str], bases: Mapping[str, str] = BASES
) -> Request:
    """The request that sends `words`. Raises Unavailable for a door that is not answered so, or
    where a secret is missing."""
    make = _SENDERS.get(person.door)
    if make is None:
        raise Unavailable(f"{person.door} is not answered through an API")
    try:
        url, headers, value = make(person, words, secrets, bases)
    except KeyError as error:
        raise Unavailable(f"the secret {error} of {person.door} is not configured") from None
    body = json.dumps(value, ensure_ascii=False).encode()
    return Request(url, {"content-type": "application/json", **headers}, body)


Made = tuple[str, dict[str, str], dict[str, Any]]
_Sender = Callable[[Person, str, Mapping[str, str], Mapping[str, str]], Made]


def _bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


def _meta(person: Person, words: str, secrets: Mapping[str, str], bases: Mapping[str, str]) -> Made:
    body = {
        "recipient": {"id": person.address},
        "messaging_type": "RESPONSE",
        "message": {"text": words},
    }
    return f"{bases['meta']}/me/messages", _bearer(secrets["access_token"]), body


def _whatsapp(
    person: Person, words: str, secrets: Mapping[str, str], bases: Mapping[str, str]
) -> Made:
    body = {
        "messaging_product": "whatsapp",
        "to": person.address.lstrip("+"),
        "type": "text",
        "text": {"body": words},
    }
    url = f"{bases['meta']}/{secrets['phone_number_id']}/messages"
    return url, _bearer(secrets["access_token"]), body


def _telegram(
    person: Person, words: str, secrets: Mapping[str, str], bases: Mapping[str, str]
) -> Made:
    url = f"{bases['telegram']}/bot{secrets['bot_token']}/sendMessage"
    return url, {}, {"chat_id": person.address, "text": words}


def _line(person: Person, words: str, secrets: Mapping[str, str], bases: Mapping[str, str]) -> Made:
    body = {"to": person.address, "messages": [{"type": "text", "text": words}]}
    # LINE sends once for one retry key, however often we must ask.
    key = str(uuid.uuid5(uuid.NAMESPACE_OID, f"line|{person.external_id}"))
    headers = {**_bearer(secrets["channel_access_token"]), "x-line-retry-key": key}
    return f"{bases['line']}/v2/bot/message/push", headers, body


_SENDERS: Mapping[str, _Sender] = MappingProxyType(
    {
        "messenger": _meta,
        "instagram": _meta,
        "whatsapp": _whatsapp,
        "telegram": _telegram,
        "line": _line,
    }
)
SENT = frozenset({*_SENDERS, "email"})


def answer(person: Person, words: str, sender: str, now: int) -> tuple[bytes, str] | None:
    """The body and media type by which a webhook itself is answered; None where it is not.

    `sender` is the brand's name (Viber) or account (WeChat).
    """
    if person.door == "viber":
        value = {"type": "text", "text": words, "sender": {"name": sender[:28]}}
        return json.dumps(value, ensure_ascii=False).encode(), "application/json"
    if person.door == "sms":
        return f"<Response><Message>{escape(words)}</Message></Response>".encode(), "text/xml"
    if person.door == "wechat":
        safe = words.replace("]]>", "]] >")
        xml = (
            f"<xml><ToUserName><![CDATA[{person.address}]]></ToUserName>"
            f"<FromUserName><![CDATA[{sender}]]></FromUserName>"
            f"<CreateTime>{now // 1000}</CreateTime><MsgType><![CDATA[text]]></MsgType>"
            f"<Content><![CDATA[{safe}]]></Content></xml>"
        )
        return xml.encode(), "text/xml"
    return None
