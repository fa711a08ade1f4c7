"""QR symbols by the batch: a symbol of one version, level, mask and length is affine over GF(2).

Every codeword is data or a GF(2)-linear combination of data (Reed-Solomon, ISO/IEC 18004 7.5), a
mask flips fixed modules, and all else is the same in each symbol. So the symbol of a payload is the
symbol of the zero payload, with one fixed pattern of modules flipped for each payload bit that is
set. The patterns are found by probing `app.printing.symbol.encode`, never by a second encoder.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.printing.symbol import Symbol, encode
from app.signing import ALPHABET

MASKS = 8
Digits = NDArray[np.uint8]  # (copies, length): values of base32 characters
Modules = NDArray[np.uint8]  # (copies, side, side): 1 is dark
_Packed = NDArray[np.uint64]
_SCHEME = len("https://")


class _Mode(NamedTuple):
    """How characters become payload bits: `letters` by value; `bits` of one, of two together."""

    letters: str
    bits: tuple[int, ...]

    def text(self, count: int, value: int) -> str:
        """The `count` characters of a payload value; they need be no base32."""
        values = divmod(value, len(self.letters)) if count == 2 else (value,)
        return "".join(self.letters[one] for one in values)


_ALPHANUMERIC = _Mode("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:", (6, 11))  # table 5
_BYTE = _Mode("".join(map(chr, range(128))), (7,))  # the eighth bit of ASCII is never set


@dataclass(frozen=True, slots=True)
class _Group:
    """One or two neighbouring characters: where they stand among the digits, what they flip."""

    places: tuple[int, ...]
    flips: _Packed  # (values of those digits, words)


@dataclass(frozen=True, slots=True)
class Encoder:
    """Addresses that end in `length` base32 characters, as symbols of one version and level."""

    side: int
    version: str
    level: str
    length: int
    bases: _Packed  # (masks, words): the symbol of the zero payload
    groups: tuple[_Group, ...]

    def encode(self, digits: Digits, mask: int) -> Modules:
        """The symbols of a batch. `digits` has one row a copy, one base32 value a character."""
        found = np.repeat(self.bases[mask][None], len(digits), axis=0)
        for group in self.groups:
            first, *second = (digits[:, place].astype(np.intp) for place in group.places)
            found ^= group.flips[first * 32 + second[0] if second else first]
        bits = np.unpackbits(found.view(np.uint8), axis=1, count=self.side**2)
        return bits.reshape(-1, self.side, self.side)


def derive(fixed: str, length: int, level: str, *, byte_mode: bool) -> Encoder:
    """The encoder of all addresses `fixed` + `length` base32 characters.

    Raises Refused where no QR code holds them; ValueError where it foretells a symbol wrongly.
    """
    mode = _BYTE if byte_mode else _ALPHANUMERIC
    size = len(mode.bits)
    sample = encode(fixed + ALPHABET[-1] * length, level, byte_mode=byte_mode)
    probe = partial(encode, level=level, byte_mode=byte_mode, version=int(sample.version))
    # The group that holds the first digit may begin with a fixed character.
    first = len(fixed) - (len(fixed) - _SCHEME) % size
    end = len(fixed) + length
    zero = fixed[:first] + mode.letters[0] * (end - first)
    bases = np.stack([_pack(probe(zero, mask=mask)) for mask in range(MASKS)])
    groups = []
    for start in range(first, end, size):
        stop = min(start + size, end)
        texts = [mode.text(stop - start, 1 << bit) for bit in range(mode.bits[stop - start - 1])]
        symbols = [probe(zero[:start] + text + zero[stop:], mask=0) for text in texts]
        flips = np.stack([_pack(symbol) ^ bases[0] for symbol in symbols])
        free = range(max(start, len(fixed)), stop)
        values = _values(fixed[start:stop], len(free), mode)
        groups.append(_Group(tuple(p - len(fixed) for p in free), _combined(values, flips)))
    made = Encoder(sample.width, sample.version, level, length, bases, tuple(groups))
    _check(made, fixed, probe)
    return made


def _values(known: str, free: int, mode: _Mode) -> NDArray[np.int64]:
    """The payload value of a group for all values of its digits; `known` stands before them."""
    letters = np.array([mode.letters.index(char) for char in ALPHABET], np.int64)
    values = np.array([mode.letters.index(known) if known else 0], np.int64)
    for _digit in range(free):
        values = (values[:, None] * len(mode.letters) + letters).ravel()
    return values


def _combined(values: NDArray[np.int64], flips: _Packed) -> _Packed:
    """What each value flips: the exclusive or of the patterns of its bits."""
    found = np.zeros((len(values), flips.shape[1]), np.uint64)
    for bit, pattern in enumerate(flips):
        found[(values >> bit & 1).astype(bool)] ^= pattern
    return found


def _pack(symbol: Symbol) -> _Packed:
    """A symbol's modules as bits, filled up to whole words."""
    bits = np.packbits(np.frombuffer(b"".join(symbol.rows), np.uint8))
    return np.pad(bits, (0, -len(bits) % 8)).view(np.uint64)


def _check(encoder: Encoder, fixed: str, probe: Callable[..., Symbol]) -> None:
    """Foretell one symbol at each mask, and encode the same ones by themselves."""
    digits = np.random.default_rng(0).integers(0, 32, (MASKS, encoder.length), np.uint8)
    for mask, one in enumerate(digits):
        text = fixed + "".join(ALPHABET[digit] for digit in one)
        foretold = tuple(bytes(row) for row in encoder.encode(one[None], mask)[0])
        if foretold != probe(text, mask=mask).rows:
            raise ValueError(f"the symbol of {text!r} is not affine in its payload")
