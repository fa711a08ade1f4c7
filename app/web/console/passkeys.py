"""Passkeys of a person: added with the password, removed, and the way in with one."""

from typing import Any

from flask import Response, abort, json, redirect, request, url_for

from app.errors import Refused
from app.i18n import _
from app.web import context
from app.web.console import gate
from app.web.console.doors import enter

_LONGEST = 20_000


@gate.page("/account/passkeys/offer", gate.ANYBODY, "POST")
def offer_passkey() -> Response:
    """What the browser needs to make one; only for who knows the password."""
    person, now = gate.person(), context.now()
    if not gate.people().proves(person, request.form.get("password", ""), now):
        return _json({"problem": _("The password is wrong.")}, 422)
    return _json(gate.passkeys().offer(person, gate.place(), now))


@gate.page("/account/passkeys", gate.ANYBODY, "POST")
def add_passkey() -> Response:
    """Keep what the browser made."""
    name = request.form.get("name", "").strip() or _("Passkey")
    try:
        gate.passkeys().add(gate.person(), gate.place(), _answer(), name, context.now())
    except Refused:
        return _json({"problem": _("This passkey could not be kept. Try again.")}, 422)
    return _json({"to": url_for("console.account", _anchor="passkeys")})


@gate.page("/account/passkeys/<id>/remove", gate.ANYBODY, "POST")
def remove_passkey(id: str) -> Any:
    """It opens nothing any more."""
    if not gate.passkeys().remove(gate.person(), id):
        abort(404)
    return redirect(url_for("console.account", _anchor="passkeys"), 303)


@gate.page("/sign-in/passkey/offer", gate.OPEN, "POST")
def ask_passkey() -> Response:
    """What the browser needs to sign in with a passkey; the same for everybody."""
    return _json(gate.passkeys().ask(gate.place(), context.now()))


@gate.page("/sign-in/passkey", gate.OPEN, "POST")
def sign_in_passkey() -> Response:
    """A whole session for the answer of a passkey."""
    onward = gate.inside(request.form.get("next", ""), url_for("console.home"))
    try:
        secret = gate.passkeys().sign_in(gate.place(), _answer(), context.now())
    except Refused:
        return _json({"problem": _("This passkey is not known here.")}, 401)
    return enter(_json({"to": onward}), secret)


def _answer() -> str:
    return request.form.get("answer", "")[:_LONGEST]


def _json(body: str | dict[str, str], status: int = 200) -> Response:
    text = body if isinstance(body, str) else json.dumps(body)
    return Response(text, status, content_type="application/json")
