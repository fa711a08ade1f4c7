"""Making a campaign's files in a process of its own, and how far it is.

`job.json` in the workspace holds the state; it is replaced whole, so a reader never sees half of
it. A process that died leaves "running" and a pid that is gone: that reads as failed.
"""

import json
import os
import subprocess
import sys
from dataclasses import asdict, dataclass, field
from typing import Any

from app.config import Config
from app.errors import Conflict, Problem
from app.i18n import _
from app.web.campaigns.workspace import JOB, Workspace


@dataclass(frozen=True, slots=True)
class Job:
    """`state`: none, running, done or failed. `done` of `all` codes are drawn.

    `paper` is the digest of what stood on paper when they were (see app.web.campaigns.saving).
    """

    state: str = "none"
    done: int = 0
    all: int = 0
    pid: int = 0
    problems: tuple[Problem, ...] = field(default=())
    paper: str = ""


def read(place: Workspace) -> Job:
    """How the latest making of a workspace goes."""
    _reap()
    text = place.got(JOB)
    if not text:
        return Job()
    found: dict[str, Any] = json.loads(text)
    found["problems"] = tuple(Problem(**item) for item in found["problems"])
    job = Job(**found)
    if job.state == "running" and not _alive(job.pid):
        return Job("failed", problems=(Problem("interrupted", JOB, _("was interrupted.")),))
    return job


def write(place: Workspace, job: Job) -> None:
    """Replace the state in one step."""
    place.put(JOB, json.dumps(asdict(job)))


MAKER = "app.web.campaigns.maker"


def idle(place: Workspace) -> None:
    """Raise Conflict while something is being made in a workspace."""
    if read(place).state == "running":
        raise Conflict(_("The files are being made right now."), code="busy")


def start(place: Workspace, config: Config, language: str, module: str = MAKER) -> None:
    """Begin to make the files of a workspace, in a process that runs `module`. Raises Conflict."""
    idle(place)
    environment = {
        **os.environ,
        "RELAIS_DATA": str(config.data.resolve()),
        "RELAIS_KEYS": str(config.keys.resolve()),
        "RELAIS_LANGUAGE": language,
    }
    command = [sys.executable, "-m", module, str(place.folder.resolve())]
    child = subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    write(place, Job("running", pid=child.pid))
    _children.append(child)


_children: list["subprocess.Popen[bytes]"] = []


def _reap() -> None:
    """Ask after the processes that ended, so that their pids are really gone."""
    for child in list(_children):
        if child.poll() is not None:
            _children.remove(child)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, PermissionError):
        return False
    return True
