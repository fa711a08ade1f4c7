"""Reed-Solomon correction of QR blocks, to count exactly what a damaged symbol has left.

Over GF(256) by x^8 + x^4 + x^3 + x^2 + 1, generator roots from alpha^0 (ISO/IEC 18004:2015, A).
Berlekamp-Massey finds the errors' polynomial, Chien's search their places, Forney their values.
"""

from collections.abc import Sequence

import numpy as np

from app.printing import structure

_EXP: list[int] = [1] * 512
for _power in range(1, 512):
    _doubled = _EXP[_power - 1] << 1
    _EXP[_power] = _doubled ^ 0x11D if _doubled & 256 else _doubled
_LOG = {value: power for power, value in reversed(list(enumerate(_EXP[:255])))}
_POWERS = np.array(_EXP[:255], np.uint8)
_LOGS = np.array([_LOG.get(value, 0) for value in range(256)], np.intp)


def _times(a: int, b: int) -> int:
    return _EXP[_LOG[a] + _LOG[b]] if a and b else 0


def _over(a: int, b: int) -> int:
    return _EXP[_LOG[a] - _LOG[b] + 255] if a else 0


def _value(polynomial: Sequence[int], at: int) -> int:
    """A polynomial (lowest power first) at a point."""
    total = 0
    for part in reversed(polynomial):
        total = _times(total, at) ^ part
    return total


def corrected(block: Sequence[int], check: int) -> tuple[list[int], int] | None:
    """`block` put right and the number of wrong codewords; None where there are too many.

    The last `check` codewords of the block are its error correction.
    """
    high_first = list(block)
    backward = high_first[::-1]
    syndromes = _syndromes(backward, check)
    if not any(syndromes):
        return high_first, 0
    locator = _berlekamp_massey(syndromes)
    wrong = len(locator) - 1
    places = [p for p in range(len(backward)) if not _value(locator, _EXP[(255 - p) % 255])]
    if wrong * 2 > check or len(places) != wrong:
        return None
    omega = [0] * check
    for i, a in enumerate(syndromes):
        for j, b in enumerate(locator):
            if i + j < check:
                omega[i + j] ^= _times(a, b)
    slope = [part if power % 2 else 0 for power, part in enumerate(locator)][1:]
    for place in places:
        inverse = _EXP[(255 - place) % 255]
        error = _times(_EXP[place], _over(_value(omega, inverse), _value(slope, inverse)))
        backward[place] ^= error
    if any(_syndromes(backward, check)):
        return None
    return backward[::-1], wrong


def _syndromes(words: Sequence[int], check: int) -> list[int]:
    """`words` (lowest power first) at the first `check` powers of alpha, all at once."""
    present = [place for place, word in enumerate(words) if word]
    logs = _LOGS[[words[place] for place in present]]
    terms = _POWERS[(logs + np.outer(np.arange(check), present)) % 255]
    found: list[int] = np.bitwise_xor.reduce(terms, axis=1).tolist()
    return found


def _berlekamp_massey(syndromes: Sequence[int]) -> list[int]:
    """The shortest error locator for `syndromes`, lowest power first."""
    current, previous = [1], [1]
    length, gap, last = 0, 1, 1
    for step, syndrome in enumerate(syndromes):
        discrepancy = syndrome
        for back in range(1, min(length, len(current) - 1) + 1):
            discrepancy ^= _times(current[back], syndromes[step - back])
        if not discrepancy:
            gap += 1
            continue
        kept = current
        factor = _over(discrepancy, last)
        shifted = [0] * gap + [_times(factor, part) for part in previous]
        width = max(len(current), len(shifted))
        current = [
            (current[i] if i < len(current) else 0) ^ (shifted[i] if i < len(shifted) else 0)
            for i in range(width)
        ]
        if 2 * length <= step:
            length, previous, last, gap = step + 1 - length, kept, discrepancy, 1
        else:
            gap += 1
    while len(current) > 1 and not current[-1]:
        current.pop()
    return current


def correct_symbol(
    words: Sequence[int], version: int, level: str
) -> tuple[list[int], tuple[int, ...]] | None:
    """The true codewords of a symbol, as drawn, and the errors of each block.

    None where a block has more errors than it can correct.
    """
    plan = structure.blocks(version, level)
    fixed = list(words)
    errors = []
    for places in plan.places:
        result = corrected([words[place] for place in places], plan.check)
        if result is None:
            return None
        for place, word in zip(places, result[0], strict=True):
            fixed[place] = word
        errors.append(result[1])
    return fixed, tuple(errors)
