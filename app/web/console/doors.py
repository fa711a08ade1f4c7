"""In and out: first person, sign-in, invitation, sign-out, language."""

from typing import Any

from flask import Response, redirect, render_template, request, url_for

from app.errors import Conflict
from app.i18n import LANGUAGES, _
from app.web import context
from app.web.console import gate
from app.web.people import Link, passwords

TOO_MANY = "Too many attempts. Wait a quarter of an hour, then try again."
_EMAIL_LIMIT, _NAME_LIMIT = 200, 80


@gate.page("/", gate.ANYBODY)
def home() -> Any:
    """The brand of who has one, the choice of who has several."""
    found = gate.brands()
    if len(found) == 1:
        return redirect(url_for("console.overview", brand=found[0].slug))
    return render_template("console/brands.html", brands=found)


@gate.page("/report", gate.ANYBODY)
def any_report() -> Any:
    """The report of the first brand one may see."""
    found = gate.brands()
    if not found:
        return redirect(url_for("console.home"))
    asked = request.query_string.decode("ascii", "replace")
    return redirect(url_for("console.show_report", brand=found[0].slug) + f"?{asked}" * bool(asked))


@gate.page("/sign-in", gate.OPEN, "GET", "POST")
def sign_in() -> Any:
    """Address and password in, session out."""
    onward = gate.inside(request.values.get("next", ""), url_for("console.home"))
    if request.method == "GET":
        return render_template(
            "console/sign_in.html", next=onward, problem="", email="", first=gate.people().empty()
        )
    email, now = request.form.get("email", ""), context.now()
    secret = gate.people().sign_in(email, request.form.get("password", ""), now)
    if secret:
        return _enter(secret, onward, now)
    locked = gate.people().locked(email, now)
    problem = _(TOO_MANY) if locked else _("The address or the password is wrong.")
    page = render_template(
        "console/sign_in.html", next=onward, problem=problem, email=email, first=False
    )
    return page, 429 if locked else 401


def _enter(secret: str, onward: str, now: int) -> Response:
    half = gate.people().half(secret, now) is not None
    target = url_for("console.sign_in_code", next=onward) if half else onward
    return enter(_see_other(target), secret)


def enter(answer: Response, secret: str) -> Response:
    """Begin a session with an answer."""
    gate.people().describe(secret, request.headers.get("User-Agent", ""))
    return gate.remember(answer, secret)


@gate.page("/sign-in/code", gate.OPEN, "GET", "POST")
def sign_in_code() -> Any:
    """The second step: a code of the app, or a recovery code."""
    onward = gate.inside(request.values.get("next", ""), url_for("console.home"))
    half, now, second = request.cookies.get(gate.SESSION_COOKIE, ""), context.now(), gate.second()
    if gate.people().half(half, now) is None:
        return redirect(url_for("console.sign_in", next=onward))
    if request.method == "GET":
        return render_template("console/sign_in_code.html", next=onward, problem="")
    secret = second.finish(half, request.form.get("code", "")[:40], now)
    if secret:
        return _enter(secret, onward, now)
    locked = second.locked(half, now)
    problem = TOO_MANY if locked else "This code is wrong, or was used before."
    page = render_template("console/sign_in_code.html", next=onward, problem=_(problem))
    return page, 429 if locked else 401


@gate.page("/sign-out", gate.OPEN, "POST")
def sign_out() -> Response:
    """End the session, here and on the server."""
    gate.people().sign_out(request.cookies.get(gate.SESSION_COOKIE, ""))
    answer = _see_other(url_for("console.sign_in"))
    answer.delete_cookie(gate.SESSION_COOKIE, path="/console")
    return answer


@gate.page("/welcome/<secret>", gate.OPEN, "GET", "POST")
def welcome(secret: str) -> Any:
    """Use a one-time link: choose a name and a password."""
    offered = gate.people().link(secret, context.now())
    if gate.person() is not None and offered.brand:
        return _join(secret, offered)
    given = {name: request.form.get(name, "").strip() for name in ("email", "name")}
    email = offered.email or given["email"]
    problem = ""
    if request.method == "POST":
        password = request.form.get("password", "")
        problem = _wrong(email, given["name"], password)
        if not problem:
            try:
                fresh = gate.people().accept(secret, email, given["name"], password, context.now())
                return _enter(fresh, url_for("console.home"), context.now())
            except Conflict:
                problem = _("This address has an account: sign in, then open the link again.")
    page = render_template(
        "console/welcome.html",
        offered=offered,
        named=_named(offered),
        problem=problem,
        email=email,
        name=given["name"],
    )
    return page, 422 if problem else 200


def _named(offered: Link) -> str:
    """The brand of a link as people call it."""
    found = {one.slug: one.name for one in context.catalog().brands()}
    return found.get(offered.brand, offered.brand)


def _join(secret: str, offered: Link) -> Any:
    """The same for who is signed in: one button, since a GET must change nothing."""
    if request.method == "GET":
        return render_template("console/join.html", offered=offered, named=_named(offered))
    joined = gate.people().join(secret, gate.person(), context.now())
    return _see_other(url_for("console.overview", brand=joined.brand))


def _wrong(email: str, name: str, password: str) -> str:
    local, _at, host = email.partition("@")
    if not (local and "." in host and len(email) <= _EMAIL_LIMIT and email.isprintable()):
        return _("Give an e-mail address, such as you@levain.example.")
    if not (0 < len(name) <= _NAME_LIMIT and name.isprintable()):
        return _("Give your name.")
    return {
        "": "",
        "short": _("Choose a longer password: at least 12 characters; a sentence is fine."),
        "long": _("Choose a password of at most 256 characters."),
        "guessable": _("This password is too easy to guess."),
    }[passwords.weakness(password, email, name, local)]


@gate.page("/language", gate.OPEN, "POST")
def language() -> Response:
    """Remember the language asked for."""
    wanted = request.form.get("language", "")
    answer = _see_other(gate.inside(request.form.get("next", ""), url_for("console.home")))
    if wanted in LANGUAGES:
        answer.set_cookie(
            context.LANGUAGE_COOKIE,
            wanted,
            max_age=365 * 24 * 3600,
            path="/console",
            secure=request.is_secure,
            samesite="Lax",
        )
    return answer


def _see_other(target: str) -> Response:
    answer = redirect(target, 303)
    assert isinstance(answer, Response)  # noqa: S101 - for the type checker
    return answer
