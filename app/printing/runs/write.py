"""A run becomes a file: streamed, in flat memory, resumed where it was killed."""

import hashlib
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.errors import Problem, Refused, Unavailable
from app.i18n import _
from app.printing.imposition import calibration_grid
from app.printing.runs.certify import certify
from app.printing.runs.formats import FORMATS, Paper
from app.printing.runs.run import Run
from app.printing.runs.spool import spooling

_EDITION = 1  # one more whenever the bytes of any format change: old beginnings are then not used
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Written:
    """A finished file. `resumed` copies were in it already when this process began.

    `grade` is preflight's estimate of the first copy; empty for data.
    """

    path: Path
    copies: int
    resumed: int
    grade: str
    sha256: str


def write(
    run: Run,
    out: Path,
    paper: Paper,
    *,
    accept: str | None = None,
    plain: bool = False,
    progress: Progress = lambda _done, _all: None,
) -> Written:
    """Write a run into `out`, in the format that its name ends in.

    Raises Refused, with nothing written, for an unknown format, a label without room for the code,
    a grade below the medium's (or below `accept`), or a look that a run does not draw, unless it is
    wanted `plain`; Conflict where another process writes the
    same file; Unavailable where the disk is full.
    """
    kind = out.suffix.lstrip(".").lower()
    if kind not in FORMATS:
        raise Refused([_unknown(out)])
    grade = certify(run, kind, paper, accept, plain=plain)
    format = FORMATS[kind](run, paper)
    try:
        with spooling(out, _mark(run, kind, paper)) as spool:
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
        with out.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        says = _("{file}: {reason}; the same command goes on from there.")
        reason = error.strerror or str(error)
        raise Unavailable(says.format(file=out, reason=reason), code="disk") from error
    return Written(out, run.count, resumed, grade, digest)


def write_grid(paper: Paper, out: Path) -> None:
    """The test grid of a sheet as a PDF: printed on plain paper, it shows what to calibrate."""
    beside = out.with_name(f".{out.name}.new")
    beside.write_bytes(calibration_grid(paper.sheet, calibration=paper.calibration))
    beside.replace(out)


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
