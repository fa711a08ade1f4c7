"""The process that makes a campaign's files: `python -m app.web.campaigns.maker FOLDER`."""

import os
import shutil
import sys
from pathlib import Path

from app import config, i18n
from app.errors import Problem, Refused, RelaisError
from app.make import make
from app.web.campaigns import job
from app.web.campaigns.saving import on_paper
from app.web.campaigns.workspace import PRINT, Workspace


def main(folder: Path) -> None:
    """Make the files of the workspace `folder` and leave the outcome in its job file."""
    place, settings, pid = Workspace(folder), config.load(), os.getpid()
    fresh, text = folder / "making", place.text()
    shutil.rmtree(fresh, ignore_errors=True)
    try:
        done = make(
            settings,
            place.file,
            fresh,
            progress=lambda done, all: job.write(place, job.Job("running", done, all, pid)),
        )
    except RelaisError as error:
        problems = (
            error.problems
            if isinstance(error, Refused)
            else (Problem(error.code, place.file.name, error.message),)
        )
        job.write(place, job.Job("failed", problems=problems))
        return
    except Exception as error:
        job.write(
            place, job.Job("failed", problems=(Problem("error", type(error).__name__, str(error)),))
        )
        raise
    shutil.rmtree(place.made, ignore_errors=True)
    fresh.rename(place.made)
    count, paper = len(done.codes), on_paper(done.plan)
    job.write(place, job.Job("done", count, count, paper=paper))
    if place.text() == text:  # nobody edited it meanwhile
        place.put(PRINT, paper)


if __name__ == "__main__":
    settings = config.load()
    with i18n.speaking(settings["language"] or "en"):
        main(Path(sys.argv[1]))
