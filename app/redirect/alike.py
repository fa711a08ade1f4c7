"""What requests have in common: what is worked out once for all that look the same."""

from functools import lru_cache
from typing import NamedTuple

from app.i18n import LANGUAGES, preferred
from app.model import Brand, Decision
from app.redirect import agent as agents
from app.redirect.agent import Agent
from app.redirect.answer import Answer
from app.redirect.find import Found
from app.redirect.visit import Headers, first_language

HINT = b"sec-ch-ua-platform"  # the header that says more of a platform than the user agent


class Seen(NamedTuple):
    """What of a request the decision sees. `reads` is the language of our pages for it."""

    agent: Agent
    language: str
    reads: str
    country: str


class Made(NamedTuple):
    """A decision, its answer, the end of its row, and the mark by which repeats are known."""

    decision: Decision
    answer: Answer
    tail: tuple[str, str, str, str]
    mark: int


class Alike(NamedTuple):
    """What requests have in common that differ in visitor and moment only.

    `made` is None where nothing was found, and where the decision is the visitor's own.
    """

    brand: str
    code: int | None
    serial: int | None
    class_: int
    platform: int
    in_app: str
    language: str
    country: str
    found: Found
    seen: Seen
    made: Made | None


def see(headers: Headers, brand: Brand | None, country: str) -> Seen:
    """What the decision sees of a request to a brand's host."""
    return _seen(
        headers.get(b"user-agent", b""),
        headers.get(HINT, b""),
        headers.get(b"accept-language", b""),
        brand.languages if brand is not None else LANGUAGES,
        country,
    )


@lru_cache(65_536)
def _seen(
    user_agent: bytes, hint: bytes, accept: bytes, languages: tuple[str, ...], country: str
) -> Seen:
    offered = tuple(one for one in languages if one in LANGUAGES) or LANGUAGES
    reads = preferred(accept.decode("latin-1"), offered)
    return Seen(agents.read(user_agent, hint), first_language(accept), reads, country)
