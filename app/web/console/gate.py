"""Who may see a page of the console. Every view passes here; a view without a right has no route.

A page of a brand answers 404 to who has no role there, so that nobody can find out which brands
exist. A form must come from our own pages (Origin) and carry the session's form token.
"""

import hashlib
import hmac
from collections.abc import Callable
from typing import Any, cast
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, g, redirect, request, url_for

from app.model import Brand
from app.web import context
from app.web.people import Passkeys, People, Person, Place, Records, Second, may

SESSION_COOKIE = "relais_session"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
OPEN = ""
"""The right of pages that need no session."""
ANYBODY = "anybody"
"""The right of pages that need a session but no brand."""

blueprint = Blueprint("console", __name__, url_prefix="/console")
_RIGHTS: dict[str, str] = {}
View = Callable[..., Any]


def page(rule: str, right: str, *methods: str) -> Callable[[View], View]:
    """Add a view for those who have `right` in the brand of the URL."""
    if right not in (OPEN, ANYBODY) and not rule.startswith("/<brand>/"):
        raise ValueError(f"{rule} names no brand to have a right in")

    def add(view: View) -> View:
        _RIGHTS[f"{blueprint.name}.{view.__name__}"] = right
        blueprint.add_url_rule(rule, view.__name__, view, methods=methods or ("GET",))
        return view

    return add


def people() -> People:
    """This request's connection to the people."""
    if "people" not in g:
        g.people = context.keep(People(context.config().data))
    return cast(People, g.people)


def second() -> Second:
    """Second factors and sessions, on the same connection."""
    return Second(people())


def passkeys() -> Passkeys:
    """Passkeys, on the same connection."""
    return Passkeys(people())


def place() -> Place:
    """Where the browser is, as passkeys are bound to it: TLS, or this very machine."""
    host = request.host.partition(":")[0].lower()
    origins = [f"https://{request.host.lower()}"]
    if host == "localhost":
        origins.append(f"http://{request.host.lower()}")
    return Place(host, tuple(origins))


def records() -> Records:
    """This request's connection to what people decided and did."""
    if "records" not in g:
        g.records = context.keep(Records(context.config().data))
    return cast(Records, g.records)


def note(what: str, subject: str) -> None:
    """Write who did what into the audit log of the brand of the page."""
    records().note(context.now(), g.brand.slug, g.person.name, what, subject)


def person() -> Person:
    """Who is signed in."""
    return cast(Person, g.person)


def brand() -> Brand:
    """The brand of the page."""
    return cast(Brand, g.brand)


def allowed(right: str) -> bool:
    """Whether who is signed in has a right in the brand of the page."""
    return may(g.get("role", ""), right)


def form_token() -> str:
    """What a form of this session carries: worthless to who does not have the cookie."""
    secret = request.cookies.get(SESSION_COOKIE, "")
    return hashlib.sha256(f"form {secret}".encode()).hexdigest()[:40]


def remember(answer: Response, secret: str) -> Response:
    """Start a session in the browser: fresh at each sign-in, so none can be planted before."""
    answer.set_cookie(
        SESSION_COOKIE,
        secret,
        max_age=90 * 24 * 3600,
        path="/console",
        secure=request.is_secure,
        httponly=True,
        samesite="Lax",
    )
    return answer


def brands() -> list[Brand]:
    """The brands that who is signed in may see."""
    return [one for one in context.catalog().brands() if people().role(person(), one.slug)]


@blueprint.before_request
def _admit() -> Any:
    right = _RIGHTS[request.endpoint or ""]
    secret = request.cookies.get(SESSION_COOKIE, "")
    g.person = people().who(secret, context.now()) if secret else None
    if request.method not in SAFE:
        _refuse_forgery(signed_in=g.person is not None)
    if right == OPEN:
        return None
    if g.person is None:
        return redirect(url_for("console.sign_in", next=_here()))
    return None if right == ANYBODY else _admit_to_brand(right)


def _admit_to_brand(right: str) -> None:
    slug = (request.view_args or {})["brand"]
    g.role = people().role(g.person, slug)
    found = [one for one in context.catalog().brands() if one.slug == slug] if g.role else []
    if not found:
        abort(404)
    g.brand = found[0]
    if not may(g.role, right):
        abort(403)


def _refuse_forgery(*, signed_in: bool) -> None:
    origin = request.headers.get("Origin", "")
    if request.headers.get("Sec-Fetch-Site") != "same-origin" and (
        not origin or urlsplit(origin).netloc.lower() != request.host.lower()
    ):
        abort(403)
    sent = request.form.get("form_token", "") or request.headers.get("X-Form-Token", "")
    if signed_in and not hmac.compare_digest(sent.encode(), form_token().encode()):
        abort(403)


def _here() -> str | None:
    return request.full_path.rstrip("?") if request.method == "GET" else None


def inside(path: str, otherwise: str) -> str:
    """`path` where it is a page of the console of this server, else `otherwise`."""
    clean = path.startswith("/console/") and not any(char in path for char in "\\\r\n")
    return path if clean else otherwise


@blueprint.app_context_processor
def _common() -> dict[str, Any]:
    return {
        "person": g.get("person"),
        "brand": g.get("brand"),
        "role": g.get("role", ""),
        "allowed": allowed,
        "form_token": form_token,
    }
