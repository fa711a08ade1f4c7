"""Passwords: argon2id hashes with the parameters of RFC 9106 (low memory), and what is refused.

Length is what counts (NIST SP 800-63B, 3.1.1.2): 12 characters at least, no composition rules.
"""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY

SHORTEST, LONGEST = 12, 256


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)


@cache
def _nobody() -> str:
    return _hasher().hash("nobody has this password")


def hashed(password: str) -> str:
    """The hash to store, parameters and salt included."""
    return _hasher().hash(password)


def fits(stored: str | None, password: str) -> bool:
    """Whether a password is the stored one; takes as long where there is nobody (`None`)."""
    try:
        _hasher().verify(_nobody() if stored is None else stored, password[:LONGEST])
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def weakness(password: str, *about: str) -> str:
    """Why a new password is refused, as a stable word, or an empty text.

    `about` are words it must not be, such as the person's own address.
    """
    if len(password) < SHORTEST:
        return "short"
    if len(password) > LONGEST:
        return "long"
    plain = password.casefold()
    if len(set(plain)) < 5 or any(word and plain == word.casefold() for word in about):
        return "guessable"
    return ""
