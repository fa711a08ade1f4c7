"""A run becomes a file: streamed, in flat memory, resumed where it was killed."""

import hashlib
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.errors import Problem, Refused, Unavailable
from app.i18n import _
from app.printing.imposition import TRUE, Calibration
from app.printing.labels import Sheet, sheet
from app.printing.runs.formats import FORMATS
from app.printing.runs.run import Run
from app.printing.runs.spool import spooling

_EDITION = 1  # one more whenever the bytes of any format change: old beginnings are then not used
SHEET = "L7160"
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Written:
    """A finished file. `resumed` copies were in it already when this process began."""

    path: Path
    copies: int
    resumed: int
    size: int
    sha256: str


def write(
    run: Run,
    out: Path,
    *,
    on: Sheet | None = None,
    calibration: Calibration = TRUE,
    progress: Progress = lambda _done, _all: None,
) -> Written:
    """Write a run into `out`, in the format that its name ends in; `on` matters to PDF only.

    Raises Refused for an unknown format and where a label has no room for the code, Conflict where
    another process writes the same file, Unavailable where the disk is full.
    """
    kind = out.suffix.lstrip(".").lower()
    if kind not in FORMATS:
        raise Refused([_unknown(out)])
    on = on or sheet(SHEET)
    format = FORMATS[kind](run, on, calibration)
    mark = _mark(run, kind, on, calibration)
    try:
        with spooling(out, mark) as spool:
            resumed = spool.done
            if not spool.at:
                spool.append(format.head(), 0)
            while spool.done < run.count:
                count = min(format.copies, run.count - spool.done)
                part = format.part(run.first + spool.done, count, spool.at)
                spool.append(part, spool.done + count)
                progress(spool.done, run.count)
            spool.checkpoint()
            spool.finish(format.foot(spool.at, spool.index()))
    except OSError as error:
        says = _("{file}: {reason}; the same command goes on from there.")
        reason = error.strerror or str(error)
        raise Unavailable(says.format(file=out, reason=reason), code="disk") from error
    with out.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Written(out, run.count, resumed, out.stat().st_size, digest)


def _mark(run: Run, *others: object) -> str:
    """All that the bytes of the file depend on, in short; the first token stands for the secret."""
    token = run.ring.token(run.id, run.first)
    about = (_EDITION, zlib.ZLIB_RUNTIME_VERSION, repr(run), token, others)
    return hashlib.sha256(repr(about).encode()).hexdigest()


def _unknown(out: Path) -> Problem:
    return Problem(
        "unknown-format",
        str(out),
        _("is no file that a run can be written to."),
        _("Let its name end in {endings}.").format(endings=", ".join(f".{end}" for end in FORMATS)),
    )
