"""One file that holds everything: taken while the server runs, checked before it is put back.

Journals are copied before the history, sealed days and campaign files after it. A scan folded in
between is then in both, and the history's own note of how far each journal was folded keeps it from
being counted twice. The salts of visitor hashes stay out: they are to be gone within 48 hours, also
from copies.
"""

import hashlib
import io
import json
import os
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import IO

from app.errors import Conflict, Problem, Refused
from app.i18n import _
from app.store import catalog
from app.store.journal import FOLDER

KEYS = "keys"
_MANIFEST = "manifest.json"
_PAGES = 4096  # copied at a time, so that writers get in between


def backup(data: Path, keys: Path, target: Path) -> int:
    """Write everything into the tar file `target`, whole or not at all; how many files it holds."""
    beside = target.with_name(f".{target.name}.{os.getpid()}")
    sums: dict[str, str] = {}
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)  # it holds secrets
    try:
        with os.fdopen(descriptor, "wb") as file, tarfile.open(fileobj=file, mode="w") as tar:
            for name, path in _files(data, keys):
                with path.open("rb") as content:
                    sums[name] = hashlib.file_digest(content, "sha256").hexdigest()
                    content.seek(0)
                    _add(tar, name, content, path.stat().st_size)
            listed = json.dumps(sums, indent=1).encode()
            _add(tar, _MANIFEST, io.BytesIO(listed), len(listed))
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
    return len(sums)


def restore(source: Path, data: Path, keys: Path) -> int:
    """Put a backup into an empty data folder; how many files. Checks all of it before it writes.

    Raises Conflict where a catalog or keys are there already, Refused for a damaged backup.
    """
    if (data / catalog.FILE).exists() or (keys.is_dir() and any(keys.iterdir())):
        raise Conflict(_("{data} is not empty: restore into a new folder").format(data=data))
    _check(source)
    count = 0
    with tarfile.open(source) as tar:
        for name, content in _entries(tar):
            part, _slash, rest = name.partition("/")
            path = keys / rest if part == KEYS else data / name
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                shutil.copyfileobj(content, file)
            count += 1
    return count


def _files(data: Path, keys: Path) -> Iterator[tuple[str, Path]]:
    """The name of each file in the backup, and a copy that stands still while it is read."""
    with tempfile.TemporaryDirectory(prefix="relais-") as folder:
        made = Path(folder, "copy.db")
        for path in (*sorted((data / FOLDER).glob("*.db")), *sorted(data.glob("*.db"))):
            _copy(path, made)
            yield path.relative_to(data).as_posix(), made
            made.unlink()
    # After the history: the sealed days it names were there when it was copied, and stay.
    for path in sorted(path for path in data.rglob("*") if path.is_file()):
        part = path.relative_to(data).parts[0]
        if path.parent != data and part not in (FOLDER, KEYS) and not path.name.startswith("."):
            yield path.relative_to(data).as_posix(), path
    for path in sorted((*keys.glob("*.keys"), *keys.glob("*.toml"))):
        yield f"{KEYS}/{path.name}", path


def _copy(path: Path, made: Path) -> None:
    """A consistent copy of a database that others write to, without its salts."""
    with closing(sqlite3.connect(path, timeout=30)) as live, closing(sqlite3.connect(made)) as copy:
        live.backup(copy, pages=_PAGES)
        if copy.execute("SELECT 1 FROM sqlite_master WHERE name = 'salt'").fetchone():
            copy.execute("DELETE FROM salt")
            copy.commit()
            copy.execute("VACUUM")  # else the salts stand on in free pages
        copy.execute("PRAGMA journal_mode = DELETE")


def _add(tar: tarfile.TarFile, name: str, content: IO[bytes], size: int) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = size
    entry.mode = 0o600
    tar.addfile(entry, content)


def _entries(tar: tarfile.TarFile) -> Iterator[tuple[str, IO[bytes]]]:
    for entry in tar:
        content = tar.extractfile(entry) if entry.isfile() else None
        if content is not None and entry.name != _MANIFEST:
            yield entry.name, content


def _check(source: Path) -> None:
    """Raise Refused unless every file of a backup has the sum that its manifest gives."""
    try:
        with tarfile.open(source) as tar:
            found = {
                name: hashlib.file_digest(content, "sha256").hexdigest()  # type: ignore[arg-type]
                for name, content in _entries(tar)
            }
            listed = tar.extractfile(_MANIFEST)
            sums = json.load(listed) if listed else {}
    except (tarfile.TarError, KeyError, ValueError, OSError) as error:
        what = _("is no backup of ours ({error}).").format(error=error)
        raise Refused([Problem("bad-backup", source.name, what)]) from error
    wrong = [
        Problem("bad-backup", f"{source.name} {name}", _("is damaged or missing."))
        for name in sorted({*sums, *found})
        if found.get(name) != sums.get(name) or ".." in name or name.startswith("/")
    ]
    if wrong or not sums:
        raise Refused(wrong or [Problem("bad-backup", source.name, _("is empty."))])
