"""Settings of a brand: people and their roles, API keys, the log of who did what."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import abort, redirect, render_template, request, url_for

from app.store import secrets
from app.store.privacy import CONSENT_MONTHS, EVENT_MONTHS
from app.web import context
from app.web.api.access import SCOPES
from app.web.console import gate
from app.web.people import ROLES


@gate.page("/<brand>/people", "govern")
def people(brand: str) -> Any:
    """Who may do what."""
    return _people("")


@gate.page("/<brand>/people/invite", "govern", "POST")
def invite(brand: str) -> Any:
    """Make a one-time link; it is shown once, to be sent by whoever made it."""
    email, role = request.form.get("email", "").strip(), request.form.get("role", "")
    local, _at, host = email.partition("@")
    if role not in ROLES or not local or "." not in host or len(email) > 200:
        abort(400)
    secret = gate.people().invite(email, brand, role, context.now())
    gate.note("invite", f"{email} {role}")
    return _people(url_for("console.welcome", secret=secret, _external=True))


@gate.page("/<brand>/people/<int:id>", "govern", "POST")
def set_role(brand: str, id: int) -> Any:
    """Another role in this brand, or none."""
    role = request.form.get("role", "")
    members = {one.person.id: one for one in gate.people().members(brand)}
    if id not in members or (role and role not in ROLES):
        abort(404)
    owners = [one for one in members.values() if one.role == "owner"]
    if members[id].role == "owner" and role != "owner" and len(owners) == 1:
        abort(409)  # somebody must be able to put things right
    gate.people().set_role(id, brand, role)
    gate.note("role", f"{members[id].person.email} {role or '-'}")
    return redirect(url_for("console.people", brand=brand), 303)


@gate.page("/<brand>/people/<int:id>/second", "govern", "POST")
def reset_second(brand: str, id: int) -> Any:
    """For who lost phone and recovery codes. A steward's: that person may work for others too."""
    members = {one.person.id: one for one in gate.people().members(brand)}
    if not gate.person().steward or id == gate.person().id:
        abort(403)
    if id not in members or not gate.second().reset(id):
        abort(404)
    gate.note("second-reset", members[id].person.email)
    return redirect(url_for("console.people", brand=brand), 303)


def _people(link: str) -> Any:
    members = gate.people().members(gate.brand().slug)
    return render_template(
        "console/people.html",
        members=[(one, gate.people().has_second(one.person.id)) for one in members],
        roles=ROLES,
        link=link,
    )


@gate.page("/<brand>/settings", "govern")
def settings(brand: str) -> Any:
    """Hosts, keys, log."""
    return _settings("")


@gate.page("/<brand>/settings/keys", "govern", "POST")
def add_key(brand: str) -> Any:
    """Make an API key; its secret is shown once."""
    scopes = [scope for scope in SCOPES if scope in request.form.getlist("scopes")]
    name = request.form.get("name", "").strip()[:80]
    if not scopes or not name:
        abort(400)
    secret = context.catalog().add_api_key(brand, name, scopes, context.now())
    gate.note("api-key", f"{name} {' '.join(scopes)}")
    return _settings(secret)


@gate.page("/<brand>/settings/keys/<int:id>/revoke", "govern", "POST")
def revoke_key(brand: str, id: int) -> Any:
    """Take an API key back: the next call with it is refused."""
    taken = context.catalog().revoke_api_key(brand, id, context.now())
    gate.note("api-key-revoked", taken.name)
    return redirect(url_for("console.settings", brand=brand, _anchor="keys"), 303)


def _settings(secret: str) -> Any:
    brand = gate.brand()
    zone = ZoneInfo(brand.timezone)

    def local(at: int | None) -> datetime | None:
        return None if at is None else datetime.fromtimestamp(at / 1000, zone)

    log = [(local(line.at), line) for line in gate.records().log(brand.slug)]
    keys = [
        (key, local(key.created), local(key.last_used), local(key.revoked))
        for key in context.catalog().api_keys(brand.slug)
    ]
    return render_template(
        "console/settings.html",
        keys=keys,
        scopes=SCOPES,
        secret=secret,
        log=log,
        kept={"events": EVENT_MONTHS, "consents": CONSENT_MONTHS},
        signing=len(secrets.read(context.config().keys, brand.slug)),
    )
