"""What a person must have approved before files go to a printer, and the files as one ZIP."""

import hashlib
import tempfile
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import IO

from app.web.campaigns.workspace import Workspace

_SQUEEZED = (".svg", ".eps", ".csv", ".json", ".txt")
"""PNG and PDF are compressed already: squeezing them again costs time and gains nothing."""


def digest(place: Workspace) -> str:
    """What names a making: the SHA-256 of its manifest, which holds that of every file."""
    path = place.made / "manifest.json"
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def files(place: Workspace) -> list[Path]:
    """Every file made, in order."""
    return sorted(path for path in place.made.rglob("*") if path.is_file())


def zipped(root: Path, paths: Iterable[Path], instead: Mapping[str, bytes]) -> IO[bytes]:
    """Files under `root` as a ZIP, in a temporary file that is gone when it is closed.

    `instead` gives other contents for some of them, by their name under `root`.
    """
    out = tempfile.TemporaryFile()  # noqa: SIM115 - the caller sends and closes it
    with zipfile.ZipFile(out, "w") as archive:
        for path in paths:
            how = zipfile.ZIP_DEFLATED if path.suffix in _SQUEEZED else zipfile.ZIP_STORED
            name = path.relative_to(root).as_posix()
            if name in instead:
                archive.writestr(name, instead[name], how)
            else:
                archive.write(path, name, how)
    out.seek(0)
    return out
