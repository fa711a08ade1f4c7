"""Time-based one-time passwords (RFC 6238): HMAC-SHA-1, 6 digits, steps of 30 s.

These are the parameters that every authenticator app takes; others are ignored by some.
"""

import base64
import hashlib
import hmac
from urllib.parse import quote

STEP_MS, DIGITS = 30_000, 6
SECRET_BYTES = 20  # RFC 4226, 4: 160 bits
_DRIFT = (0, -1, 1)
"""Steps that a phone's clock may be off (RFC 6238, 5.2)."""


def password(secret: bytes, step: int, digits: int = DIGITS) -> str:
    """The password of a time step: truncation as RFC 4226, 5.3 says."""
    mac = hmac.digest(secret, step.to_bytes(8, "big"), hashlib.sha1)
    offset = mac[-1] & 15
    number = int.from_bytes(mac[offset : offset + 4], "big") & 0x7FFFFFFF
    return str(number % 10**digits).zfill(digits)


def step_of(secret: bytes, given: str, now: int, used: int) -> int | None:
    """The step whose password was given; None for a wrong one, or one not later than `used`."""
    text = "".join(given.split())
    for drift in _DRIFT:
        step = now // STEP_MS + drift
        if hmac.compare_digest(password(secret, step).encode(), text.encode()) and step > used:
            return step
    return None


def address(secret: bytes, account: str) -> str:
    """What the QR code holds: the otpauth form that authenticator apps read."""
    return f"otpauth://totp/Relais:{quote(account)}?secret={spelled(secret)}&issuer=Relais"


def spelled(secret: bytes) -> str:
    """The secret as a person types it: base32 without padding (RFC 4648)."""
    return base64.b32encode(secret).decode().rstrip("=")
