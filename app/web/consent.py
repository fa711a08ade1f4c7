"""/hooks/BRAND/consent: the answer to "may we recognise this phone?", kept with its proof.

The question is a page of the redirect (app.redirect.hosted); the answer is kept here, since only
what is proven may be used: first the proof in the catalog, then the cookie.
"""

import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from babel.dates import format_date
from flask import Response, request

from app.channels import consent
from app.errors import BadToken, Missing
from app.i18n import _, preferred, speaking
from app.model import Brand
from app.store import privacy
from app.store import secrets as signing_secrets
from app.web import context
from app.web.hosted import Hosted
from app.web.problems import problem


def give(
    brand: str, key: str, token: str, new_id: Callable[[], str] = lambda: secrets.token_hex(16)
) -> Response:
    """Keep a consent and lead on. Who agreed before keeps number and end: nothing is renewed."""
    owner = _owner(brand)
    if _from_elsewhere():
        return problem(403, "forbidden", "Only our own page may send this.")
    answer = Response(status=303, headers={"Location": f"/c/{key}/{token}/on"})
    now, headers = context.now(), _headers()
    if consent.refuses(headers) or consent.person(headers, now):
        return answer
    code = _code(brand, token)
    who, language = consent.fresh(new_id(), now), _language(owner)
    text = f"{language} {wording(owner, language)}"
    privacy.give_consent(context.catalog().db, brand, who.id, code, now, text)
    answer.headers["Set-Cookie"] = consent.remember(who, now, secure=consent.secure(request.host))
    return answer


def show(brand: str) -> Response:
    """What this phone agreed to."""
    owner = _owner(brand)
    who = consent.person(_headers(), context.now())
    at = privacy.consented(context.catalog().db, brand, who.id) if who else None
    since = ""
    language = _language(owner)
    if at is not None:
        day = datetime.fromtimestamp(at / 1000, UTC).astimezone(ZoneInfo(owner.timezone)).date()
        since = format_date(day, "long", locale="fr_FR" if language == "fr" else "en_GB")
    return _page(Hosted().choice(owner, language, since))


def withdraw(brand: str) -> Response:
    """Take it back: no cookie, no proof, and nobody in what is held of them."""
    owner = _owner(brand)
    if _from_elsewhere():
        return problem(403, "forbidden", "Only our own page may send this.")
    who = consent.person(_headers(), context.now())
    if who is not None:
        privacy.erase(context.catalog().db, brand, [who.id])
    answer = _page(Hosted().choice(owner, _language(owner), ""))
    for cookie in consent.forget(secure=consent.secure(request.host)):
        answer.headers.add("Set-Cookie", cookie)
    return answer


def wording(owner: Brand, language: str) -> str:
    """Which words a person agreed to: a digest of the texts of the page, as they are now."""
    with speaking(language):
        text = "\n".join(_(one) for one in _TEXTS)
    return sha256(f"{owner.name}\n{text}".encode()).hexdigest()[:12]


_TEXTS = (
    "May we recognise this phone?",
    "It tells {name} which of its posters, packs and letters help, and remembers how you like to "
    "reach us.",
    "A random number is kept on this phone, for 13 months at most.",
    "It goes to {name} alone, when you scan and on its own site.",
    "You can take it back whenever you like:",
    "Both lead to the same place. If you refuse, nothing is kept on this phone.",
)


def _owner(brand: str) -> Brand:
    for one in context.catalog().brands():
        if one.slug == brand:
            return one
    raise Missing("there is no such page", code="no-page")


def _code(brand: str, token: str) -> int:
    """The code that somebody came by; the token is signed, so it cannot be made up."""
    try:
        ring = signing_secrets.ring(context.config().keys, brand)
        found = ring.open(token.partition("-")[0]).id
    except BadToken as error:
        raise Missing("there is no such page", code="no-page") from error
    return found


def _language(owner: Brand) -> str:
    return preferred(request.headers.get("Accept-Language", ""), owner.languages)


def _headers() -> dict[bytes, bytes]:
    return {
        name.lower().encode(): value.encode("latin-1", "replace")
        for name, value in request.headers.items()
    }


def _from_elsewhere() -> bool:
    """Whether another site sends the form: a consent must be the person's own."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site != "same-origin"
    origin = request.headers.get("Origin", "null")
    return origin != "null" and urlsplit(origin).netloc.lower() != request.host.lower()


def _page(body: bytes) -> Response:
    answer = Response(body, content_type="text/html; charset=utf-8")
    # The page brings its own policy, with the hash of its style sheet.
    answer.headers["Content-Security-Policy"] = "frame-ancestors 'none'"
    return answer
