"""NDEF: the bytes of an NFC tag that holds one address. No file format of a printable."""

from app.errors import Problem, Refused
from app.i18n import _

_SCHEME = "https://"
_SECURE = 0x04  # URI prefix code of `https://` (NFC Forum, URI record type definition, table 3)
_HEADER = 0xD1  # message begin, message end, short record, well-known type
_TYPE = b"U"
_LONGEST = 254  # a short record counts its payload in one byte, one of which is the prefix code


def write(address: str) -> bytes:
    """One short NDEF record: `https://` as a prefix code, the rest as UTF-8. Raises Refused."""
    rest = address.removeprefix(_SCHEME).encode()
    if rest == address.encode() or len(rest) > _LONGEST:
        raise Refused(
            [
                Problem(
                    "bad-address",
                    _("NFC tag"),
                    _("{text} cannot stand in a short record.").format(text=repr(address[:80])),
                    _("Give an https address of at most 262 bytes."),
                )
            ]
        )
    return bytes((_HEADER, len(_TYPE), len(rest) + 1)) + _TYPE + bytes((_SECURE,)) + rest
