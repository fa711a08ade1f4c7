"""The run: which copies of which code, and what each of them says. Pure."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from app import signing
from app.printing.media import Medium
from app.printing.runs.affine import Digits, Encoder, Modules, derive
from app.printing.runs.mask import best_mask
from app.printing.runs.mint import mint
from app.signing import SERIAL_LENGTH, Ring

_SAMPLE = 64  # symbols by which the mask is chosen
_ID = 8  # characters of a token that all copies share


@dataclass(frozen=True)
class Run:
    """`count` copies of a code from number `first` on, of the `copies` that there are in all.

    `ring` signs with the secret that signed the code itself, so that a copy made again years later
    is the same. `language` is that of the print. `lost` names what the brand or the code asks for
    and a run does not draw: its style, its output profile, bars.
    """

    ring: Ring = field(repr=False)
    id: int
    host: str
    byte_mode: bool
    medium: Medium
    copies: int
    first: int
    count: int
    title: str = ""
    call_to_action: str = ""
    language: str = "fr"
    lost: tuple[str, ...] = field(default=(), repr=False)  # no byte depends on it

    @property
    def end(self) -> int:
        """The number after the last copy."""
        return self.first + self.count

    @cached_property
    def base(self) -> str:
        """What stands before the token in every address."""
        return signing.address(self.host, "", byte_mode=self.byte_mode)

    def number(self, serial: int) -> str:
        """A copy's number as it is printed, with leading zeros: they sort, and all are as wide."""
        return f"{serial:0{len(str(self.copies - 1))}d}"

    def caption(self, serial: int) -> str:
        """The number with its sign, as it stands on a label: `N° 00042`, in English `No. 00042`."""
        return f"{'N°' if self.language == 'fr' else 'No.'} {self.number(serial)}"

    def digits(self, first: int, count: int) -> Digits:
        """The tokens of some copies as base32 digits (count, 21)."""
        return mint(self.ring, self.id, first, count)

    def symbols(self, digits: Digits) -> Modules:
        """The symbols of some tokens (count, side, side)."""
        return self.encoder.encode(digits[:, _ID:], self.mask)

    @cached_property
    def encoder(self) -> Encoder:
        """Symbols at the medium's level. Raises Refused where no QR code holds the address."""
        fixed = self.base + self.ring.token(self.id)[:_ID]
        level = self.medium.level
        return derive(fixed, SERIAL_LENGTH - _ID, level, byte_mode=self.byte_mode)

    @cached_property
    def mask(self) -> int:
        """The mask of all copies: it depends on the code and not on which copies are asked for."""
        spread = np.linspace(0, self.copies - 1, min(_SAMPLE, self.copies)).astype(int)
        sample = np.concatenate([self.digits(int(serial), 1) for serial in spread])
        return best_mask(self.encoder, sample[:, _ID:])
