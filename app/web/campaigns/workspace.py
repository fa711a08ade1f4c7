"""A folder per campaign: its file, the files it names, older versions, and what was made.

<data>/campaigns/<brand>/<campaign>/campaign.toml  and the tables beside it
                                    versions/      NNNN.toml, one for each save
                                    made/          printables, manifest, proof
                                    job.json       how the latest making goes
"""

import os
import re
import tempfile
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from app import campaign
from app.errors import Missing, Problem, Refused
from app.i18n import _
from app.model import Brand, Plan
from app.printable import CHECKS
from app.staging import staging
from app.web.campaigns import toml

FILE, JOB = "campaign.toml", "job.json"
PRINT = "print.sha256"
"""What stands on paper as of the last save, as a digest (see app.web.campaigns.saving)."""
_OURS = (FILE, JOB, PRINT)
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_FILES = ("logo", "profile")
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

    def put(self, name: str, text: str) -> None:
        """Replace a small file of ours in one step."""
        beside = self.folder / f".{name}.{os.getpid()}"
        beside.write_text(text, encoding="utf-8")
        beside.replace(self.folder / name)

    def got(self, name: str) -> str:
        """The text of a small file of ours; empty where there is none."""
        path = self.folder / name
        return path.read_text(encoding="utf-8") if path.is_file() else ""

    def _old(self) -> Iterator[Path]:
        return (self.folder / "versions").glob("[0-9]*.toml")


def workspace(data: Path, brand: str, slug: str) -> Workspace:
    """The workspace of a campaign. Raises Missing for a name that can be none."""
    if not _SLUG.fullmatch(brand) or not _SLUG.fullmatch(slug):
        raise Missing("no such campaign")
    return Workspace(data / "campaigns" / brand / slug)


def check(
    text: str,
    tables: Mapping[str, bytes],
    slug: str,
    beside: Workspace | None = None,
    known: Brand | None = None,
) -> Plan:
    """The campaign a file describes. Raises Refused with every problem.

    It is read in a folder of its own, with what came along and what stands `beside` it. The logo
    and the profile that the brand has already (`known`) may stand elsewhere: a campaign that came
    by the command line left them where it was made.
    """
    files = {**dict(_kept(beside)), **tables}
    elsewhere = _elsewhere(text, set(files), known)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for table, data in files.items():
            (folder / table).write_bytes(data)
        (folder / FILE).write_text(_without(text, elsewhere), encoding="utf-8")
        plan = campaign.read(folder / FILE, CHECKS)
    if plan.brand.slug != slug:
        what = _("is {name}.").format(name=plan.brand.slug)
        right = _("Here it must be {name}.").format(name=slug)
        raise Refused([Problem("other-brand", f"{FILE} brand.slug", what, right)])
    logo, profile = (elsewhere.get(key, getattr(plan.brand, key)) for key in _FILES)
    return replace(plan, brand=replace(plan.brand, logo=logo, profile=profile))


def _kept(beside: Workspace | None) -> Iterator[tuple[str, bytes]]:
    if beside is None or not beside.folder.is_dir():
        return
    for path in beside.folder.iterdir():
        if path.is_file() and path.name not in _OURS:
            yield path.name, path.read_bytes()


def _elsewhere(text: str, present: set[str], known: Brand | None) -> dict[str, str]:
    """The brand's files that are named as the brand has them, but are not here."""
    try:
        table = tomllib.loads(text).get("brand", {})
    except (tomllib.TOMLDecodeError, RecursionError):
        return {}  # campaign.read says it better
    return {
        key: table[key]
        for key in _FILES
        if known is not None
        and isinstance(table, dict)
        and table.get(key) not in (None, *present)
        and table[key] == getattr(known, key)
    }


def _without(text: str, keys: Collection[str]) -> str:
    if not keys:
        return text  # as it was typed, so that problems name its lines
    document = tomllib.loads(text)
    document["brand"] = {key: value for key, value in document["brand"].items() if key not in keys}
    return toml.write(document)


def plain_name(name: str) -> str:
    """A file name of ours from one that a browser sent. Raises Refused for one with a path."""
    base = os.path.basename(name.replace("\\", "/"))  # noqa: PTH119 - not a path of this system
    if not _PLAIN.fullmatch(base):
        raise Refused([Problem("bad-name", name[:80], _("is no plain file name."))])
    return base
