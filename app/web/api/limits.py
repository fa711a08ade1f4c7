"""How many requests a key may send, and the headers that say so.

`RateLimit-Limit`, `-Remaining`, `-Reset` (seconds) as clients read them today, and
`RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers). Counted over all processes.
"""

from flask import Blueprint, Response, g

from app.web import context
from app.web.api import kept
from app.web.api.access import Caller
from app.web.problems import problem

HEADERS = {
    "RateLimit-Limit": "requests a minute",
    "RateLimit-Remaining": "requests left in this minute",
    "RateLimit-Reset": "seconds until the next minute",
    "RateLimit-Policy": "the rule: quota and window in seconds",
}
_MINUTE = 60_000


def per_minute() -> int:
    """Requests a minute that a key may send: a setting."""
    return int(context.config()["api_per_minute"])


def count(caller: Caller) -> Response | None:
    """Count a request; the refusal where it is one too many."""
    now, most = context.now(), per_minute()
    used, left = kept.count(caller.key, now // _MINUTE), _MINUTE - now % _MINUTE
    seconds = -(-left // 1000)
    g.limits = {
        "RateLimit-Limit": str(most),
        "RateLimit-Remaining": str(max(0, most - used)),
        "RateLimit-Reset": str(seconds),
        "RateLimit-Policy": f'"key";q={most};w={_MINUTE // 1000}',
    }
    if used <= most:
        return None
    refused = problem(429, "rate-limited", f"Send at most {most} requests a minute.")
    refused.headers["Retry-After"] = str(seconds)
    return refused


def register(blueprint: Blueprint) -> None:
    """Add the headers to every answer, errors too."""

    @blueprint.after_request
    def _say(answer: Response) -> Response:
        answer.headers.update(g.pop("limits", {}))
        return answer
