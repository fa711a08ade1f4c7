"""Who may: an API key in `Authorization: Bearer …`, its brand and its scopes."""

from typing import NamedTuple

from flask import Response, request

from app.web import context
from app.web.problems import problem

SCOPES = ("conversions", "report", "make")


class Caller(NamedTuple):
    """The brand a key belongs to and what the key opens there."""

    brand: str
    scopes: tuple[str, ...]


def admit(scope: str) -> Caller | Response:
    """Who calls, or why not: 401 without a valid key, 403 where the key lacks `scope`."""
    kind, _space, secret = request.headers.get("Authorization", "").partition(" ")
    access = None
    if kind.lower() == "bearer" and 0 < len(secret) < 200 and secret.isascii():
        access = context.catalog().api_key(secret.strip())
    if access is None:
        answer = problem(401, "unauthorised", "Send a valid API key as `Authorization: Bearer …`.")
        answer.headers["WWW-Authenticate"] = 'Bearer realm="relais"'
        return answer
    found = Caller(access.brand, tuple(access.scopes))
    if scope not in found.scopes:
        return problem(403, "forbidden", f"This key lacks the scope {scope}.")
    return found
