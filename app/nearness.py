"""Which typed words a person would mix up: one edit apart once 0/o, 1/l/i … look the same."""

import unicodedata
from collections.abc import Iterable, Iterator

# What Unicode does not decompose into ASCII.
_PLAIN = str.maketrans(
    {"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss", "ø": "o", "°": "o"}
    | dict.fromkeys("—–’", "-")
)
_LOOK_ALIKE = str.maketrans({"0": "o", "1": "l", "i": "l", "5": "s", "8": "b", "-": ""})
_LETTERS = "abcdefghjklmnopqrstuvwxyz234679"  # what is left of an alias once it is folded
_LONGEST = 20  # typed words beyond this are near no alias


def unaccented(text: str) -> str:
    """`text` in ASCII: accents go, what has no plain form goes too."""
    plain = unicodedata.normalize("NFKD", text.translate(_PLAIN))
    return plain.encode("ascii", "ignore").decode()


def folded(alias: str) -> str:
    """An alias without what the eye mixes up; two aliases that fold alike look alike."""
    return alias.translate(_LOOK_ALIKE)


def neighbours(word: str) -> set[str]:
    """The folded forms of all aliases that a typed `word` may stand for, itself among them.

    Some 1,000 for a word of 15 letters; none for one that is too long or empty.
    """
    own = folded(unaccented(word).lower())
    if not 1 <= len(own) <= _LONGEST:
        return set()
    cuts = [(own[:at], own[at:]) for at in range(len(own) + 1)]
    return (
        {own}
        | {head + tail[1:] for head, tail in cuts}
        | {head + tail[1::-1] + tail[2:] for head, tail in cuts if len(tail) > 1}
        | {head + letter + tail[1:] for head, tail in cuts for letter in _LETTERS}
        | {head + letter + tail for head, tail in cuts for letter in _LETTERS}
    )


def confusable(aliases: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Pairs of aliases that look or sound alike.

    Two words at one edit share a word with one character deleted (or are that word), so a pass
    over the deletions finds all candidates without comparing all pairs.
    """
    seen: dict[str, list[tuple[str, str]]] = {}
    for alias in aliases:
        own = folded(alias)
        found: set[str] = set()
        for stem in {own, *(own[:i] + own[i + 1 :] for i in range(len(own)))}:
            for other, other_folded in seen.get(stem, ()):
                if other not in found and near(own, other_folded):
                    found.add(other)
                    yield other, alias
            seen.setdefault(stem, []).append((alias, own))


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
