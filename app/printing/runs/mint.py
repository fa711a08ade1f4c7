"""Tokens by the batch, as base32 digits: what `Ring.token` gives one by one."""

import numpy as np
from numpy.typing import NDArray

from app.signing import ALPHABET, SERIAL_LENGTH, Ring

_LETTERS = np.frombuffer(ALPHABET.encode("ascii"), np.uint8)
_MAC_BYTES = 5


def mint(ring: Ring, id: int, first: int, count: int) -> NDArray[np.uint8]:
    """The tokens of `count` copies from number `first` on: (count, 21) base32 digits."""
    serials = np.arange(first, first + count, dtype=np.int64)
    digits = np.empty((count, SERIAL_LENGTH), np.uint8)
    digits[:, :8] = _digits(np.array([id], np.int64), 8)
    digits[:, 8:13] = _digits(serials, 5)
    digits[:, 13:] = _digits(_macs(ring, id, serials), 8)
    return digits


def text(digits: NDArray[np.uint8]) -> list[str]:
    """Digits as tokens."""
    letters = np.ascontiguousarray(_LETTERS[digits])
    return [token.decode("ascii") for token in letters.view(f"S{digits.shape[1]}").ravel().tolist()]


def _digits(numbers: NDArray[np.int64], length: int) -> NDArray[np.uint8]:
    places = np.arange(5 * (length - 1), -1, -5, dtype=np.int64)
    return (numbers[:, None] >> places & 31).astype(np.uint8)


def _macs(ring: Ring, id: int, serials: NDArray[np.int64]) -> NDArray[np.int64]:
    """The 40-bit MAC of each copy: one prepared state, copied."""
    state = ring.state()
    state.update(id.to_bytes(5, "big"))
    numbers = serials.astype(">u4").tobytes()
    found = bytearray()
    for at in range(0, len(numbers), 4):
        one = state.copy()
        one.update(numbers[at : at + 4])
        found += b"\0\0\0" + one.digest()[:_MAC_BYTES]
    return np.frombuffer(found, ">i8").astype(np.int64)
