"""Telephone numbers of people, in one form, so that one person has one hash whatever the door."""

import re

_FILLERS = re.compile(r"[\s.\-/()]+")
ANONYMOUS = frozenset(
    {"", "anonymous", "unknown", "private", "restricted", "unavailable", "withheld", "asserted"}
)


def telephone(text: str, region: str = "FR") -> str:
    """E.164 of a number in any usual form (`336…`, `06 …`, `0033…`); other ids as they are.

    An anonymous caller is an empty text. Numbers are not looked up: a wrong one is nobody's.
    """
    plain = _FILLERS.sub("", text).lower()
    plain = plain.removeprefix("tel:").removeprefix("whatsapp:").partition("@")[0]
    if plain in ANONYMOUS:
        return ""
    if not re.fullmatch(r"\+?[0-9]{3,15}", plain):
        return text.strip()
    if plain.startswith("+"):
        return plain
    if plain.startswith("00"):
        return f"+{plain[2:]}"
    if region == "FR" and len(plain) == 10 and plain.startswith("0"):
        return f"+33{plain[1:]}"
    # Providers write international numbers bare; short and internal ones stay as they are.
    return f"+{plain}" if len(plain) >= 10 and not plain.startswith("0") else plain
