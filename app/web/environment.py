"""The Jinja environment of every page, inside Flask or out of it."""

from base64 import b64encode
from functools import cache
from hashlib import sha256
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app import i18n
from app.config import resource
from app.web import colour


def dress(environment: Environment) -> Environment:
    """Give an environment what all our templates expect."""
    environment.undefined = StrictUndefined
    environment.trim_blocks = environment.lstrip_blocks = True
    environment.globals.update(_=i18n._, language=i18n.language, colour=colour, static=static)
    return environment


@cache
def static(name: str) -> str:
    """The text of a file of `static/`, to stand inside a page."""
    return resource("static", name).read_text(encoding="utf-8")


@cache
def alone() -> Environment:
    """The environment of pages rendered without Flask."""
    loader = FileSystemLoader(resource("templates"))
    return dress(Environment(loader=loader, autoescape=True))


def render(template: str, **values: Any) -> str:
    """A page rendered without Flask, in the current language."""
    return alone().get_template(template).render(**values)


def policy_hash(text: str) -> str:
    """What a page's policy knows a style sheet or script inside it by (CSP 3, 2.3.1)."""
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"
