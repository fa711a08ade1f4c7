"""How many requests a key may send, and the headers that say so.

`RateLimit-Limit`, `-Remaining`, `-Reset` (seconds) as clients read them today, and
`RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers). Counted over all processes.
"""

from flask import Blueprint, Response, g

from app.web import context
from app.web.api import kept
from app.web.api.access import Caller
from app.web.problems import problem

PER_MINUTE = 600
HEADERS = {
    "RateLimit-Limit": "requests a minute",
    "RateLimit-Remaining": "requests left in this minute",
    "RateLimit-Reset": "seconds until the next minute",
    "RateLimit-Policy": "the rule: quota and window in seconds",
}
_MINUTE = 60_000


def count(caller: Caller) -> Response | None:
    """Count a request; the refusal where it is one too many."""
    now = context.now()
    used, left = kept.count(caller.key, now // _MINUTE), _MINUTE - now % _MINUTE
    seconds = -(-left // 1000)
    g.limits = {
        "RateLimit-Limit": str(PER_MINUTE),
        "RateLimit-Remaining": str(max(0, PER_MINUTE - used)),
        "RateLimit-Reset": str(seconds),
        "RateLimit-Policy": f'"key";q={PER_MINUTE};w={_MINUTE // 1000}',
    }
    if used <= PER_MINUTE:
        return None
    refused = problem(429, "rate-limited", f"Send at most {PER_MINUTE} requests a minute.")
    refused.headers["Retry-After"] = str(seconds)
    return refused


def register(blueprint: Blueprint) -> None:
    """Add the headers to every answer, errors too."""

    @blueprint.after_request
    def _say(answer: Response) -> Response:
        answer.headers.update(g.pop("limits", {}))
        return answer
