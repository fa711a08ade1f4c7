"""A folder per campaign: its file, the files it names, older versions, and what was made.

<data>/campaigns/<brand>/<campaign>/campaign.toml  and the tables beside it
                                    versions/      NNNN.toml, one for each save
                                    made/          printables, manifest, proof
                                    job.json       how the latest making goes
"""

import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app import campaign
from app.errors import Missing, Problem, Refused
from app.i18n import _
from app.model import Plan
from app.staging import staging

FILE, JOB = "campaign.toml", "job.json"
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_PLAIN = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_. -]{0,80}")


@dataclass(frozen=True, slots=True)
class Workspace:
    """The folder of one campaign of one brand."""

    folder: Path

    @property
    def file(self) -> Path:
        """The campaign file."""
        return self.folder / FILE

    @property
    def made(self) -> Path:
        """What the latest making left."""
        return self.folder / "made"

    def text(self) -> str:
        """The campaign file as written; empty where there is none yet."""
        return self.file.read_text(encoding="utf-8") if self.file.is_file() else ""

    def versions(self) -> list[int]:
        """The numbers of the saved versions, newest first."""
        return sorted((int(path.stem) for path in self._old()), reverse=True)

    def version(self, number: int) -> str:
        """The text of a saved version. Raises Missing."""
        path = self.folder / "versions" / f"{number:04}.toml"
        if not path.is_file():
            raise Missing(f"there is no version {number}")
        return path.read_text(encoding="utf-8")

    def save(self, text: str, tables: Mapping[str, bytes]) -> None:
        """Keep a file that was checked, and the tables beside it, as the newest version."""
        number = max(self.versions(), default=0) + 1
        with staging(self.folder) as fresh:
            (fresh / "versions").mkdir()
            for path in (fresh / FILE, fresh / "versions" / f"{number:04}.toml"):
                path.write_text(text, encoding="utf-8")
            for name, data in tables.items():
                (fresh / name).write_bytes(data)

    def _old(self) -> Iterator[Path]:
        return (self.folder / "versions").glob("[0-9]*.toml")


def workspace(data: Path, brand: str, slug: str) -> Workspace:
    """The workspace of a campaign. Raises Missing for a name that can be none."""
    if not _SLUG.fullmatch(brand) or not _SLUG.fullmatch(slug):
        raise Missing("no such campaign")
    return Workspace(data / "campaigns" / brand / slug)


def check(
    text: str, tables: Mapping[str, bytes], brand: str, beside: Workspace | None = None
) -> Plan:
    """The campaign a file describes. Raises Refused with every problem.

    A file from outside may name no other brand and no file but those that came with it or stand
    `beside` it: it must not read the server's disk.
    """
    from app.printable import CHECKS

    kept = {name: data for name, data in _kept(beside) if name not in tables}
    problems = list(_outside(text, {*tables, *kept}))
    if problems:
        raise Refused(problems)
    import tempfile

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for table, data in {**kept, **tables}.items():
            (folder / table).write_bytes(data)
        (folder / FILE).write_text(text, encoding="utf-8")
        plan = campaign.read(folder / FILE, CHECKS)
    if plan.brand.slug != brand:
        what = _("is {name}.").format(name=plan.brand.slug)
        right = _("Here it must be {name}.").format(name=brand)
        raise Refused([Problem("other-brand", f"{FILE} brand.slug", what, right)])
    return plan


def _kept(beside: Workspace | None) -> Iterator[tuple[str, bytes]]:
    if beside is None or not beside.folder.is_dir():
        return
    for path in beside.folder.iterdir():
        if path.is_file() and path.name not in (FILE, JOB):
            yield path.name, path.read_bytes()


def _outside(text: str, present: set[str]) -> Iterator[Problem]:
    """The names of files that a campaign file may not read."""
    try:
        tables: Any = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return  # campaign.read says it better
    named: list[tuple[str, Any]] = []
    brand, placements = tables.get("brand"), tables.get("placements")
    if isinstance(brand, dict):
        named += [(f"brand.{key}", brand.get(key)) for key in ("logo", "profile")]
    for number, table in enumerate(placements if isinstance(placements, list) else [], 1):
        if isinstance(table, dict):
            named.append((f"placements[{number}].csv", table.get("csv")))
    for where, name in named:
        if name is not None and (not isinstance(name, str) or name not in present):
            what = _("names a file that is not here.")
            yield Problem("no-file", f"{FILE} {where}", what, _("Send it along."))


def plain_name(name: str) -> str:
    """A file name of ours from one that a browser sent. Raises Refused for one with a path."""
    base = os.path.basename(name.replace("\\", "/"))  # noqa: PTH119 - not a path of this system
    if not _PLAIN.fullmatch(base):
        raise Refused([Problem("bad-name", name[:80], _("is no plain file name."))])
    return base
