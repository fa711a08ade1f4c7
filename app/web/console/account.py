"""What a person does about their own way in: second factor, recovery codes, open sessions."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from flask import abort, redirect, render_template, request, url_for

from app.i18n import _
from app.printing.symbol import encode
from app.web import context
from app.web.console import gate
from app.web.people import totp

_QUIET = 4  # ISO/IEC 18004, 6.3.8
_WRONG = "This code is wrong, or was used before."


@gate.page("/account", gate.ANYBODY)
def account() -> Any:
    """The page."""
    return _page()


@gate.page("/account/second", gate.ANYBODY, "POST")
def second_factor() -> Any:
    """Begin, confirm, renew or end the second factor, by the button that was pressed."""
    second, person, now = gate.second(), gate.person(), context.now()
    code, deed = request.form.get("code", "")[:40], request.form.get("deed", "")
    if deed == "begin":
        if second.active(person):
            abort(409)
        return _page(secret=second.begin(person))
    if deed == "confirm":
        codes = second.confirm(person, code, now)
        if codes is None and not second.active(person):
            return _page(secret=second.begin(person), problem=_(_WRONG))
    elif deed == "renew":
        codes = second.renew(person, code, now)
    elif deed == "end":
        if second.end(person, code, now):
            return redirect(url_for("console.account"), 303)
        codes = None
    else:
        abort(400)
    return _page(codes=codes) if codes else _page(problem=_(_WRONG))


@gate.page("/account/sessions/<id>/end", gate.ANYBODY, "POST")
def end_session(id: str) -> Any:
    """End a session of one's own: that browser has to sign in again."""
    gate.second().end_session(gate.person(), id)
    return redirect(url_for("console.account", _anchor="sessions"), 303)


def _page(secret: bytes = b"", codes: Sequence[str] = (), problem: str = "") -> Any:
    second, person = gate.second(), gate.person()
    page = render_template(
        "console/account.html",
        active=second.active(person),
        left=second.left(person),
        secret=totp.spelled(secret) if secret else "",
        square=_square(totp.address(secret, person.email)) if secret else (0, ""),
        codes=codes,
        problem=problem,
        passkeys=[(one, _when(one.created), _when(one.used)) for one in gate.passkeys().of(person)],
        sessions=[(one, _when(one.created), _when(one.seen)) for one in second.sessions(person)],
        here=hashlib.sha256(request.cookies.get(gate.SESSION_COOKIE, "").encode())
        .hexdigest()
        .upper(),
    )
    return page, 422 if problem else 200


def _square(text: str) -> tuple[int, str]:
    """A QR code as the side and the path of an SVG, in modules with the quiet zone."""
    symbol = encode(text, "M", byte_mode=True)
    path = "".join(
        f"M{x + _QUIET} {y + _QUIET}h1v1h-1z"
        for y, row in enumerate(symbol.rows)
        for x, dark in enumerate(row)
        if dark
    )
    return symbol.width + 2 * _QUIET, path


def _when(at: int | None) -> datetime | None:
    return None if at is None else datetime.fromtimestamp(at / 1000, UTC)
