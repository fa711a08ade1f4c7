"""Who may: an API key in `Authorization: Bearer …`, its brand and its scopes."""

import hashlib
from typing import NamedTuple

from flask import Response, request

from app.store.scopes import SCOPES as _SCOPES
from app.web import context
from app.web.problems import problem

SCOPES = tuple(_SCOPES)


class Caller(NamedTuple):
    """The brand a key belongs to, what the key opens there, and what tells it from others.

    `key` is a digest: nothing that is written with it can open anything.
    """

    brand: str
    scopes: tuple[str, ...]
    key: str


def admit(scope: str) -> Caller | Response:
    """Who calls, or why not: 401 without a valid key, 403 where the key lacks `scope`."""
    kind, _space, secret = request.headers.get("Authorization", "").partition(" ")
    secret, access = secret.strip(), None
    if kind.lower() == "bearer" and 0 < len(secret) < 200 and secret.isascii():
        access = context.catalog().api_key(secret, context.now())
    if access is None:
        answer = problem(401, "unauthorised", "Send a valid API key as `Authorization: Bearer …`.")
        answer.headers["WWW-Authenticate"] = 'Bearer realm="relais"'
        return answer
    if scope not in access.scopes:
        return problem(403, "forbidden", f"This key lacks the scope {scope}.")
    return Caller(access.brand, tuple(access.scopes), hashlib.sha256(secret.encode()).hexdigest())
