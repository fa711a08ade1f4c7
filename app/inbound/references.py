"""Finding the source in a text that a person wrote or edited.

A signed token anywhere; else what stands after "réf."; else a text that is nothing but a reference.
"""

import re
import unicodedata

from app.signing import read_reference

_WORD = r"(?<![0-9A-Za-z])"
_TOKEN = re.compile(rf"{_WORD}([0-9A-Za-z]{{21}}|[0-9A-Za-z]{{16}})(?:-[a-z0-9]{{1,16}})?(?![\w-])")
_MARKED = re.compile(
    rf"{_WORD}r[ée]f(?:[ée]rence)?\b\s*[.:#°n-]*\s*([0-9A-Za-z]{{6}})(?![0-9A-Za-z])", re.IGNORECASE
)
_LONGEST = 5000


def find(text: str) -> str:
    """The token or reference in a text, or an empty text. What stands after "réf." comes back even
    when its check character is wrong: an unknown reference is kept, as unattributed."""
    plain = unicodedata.normalize("NFKC", text[:_LONGEST])
    marked = _MARKED.search(plain)
    if marked and (known := read_reference(marked[1])):
        return known
    for found in _TOKEN.finditer(plain):
        if any(char.isdigit() for char in found[1]):
            return found[0]
    if marked:
        return marked[1].upper()
    alone = plain.strip(" .()!\n\t")
    if any(char.isdigit() for char in alone):
        return read_reference(alone) or ""
    return ""
