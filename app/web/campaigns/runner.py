"""The process that writes numbered copies: `python -m app.web.campaigns.runner FOLDER`.

The folder holds `wanted.json`; the file appears in it when it is whole. Started again for the same
copies after it was stopped, it goes on where it was.
"""

import json
import os
import sys
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

from app import config, i18n
from app.errors import Problem, Refused, RelaisError
from app.printing.copies import Calibration
from app.printing.labels import sheet
from app.printing.runs.find import find
from app.printing.runs.formats import Paper
from app.printing.runs.write import write
from app.store.catalog import Catalog
from app.web.campaigns import job
from app.web.campaigns.workspace import Workspace

WANTED = "wanted.json"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which copies, as what. `kind` is the end of the file's name; `shift` is in mm.

    `plain`: without the brand's look, where a run cannot carry it.
    """

    token: str
    kind: str
    first: int
    count: int
    sheet: str = "L7160"
    shift: tuple[float, float] = (0.0, 0.0)
    plain: bool = False

    @property
    def file(self) -> str:
        """The name of the file: the same copies have the same name."""
        return f"{self.token}-{self.first}-{self.count}.{self.kind}"


def read(place: Workspace) -> Wanted | None:
    """What was asked for last."""
    text = place.got(WANTED)
    return Wanted(**json.loads(text)) if text else None


def ask(place: Workspace, wanted: Wanted) -> None:
    """Leave word of what is wanted; files of what was wanted before go."""
    place.folder.mkdir(parents=True, exist_ok=True)
    for path in place.folder.iterdir():
        # Its own unfinished beginning, `.NAME.part` and beside, is what it goes on from.
        if path.is_file() and wanted.file not in path.name:
            path.unlink()
    place.put(WANTED, json.dumps(asdict(wanted)))


def main(folder: Path) -> None:
    """Write what is wanted in `folder`, and how it went into its job file."""
    place, settings, pid = Workspace(folder), config.load(), os.getpid()
    wanted = read(place)
    assert wanted is not None  # noqa: S101 - `ask` comes before the process is started
    try:
        with closing(Catalog(settings.data)) as catalog:
            run = find(catalog, settings.keys, wanted.token, wanted.first, wanted.count)
        paper = Paper(sheet(wanted.sheet), Calibration(*wanted.shift))
        write(
            run,
            folder / wanted.file,
            paper,
            plain=wanted.plain,
            progress=lambda done, all: job.write(place, job.Job("running", done, all, pid)),
        )
    except RelaisError as error:
        alone = (Problem(error.code, wanted.file, error.message),)
        problems = error.problems if isinstance(error, Refused) else alone
        job.write(place, job.Job("failed", problems=problems))
        return
    except Exception as error:
        wrong = (Problem("error", type(error).__name__, str(error)),)
        job.write(place, job.Job("failed", problems=wrong))
        raise
    job.write(place, job.Job("done", wanted.count, wanted.count))


if __name__ == "__main__":
    with i18n.speaking(config.load()["language"] or "en"):
        main(Path(sys.argv[1]))
