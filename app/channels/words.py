"""Editable texts that carry the reference: what a person sends us when nothing else can be sent.

`réf. K7Q2M4` is what the doors look for when the text comes back (app.inbound.references).
"""

from typing import Any

from app.channels import checks
from app.channels.base import Option, Options, Source
from app.i18n import _

_DEFAULT = {
    "fr": ("Bonjour, je vous contacte depuis {origin}.", "Bonjour, je vous contacte."),
    "en": ("Hello, I am writing from {origin}.", "Hello, I would like to ask you something."),
}
_MARK = {"fr": "(réf. {reference})", "en": "(ref. {reference})"}
LIMIT = 300


def _template(value: Any) -> str:
    clean: str = checks.text(LIMIT)(value)
    if "{reference}" not in clean:
        raise ValueError(_("a text with {reference} in it, such as “Hello (ref. {reference})”"))
    return clean


TEXT = Option(
    "text",
    "message written beforehand; {reference} and {origin} are filled in",
    checks.spoken(_template),
    required=False,
)


def message(options: Options, source: Source, language: str) -> str:
    """The message for `source`; the brand's own words where the contact point gives `text`."""
    known = language if language in _DEFAULT else "en"
    if "text" in options:
        template = checks.pick(options["text"], language)
    else:
        with_origin, without = _DEFAULT[known]
        template = f"{with_origin if source.origin else without} {_MARK[known]}"
    # The origin goes in last: what it holds is never read as a placeholder.
    return template.replace("{reference}", source.reference).replace("{origin}", source.origin)
