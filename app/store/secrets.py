"""The signing secrets of each brand: a file per brand beside the database, newest secret first.

They stand outside the catalog so that a lost or fresh database makes the same tokens again, and
so that a copy of the database alone can sign nothing.
"""

import os
import re
from pathlib import Path

from app.errors import Missing
from app.signing import Ring, new_secret

_SLUG = re.compile(r"[a-z0-9-]+")


def ring(folder: Path, brand: str) -> Ring:
    """The secrets of `brand` as a Ring. Raises Missing where it has none yet."""
    return Ring(brand, read(folder, brand))


def ensure(folder: Path, brand: str) -> Ring:
    """The Ring of `brand`, with a first secret made where there is none."""
    if not _file(folder, brand).exists():
        _write(folder, brand, [new_secret()])
    return ring(folder, brand)


def rotate(folder: Path, brand: str) -> int:
    """Put a fresh secret in front; the old ones go on opening printed tokens. Returns how many."""
    secrets = [new_secret(), *read(folder, brand)]
    _write(folder, brand, secrets)
    return len(secrets)


def read(folder: Path, brand: str) -> list[str]:
    """The secrets of `brand`, newest first. Raises Missing where there are none."""
    path = _file(folder, brand)
    if not path.exists():
        raise Missing(f"no signing secrets of brand {brand!r} in {folder}", code="no-secret")
    return path.read_text(encoding="ascii").split()


def _file(folder: Path, brand: str) -> Path:
    if not _SLUG.fullmatch(brand):
        raise ValueError(f"{brand!r} is no brand slug")
    return folder / f"{brand}.keys"


def _write(folder: Path, brand: str, secrets: list[str]) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = _file(folder, brand)
    beside = path.with_suffix(".new")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write("\n".join(secrets) + "\n")
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
