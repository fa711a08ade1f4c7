"""/console: what people of a brand see. One file per page; each adds its views through the gate."""

from app.web.console import (  # noqa: F401 - they add their views
    account,
    alarms,
    campaigns,
    codes,
    conversions,
    copies,
    doors,
    editor,
    files,
    learn,
    numbers,
    overview,
    passkeys,
    placed,
    points,
    preflight,
    report,
    routes,
    sending,
    settings,
    shared,
    sharing,
    style,
    webhooks,
    wizard,
)
from app.web.console.gate import blueprint

__all__ = ["blueprint"]
