"""Installs and opens that the brand's app reports: Google Play's referrer, links that opened it.

`app_key` stands in the app and is therefore no secret; what cannot be made up is the signed token.
`{"event": "install" | "open", "install_id", "at", "install_referrer",
"referrer_click_timestamp_seconds", "install_begin_timestamp_seconds", "url", "id"}`.
Source: developer.android.com/google/play/installreferrer/library.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from app.inbound import events, references
from app.inbound.door import (
    Delivery,
    Door,
    Garbled,
    Keys,
    Received,
    clean,
    numbered,
    require,
    secret,
    subject,
)
from app.model import Conversion

WINDOW = 7 * 86_400_000
_LONGEST = 4096


def source(referrer: str) -> str:
    """The token in a Play referrer, which some senders encode twice; empty for an organic one."""
    text = referrer[:_LONGEST]
    for _round in range(3):
        fields = parse_qs(text)
        for name in ("src", "utm_content"):
            if name in fields:
                return clean(fields[name][0])
        nested = fields.get("deepLink") or fields.get("deep_link")
        text = urlsplit(nested[0]).query if nested else unquote(text)
    return ""


def read(delivery: Delivery, keys: Keys) -> Received:
    """One event of one installation. Raises Forged, Garbled."""
    require(delivery.headers.get("x-app-key", ""), secret(keys, "app_key"))
    event = events.parse(delivery.body)
    kind, install = event.get("event"), clean(event.get("install_id"))
    if kind not in ("install", "open") or not install:
        raise Garbled("event must be install or open, with an install_id")
    who = subject(keys.subject, "install", install)
    at = events.time(event.get("at"), keys.now)
    once = f"{who}:install" if kind == "install" else clean(event.get("id")) or f"{who}:{at}"
    row = Conversion(
        source="app",
        external_id=once,
        kind=str(kind),
        ref=_ref(event),
        at=at,
        subject=who,
        contact_point=keys.contact_point,
    )
    return Received((numbered(row.external_id, row),))


def _ref(event: Mapping[str, Any]) -> str:
    """The source. One outside the window stays readable as `late:TOKEN`, which matches nothing."""
    link, referrer = event.get("url"), event.get("install_referrer")
    if isinstance(link, str) and (found := _of_link(link)):
        return found
    token = source(referrer) if isinstance(referrer, str) else ""
    if not token:
        return ""
    click = events.time(event.get("referrer_click_timestamp_seconds"), 0)
    begin = events.time(event.get("install_begin_timestamp_seconds"), 0)
    in_window = not (click and begin) or 0 <= begin - click <= WINDOW
    return token if in_window else f"late:{token}"


def _of_link(link: str) -> str:
    """The source of a universal or app link: its `utm_content` or `src`, or a token in its path."""
    try:
        parts = urlsplit(link[:_LONGEST])
    except ValueError:
        return ""
    return source(parts.query) or references.find(parts.path.replace("/", " "))


DOOR = Door("app", {"app_key": "key that stands in the app"}, read, ("app",))
