"""A brand's signing secrets while it is not yet known whether anything will be signed with them."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.errors import Conflict
from app.i18n import _
from app.signing import Ring
from app.store import secrets


@dataclass(frozen=True, slots=True)
class FirstKey:
    """The secrets of a brand; those of a brand without any last only if they are kept."""

    ring: Ring
    _fresh: Path | None
    _place: Path

    def keep(self) -> None:
        """Keep a first secret. Raises Conflict where another process has just kept another."""
        if self._fresh is None:
            return
        try:
            os.link(self._fresh, self._place)
        except FileExistsError:
            what = _("another run has just made the first secret of this brand; start again")
            raise Conflict(what) from None


@contextmanager
def first_key(keys: Path, brand: str) -> Iterator[FirstKey]:
    """The secrets of `brand` in the folder `keys`, or a first one that nobody has seen yet."""
    place = keys / f"{brand}.keys"
    if place.exists():
        yield FirstKey(secrets.ring(keys, brand), None, place)
        return
    keys.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(prefix=".first-", dir=keys) as name:
        ring = secrets.ensure(Path(name), brand)
        yield FirstKey(ring, Path(name, place.name), place)
