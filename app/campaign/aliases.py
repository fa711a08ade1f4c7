"""Typed addresses: their form, and the words that are taken. Which are alike: app.nearness."""

import re

from app.nearness import unaccented

SHORTEST, LONGEST = 3, 15
# fmt: off
RESERVED = frozenset({
    "admin", "aide", "api", "app", "c", "console", "favicon", "healthz", "help", "hooks", "index",
    "login", "logout", "metrics", "relais", "robots", "static", "status", "test", "well-known",
    "www",
})
# fmt: on


def slugify(text: str) -> str:
    """Small letters, digits and single hyphens: `Besançon Viotte` -> `besancon-viotte`."""
    return re.sub(r"[^a-z0-9]+", "-", unaccented(text).lower()).strip("-")
