"""French and English for everything a person sees. Message ids are the English texts.

The catalogue is `templates/locale/fr/*.po`, one file per area, read as text: no compiled file to
forget.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache

from app.config import resource

LANGUAGES = ("fr", "en")
_current: ContextVar[str] = ContextVar("language", default="en")


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """Message id -> text for `language`; empty for English."""
    files = sorted(resource("templates", "locale", language).glob("*.po"))
    if not files:
        return {}
    from babel.messages.pofile import read_po  # 60 ms, so only where it is needed

    found: dict[str, str] = {}
    for path in files:
        with path.open("rb") as file:
            messages = read_po(file, locale=language)
        found |= {str(message.id): str(message.string) for message in messages if message.string}
    return found


def translate(text: str, language: str) -> str:
    """`text` in `language`, or as it is where no translation stands."""
    return catalogue(language).get(text, text)


def _(text: str) -> str:
    """`text` in the current language."""
    return translate(text, _current.get())


def language() -> str:
    """The current language."""
    return _current.get()


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Make `language` the current one inside the block."""
    token = _current.set(language if language in LANGUAGES else "en")
    try:
        yield
    finally:
        _current.reset(token)


def preferred(accept_language: str, offered: tuple[str, ...] = LANGUAGES) -> str:
    """The best of `offered` for an Accept-Language header (RFC 9110, 12.5.4); else the first."""
    wanted: list[tuple[float, int, str]] = []
    for place, part in enumerate(accept_language[:500].split(",")):
        tag, _sep, weight = part.partition(";q=")
        try:
            quality = float(weight) if weight else 1.0
        except ValueError:
            quality = 0.0
        wanted.append((-quality, place, tag.strip().lower().split("-")[0]))
    for quality, _place, tag in sorted(wanted):
        if quality < 0 and tag in offered:
            return tag
    return offered[0]
