"""What was made before: manifests read back, and files held against their sha256."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from app.errors import Missing, Problem, Refused
from app.i18n import _
from app.printing.manifest import Row
from app.proofs import PRESS

MANIFEST = "manifest.json"


def read(path: Path) -> list[Row]:
    """The rows of a manifest.json. Raises Refused."""
    try:
        return [Row(**row) for row in json.loads(path.read_bytes())]
    except OSError as error:
        what = f"{error.strerror or error}."
    except (ValueError, TypeError):
        what = _("is no manifest.json of ours.")
    raise Refused([Problem("bad-manifest", str(path), what, _("Give the one that make wrote."))])


def checked(folder: Path, row: Row) -> bytes:
    """The file of a row, as it was made. Raises Refused where it changed or is gone."""
    try:
        data = (folder / row.file).read_bytes()
    except OSError as error:
        what = f"{error.strerror or error}."
        raise Refused([Problem("no-file", row.file, what, _("Make it again."))]) from error
    if hashlib.sha256(data).hexdigest() != row.sha256:
        what = _("is not the file that was made: its SHA-256 differs.")
        raise Refused([Problem("changed-file", row.file, what, _("Make it again."))])
    return data


def chosen(folder: Path, rows: Iterable[Row], names: Iterable[str]) -> list[Row]:
    """The rows of files named as in the manifest, or by a path. Raises Refused with every wrong
    name."""
    known = {row.file: row for row in rows}
    paths = {(folder / name).resolve(): name for name in known}
    found: dict[str, Row] = {}
    problems: list[Problem] = []
    for name in names:
        key = name if name in known else paths.get(Path(name).resolve())
        if key is None:
            what = _("is not in this manifest.")
            problems.append(Problem("unknown-file", name, what, _("Name a file as it has it.")))
        else:
            found[key] = known[key]
    if problems:
        raise Refused(problems)
    return list(found.values())


def press_file(code: str, folders: Iterable[Path]) -> bytes:
    """The press PDF of a code: by token, id, or the name of its files. Raises Missing, Refused."""
    for folder in folders:
        for row in read(folder / MANIFEST):
            if row.format == PRESS and code in (row.token, row.code, Path(row.file).stem):
                return checked(folder, row)
    raise Missing(
        _("no file was made for the code {code}: make it first, or name its folder").format(
            code=code
        )
    )


def folders(data: Path) -> Iterator[Path]:
    """Where the console keeps what it made."""
    for path in sorted(data.glob(f"campaigns/*/*/made/{MANIFEST}")):
        yield path.parent
