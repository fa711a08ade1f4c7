"""GS1 Digital Link addresses of packs (URI syntax 1.6.0): `/01/GTIN`, with its qualifiers if any.

Only the key 01 at the root of a brand's host is ours. Variant, lot, serial and third-party number
are read, so that a wrong address is refused, and then left aside: a lot or a pack of its own would
make a trace of a person out of a tap.
"""

import re
from urllib.parse import unquote_to_bytes

ROOT = "/01/"
_DIGITS = re.compile(r"\d{8}|\d{12,14}", re.ASCII)
# GS1 General Specifications 7.11: character set 82.
_VALUE = re.compile(r"""[!"%&'()*+,\-./0-9:;<=>?A-Z_a-z]{1,28}""")
_LONGEST = {"22": 20, "10": 20, "21": 20, "235": 28}
_ORDERS = (("22", "10", "21"), ("235",))


def gtin(path: bytes) -> str | None:
    """The GTIN of 14 digits that an address (before percent-decoding) names; None: no such one."""
    try:
        parts = [unquote_to_bytes(part).decode("ascii") for part in path.split(b"/")[1:]]
    except UnicodeDecodeError:
        return None
    if parts[-1] == "" and len(parts) > 2 and len(parts) % 2:
        parts.pop()  # a slash at the end is forgiven
    if len(parts) % 2 or parts[0] != "01" or not _DIGITS.fullmatch(parts[1]):
        return None
    if not _qualified(parts[2::2], parts[3::2]):
        return None
    return padded(parts[1])


def padded(digits: str) -> str | None:
    """An EAN or GTIN of 8, 12, 13 or 14 digits as 14; None where its check digit is wrong."""
    full = digits.zfill(14)
    total = sum(int(digit) * (3, 1)[row % 2] for row, digit in enumerate(full))
    return full if total % 10 == 0 else None


def _qualified(keys: list[str], values: list[str]) -> bool:
    """Whether qualifiers are known, in their order, and their values may stand there."""
    if not any(keys == [key for key in order if key in keys] for order in _ORDERS):
        return False
    return all(
        _VALUE.fullmatch(value) and len(value) <= _LONGEST[key]
        for key, value in zip(keys, values, strict=True)
    )
