"""What a person must have approved before files go to a printer, and the files as one ZIP."""

import hashlib
import json
import tempfile
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import IO

from app.printing import manifest
from app.web.campaigns import job
from app.web.campaigns.workspace import PRINT, Workspace

_SQUEEZED = (".svg", ".eps", ".csv", ".json", ".txt")
"""PNG and PDF are compressed already: squeezing them again costs time and gains nothing."""


def rows(place: Workspace) -> list[manifest.Row]:
    """The manifest of what was made; empty where nothing was."""
    path = place.made / "manifest.json"
    return [manifest.Row(**row) for row in json.loads(path.read_bytes())] if path.is_file() else []


def digest(place: Workspace) -> str:
    """What names a making: a SHA-256 over the name and SHA-256 of every file, and nothing else.

    Made again with the same bytes, what was approved stays approved. Empty where nothing is made.
    """
    found = sorted(f"{row.sha256} {row.file}\n" for row in rows(place))
    return hashlib.sha256("".join(found).encode()).hexdigest() if found else ""


def stale(place: Workspace) -> bool:
    """Whether something on paper was changed in the campaign since its files were made."""
    then, now = job.read(place).paper, place.got(PRINT)
    return bool(then and now) and then != now


def files(place: Workspace) -> list[Path]:
    """Every file made, in order."""
    return sorted(path for path in place.made.rglob("*") if path.is_file())


def archive(place: Workspace, approved_by: str) -> IO[bytes]:
    """Everything made as a ZIP whose manifest says who approved it."""
    said = [replace(row, approved_by=approved_by) for row in rows(place)]
    written = {"manifest.json": manifest.as_json(said), "manifest.csv": manifest.as_csv(said)}
    return zipped(place.made, files(place), written)


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
