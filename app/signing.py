"""Tokens and references: the signed id of a code in a URL, and its short human form.

All numbers are big-endian, all text is Crockford base32 (upper case, no I L O U). Formats: README,
"Token". Nothing here reads a clock, a file or a database.
"""

import hmac
import secrets
from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import NamedTuple

from itsdangerous import Signer

from app.errors import BadToken

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUES = {char: value for value, char in enumerate(ALPHABET)}
_VALUES |= {char.lower(): value for char, value in _VALUES.items()}
_VALUES |= {"O": 0, "o": 0, "I": 1, "i": 1, "L": 1, "l": 1}
ID_BITS = 40
SERIAL_BITS = 25
MAX_SERIAL = (1 << SERIAL_BITS) - 1
PLAIN_LENGTH, SERIAL_LENGTH = 16, 21
REFERENCE_LENGTH = 6


class Opened(NamedTuple):
    """What a valid token says: the id of its code and, in serialised runs, the copy's number."""

    id: int
    serial: int | None


class Ring:
    """The signing secrets of one brand, newest first. Old ones go on opening printed tokens.

    Ids come from the oldest secret, so that a rotation changes no id of a campaign made again.
    """

    def __init__(self, brand: str, secrets_newest_first: Sequence[str]) -> None:
        if not secrets_newest_first:
            raise ValueError("a brand needs at least one signing secret")
        self.brand = brand
        self._mac_keys = tuple(_derive(secret, "relais.token") for secret in secrets_newest_first)
        self._id_key = _derive(secrets_newest_first[-1], "relais.id")
        # A prepared state is copied per token: 1.0 instead of 1.5 microseconds.
        self._states = tuple(hmac.new(key, b"v1", sha256) for key in self._mac_keys)

    def mint(self, path: str, taken: Callable[[int], bool]) -> int:
        """The 40-bit id of `path` (`campaign/placement key/code key`); counts up while `taken`."""
        counter = 0
        while True:
            suffix = f"#{counter}" if counter else ""
            digest = hmac.digest(self._id_key, f"{self.brand}/{path}{suffix}".encode(), sha256)
            id = int.from_bytes(digest[:5], "big")
            if not taken(id):
                return id
            counter += 1

    def token(self, id: int, serial: int | None = None) -> str:
        """The token of a code, or of one copy of a serialised run."""
        body = id.to_bytes(5, "big")
        text = encode(id, 8)
        if serial is not None:
            if not 0 <= serial <= MAX_SERIAL:
                raise ValueError(f"serial {serial} is not within 0 to {MAX_SERIAL}")
            body += serial.to_bytes(4, "big")
            text += encode(serial, 5)
        return text + encode(int.from_bytes(self._mac(0, body), "big"), 8)

    def state(self) -> hmac.HMAC:
        """The prepared MAC of the newest secret, for those who sign by the million."""
        return self._states[0].copy()

    def open(self, token: str) -> Opened:
        """Check a token's form and signature, forgiving case, O for 0 and I or L for 1.

        Raises BadToken. Whether the code exists is not asked here.
        """
        length = len(token)
        if length not in (PLAIN_LENGTH, SERIAL_LENGTH):
            raise BadToken(token)
        id = decode(token[:8])
        mac = decode(token[-8:])
        serial = decode(token[8:13]) if length == SERIAL_LENGTH else None
        if id is None or mac is None or (serial is None and length == SERIAL_LENGTH):
            raise BadToken(token)
        body = id.to_bytes(5, "big") + (b"" if serial is None else serial.to_bytes(4, "big"))
        given = mac.to_bytes(5, "big")
        for key in range(len(self._states)):
            if hmac.compare_digest(self._mac(key, body), given):
                return Opened(id, serial)
        raise BadToken(token)

    def reference(self, path: str, taken: Callable[[str], bool]) -> str:
        """The human reference of `path`: 5 characters from the id key and a check character."""
        counter = 0
        while True:
            message = f"{self.brand}/{path}#ref{counter}".encode()
            digest = hmac.digest(self._id_key, message, sha256)
            text = with_check(encode(int.from_bytes(digest[:4], "big") >> 7, 5))
            if not taken(text):
                return text
            counter += 1

    def _mac(self, key: int, body: bytes) -> bytes:
        state = self._states[key].copy()
        state.update(body)
        return state.digest()[:5]


def _derive(secret: str, salt: str) -> bytes:
    return Signer(secret, salt=salt, key_derivation="hmac", digest_method=sha256).derive_key()


def new_secret() -> str:
    """A fresh signing secret of 256 bits."""
    return secrets.token_urlsafe(32)


def encode(number: int, length: int) -> str:
    """`number` as `length` characters of Crockford base32."""
    return "".join(ALPHABET[number >> 5 * place & 31] for place in range(length - 1, -1, -1))


def decode(text: str) -> int | None:
    """The number `text` stands for; None where a character is none of the alphabet's."""
    number = 0
    for char in text:
        value = _VALUES.get(char)
        if value is None:
            return None
        number = number << 5 | value
    return number


def canonical(text: str) -> str:
    """`text` with the forgiven letters put right: upper case, O as 0, I and L as 1."""
    return text.upper().translate(str.maketrans("OIL", "011"))


def _times_alpha(value: int) -> int:
    """`value` times the generator of GF(32), reduced by x^5 + x^2 + 1."""
    value <<= 1
    return value ^ 0b100101 if value & 32 else value


def with_check(text: str) -> str:
    """`text` and its check character: any one wrong character or swapped pair is noticed.

    A weighted sum over GF(32), the weights being successive powers of its generator.
    """
    total = 0
    for char in text:
        total = _times_alpha(total ^ _VALUES[char])
    return text + ALPHABET[total]


def read_reference(text: str) -> str | None:
    """`text` as a canonical reference, or None where its form or check character is wrong."""
    clean = canonical(text.strip())
    if len(clean) != REFERENCE_LENGTH or any(char not in ALPHABET for char in clean):
        return None
    return clean if with_check(clean[:-1]) == clean else None


def address(host: str, token: str, *, byte_mode: bool = False) -> str:
    """The printed address of a token, upper case after the scheme to fit a smaller symbol.

    `byte_mode` keeps the host in lower case, for hosts that an app claims (Android matches the
    host of an app link with regard to case).
    """
    return f"https://{host.lower() if byte_mode else host.upper()}/{token}"
