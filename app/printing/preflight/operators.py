"""The operators of a PDF content stream, in order, with their operands as bytes.

Ten times as fast as pikepdf's parser, since nothing becomes an object that nobody asks for: a code
drawn as one outline has a thousand operators. What is not well-formed raises ValueError.
"""

import re
from collections.abc import Iterator
from typing import Any

import pikepdf

_MOST_BYTES = 8 << 20
# ISO 32000-2, 7.2 and 7.3: comments, strings (two deep), names, the brackets, all else in one run.
_TOKEN = re.compile(
    rb"%[^\r\n]*"
    rb"|\((?:[^()\\]|\\.|\((?:[^()\\]|\\.)*+\))*+\)"
    rb"|<<|>>|<[^<>]*+>|[\[\]{}()<>]"
    rb"|/[^\s\0()<>\[\]{}/%]*+"
    rb"|[^\s\0()<>\[\]{}/%]++",
    re.DOTALL,
)
_NUMBER = frozenset(b"+-.0123456789")
_COMMENT = ord("%")
_WORDS = (b"true", b"false", b"null")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_OTHER_OPERANDS = frozenset(b"/([<]>{}")


def content(holder: Any) -> bytes:
    """The unpacked content of a page, or of a form."""
    if isinstance(holder, pikepdf.Stream):
        return holder.read_bytes()
    parts = holder.get("/Contents", ())
    if isinstance(parts, pikepdf.Stream):
        return parts.read_bytes()
    return b"\n".join(part.read_bytes() for part in parts)


def operators(content: bytes) -> Iterator[tuple[bytes, list[bytes]]]:
    """Each operator and what stands before it. An inline picture is refused like bad syntax."""
    if len(content) > _MOST_BYTES:
        raise ValueError("too long")
    operands: list[bytes] = []
    for token in _TOKEN.findall(content):
        first = token[0]
        if first in _NUMBER:
            operands.append(token)
        elif first in _OTHER_OPERANDS:
            if token in (b"(", b"<"):
                raise ValueError("a string without end")
            operands.append(token)
        elif first == _COMMENT:
            continue
        elif token == b"BI":
            raise ValueError("an inline picture")
        elif token in _WORDS:
            operands.append(token)
        else:
            yield token, operands
            operands = []


def name(operand: bytes) -> str:
    """A name as pikepdf writes it: with its slash, escapes undone. ValueError if it is none."""
    if not operand.startswith(b"/"):
        raise ValueError("not a name")
    return _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), operand).decode()
