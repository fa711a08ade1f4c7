"""Typed addresses: their form, the words that are taken, and pairs that a person would mix up."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

SHORTEST, LONGEST = 3, 15
# fmt: off
RESERVED = frozenset({
    "admin", "aide", "api", "app", "c", "console", "favicon", "healthz", "help", "hooks", "index",
    "login", "logout", "metrics", "relais", "robots", "static", "status", "test", "well-known",
    "www",
})
# fmt: on
# What Unicode does not decompose into ASCII.
_PLAIN = str.maketrans(
    {"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss", "ø": "o", "°": "o"}
    | dict.fromkeys("—–’", "-")
)
_LOOK_ALIKE = str.maketrans({"0": "o", "1": "l", "i": "l", "5": "s", "8": "b", "-": ""})


def slugify(text: str) -> str:
    """Small letters, digits and single hyphens: `Besançon Viotte` -> `besancon-viotte`."""
    plain = unicodedata.normalize("NFKD", text.translate(_PLAIN))
    return re.sub(r"[^a-z0-9]+", "-", plain.encode("ascii", "ignore").decode().lower()).strip("-")


def confusable(aliases: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Pairs of aliases that look or sound alike: one edit apart once 0/o, 1/l/i … are one.

    Two words at one edit share a word with one character deleted (or are that word), so a pass
    over the deletions finds all candidates without comparing all pairs.
    """
    seen: dict[str, list[tuple[str, str]]] = {}
    for alias in aliases:
        folded = alias.translate(_LOOK_ALIKE)
        found: set[str] = set()
        for stem in {folded, *(folded[:i] + folded[i + 1 :] for i in range(len(folded)))}:
            for other, other_folded in seen.get(stem, ()):
                if other not in found and near(folded, other_folded):
                    found.add(other)
                    yield other, alias
            seen.setdefault(stem, []).append((alias, folded))


def near(a: str, b: str) -> bool:
    """Whether `a` and `b` are one insertion, deletion, change or swap of neighbours apart."""
    if len(a) > len(b):
        a, b = b, a
    if len(b) - len(a) > 1:
        return False
    start = next((i for i in range(len(a)) if a[i] != b[i]), len(a))
    if len(a) < len(b):
        return a[start:] == b[start + 1 :]
    rest_a, rest_b = a[start:], b[start:]
    swapped = rest_a[:2] == rest_b[:2][::-1] and rest_a[2:] == rest_b[2:]
    return rest_a[1:] == rest_b[1:] or swapped
