"""FLOW 1: campaign file -> codes -> printables, certified -> manifest and proof.

Read the file, issue the codes, draw every printable in a folder beside the output, read each one
back, refuse what would not scan, save the campaign, and only then move the files into place.
"""

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from app import campaign
from app.approvals import Approval, approved
from app.config import Config
from app.errors import Problem, Refused
from app.firstkey import first_key
from app.i18n import _, speaking
from app.issue import issue
from app.jobs import Job, Run, draw, jobs, sheets_of
from app.model import Code, Plan
from app.printable import CHECKS
from app.printing import manifest, ndef, preflight
from app.printing.formats import FORMATS
from app.printing.media import medium
from app.printing.preflight import GRADES
from app.printing.symbol import Symbol
from app.proofs import PRESS, proof_of
from app.staging import staging
from app.store.base import Changes
from app.store.catalog import Catalog

BATCH = 8
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Made:
    """What a run of `make` did: the codes and the rows of the manifest."""

    plan: Plan
    codes: tuple[Code, ...]
    changes: Changes
    rows: tuple[manifest.Row, ...]


def make(
    config: Config,
    file: Path,
    out: Path,
    *,
    accept: str | None = None,
    progress: Progress = lambda _done, _all: None,
) -> Made:
    """Make everything a campaign file asks for into `out`.

    Raises Refused, with every problem and nothing written, for a file that is wrong, a code too
    dense for its medium, or a printable graded below its medium's grade (or below `accept`, where
    the caller accepts less).
    """
    plan = campaign.read(file, CHECKS)
    with (
        closing(Catalog.create(config.data)) as catalog,
        first_key(config.keys, plan.brand.slug) as key,
        staging(out) as folder,
    ):
        codes = issue(plan, catalog, key.ring)
        printed = list(jobs(plan, codes, file.parent, folder))
        rows = _released(_print_all(printed, progress), accept)
        rows = _signed(rows, approved(config.data))
        (folder / "manifest.csv").write_bytes(manifest.as_csv(rows))
        (folder / "manifest.json").write_bytes(manifest.as_json(rows))
        (folder / "proof.pdf").write_bytes(proof_of(plan, printed, rows))
        key.keep()
        changes = catalog.save(plan, codes)
    return Made(plan, codes, changes, tuple(rows))


def _print_all(printed: list[Job], progress: Progress) -> list[manifest.Row]:
    """The rows of all jobs in their order. Raises Refused with the problems of every job."""
    rows: dict[str, list[manifest.Row]] = {}
    problems: list[Problem] = []
    batches = list(_batches(printed))
    with ProcessPoolExecutor(min(len(batches), os.cpu_count() or 1)) as pool:
        for batch, results in zip(batches, pool.map(_print_batch, batches), strict=True):
            for job, (found, wrong) in zip(batch, results, strict=True):
                rows[job.name] = found
                problems += wrong
                progress(len(rows), len(printed))
    if problems:
        raise Refused(problems)
    return [row for job in printed for row in rows[job.name]]


def _batches(printed: list[Job]) -> Iterator[list[Job]]:
    """Jobs that differ in payload alone, BATCH at a time: preflight photographs each batch once.

    Which jobs share a photograph depends on the campaign file only, so grades do too.
    """
    designs: dict[tuple[str, str], list[Job]] = {}
    for job in printed:
        designs.setdefault((job.medium.key, job.code.spec.key), []).append(job)
    for alike in designs.values():
        for start in range(0, len(alike), BATCH):
            yield alike[start : start + BATCH]


def _print_batch(batch: list[Job]) -> list[tuple[list[manifest.Row], list[Problem]]]:
    """Runs in a worker."""
    cache = preflight.FieldCache()
    return [_print(job, cache) for job in batch]


def _print(job: Job, cache: preflight.FieldCache) -> tuple[list[manifest.Row], list[Problem]]:
    """Every file of one code, each read back as a printer would get it."""
    with speaking(job.language):
        try:
            artwork = draw(job)
            files = {name: write(artwork, dpi=job.medium.dpi) for name, write in FORMATS.items()}
            if job.code.spec.kind == "nfc":
                files["ndef"] = ndef.write(job.url)
            symbol = artwork.modules.symbol if artwork.modules else None
            rows = [_file(job, name, data, symbol, cache) for name, data in files.items()]
            if job.run:
                rows.append(_sheet(job, job.run, files[PRESS], rows, cache))
            return rows, []
        except Refused as refused:
            return [], [
                replace(problem, where=f"{job.name}: {problem.where}")
                for problem in refused.problems
            ]


def _file(
    job: Job, format: str, data: bytes, symbol: Symbol | None, cache: preflight.FieldCache
) -> manifest.Row:
    name = f"{job.name}.{format}"
    _write(job, name, data)
    symbol = None if format == "ndef" else symbol
    return manifest.Row(
        code=f"{job.code.id:010X}",
        token=job.code.token,
        url=job.url,
        campaign=job.code.campaign,
        medium=job.medium.key,
        placement=job.code.placement,
        kind=job.code.spec.kind,
        file=f"{job.medium.key}/{name}",
        format=format,
        width_mm=job.medium.trim[0],
        height_mm=job.medium.trim[1],
        symbology=symbol.symbology if symbol else "",
        version=symbol.version if symbol else "",
        error_level=symbol.level if symbol else "",
        grade=_grade(job, name, data, cache) if symbol else "",
        sha256=hashlib.sha256(data).hexdigest(),
    )


def _sheet(
    job: Job, run: Run, file: bytes, rows: list[manifest.Row], cache: preflight.FieldCache
) -> manifest.Row:
    """The press file on its sheet, of which the first copy and the last are read back."""
    data, on, count = sheets_of(job, run, file)
    shift = run.calibration.x, run.calibration.y
    verdicts = preflight.check_sheet(
        data, f"{job.name}-sheet.pdf", on, count, job.medium, job.url, shift=shift, cache=cache
    )
    name = f"{job.name}-sheet.pdf"
    _write(job, name, data)
    return replace(
        next(row for row in rows if row.format == PRESS),
        file=f"{job.medium.key}/{name}",
        format="sheet",
        width_mm=float(on.paper[0]),
        height_mm=float(on.paper[1]),
        grade=_worst(job, verdicts),
        sha256=hashlib.sha256(data).hexdigest(),
    )


def _write(job: Job, name: str, data: bytes) -> None:
    path = job.folder / job.medium.key / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)


def _grade(job: Job, name: str, data: bytes, cache: preflight.FieldCache) -> str:
    """Preflight's grade of a finished file; empty where what reads this format is not installed."""
    try:
        verdicts = preflight.check(data, name, job.medium, expected=job.url, cache=cache)
    except Refused as refused:
        if {problem.code for problem in refused.problems} == {"no-ghostscript"}:
            return ""
        raise
    return _worst(job, verdicts)


def _worst(job: Job, verdicts: Sequence[preflight.Verdict]) -> str:
    """The grade of a file; bars beside the code are read, not graded."""
    beside = job.content.bars
    read = [verdict for verdict in verdicts if beside is None or verdict.text != beside.text]
    if beside and len(read) == len(verdicts):
        return "F"  # bars that do not read back are no bars
    return preflight.worst(verdict.grade for verdict in read)


def _released(rows: list[manifest.Row], accept: str | None) -> list[manifest.Row]:
    """The rows, those below their medium's grade marked as accepted. Raises Refused for others."""
    problems: list[Problem] = []
    released: list[manifest.Row] = []
    for row in rows:
        asked = medium(row.medium).grade
        good = not row.grade or GRADES.index(row.grade) <= GRADES.index(asked)
        if not good and (accept is None or GRADES.index(row.grade) > GRADES.index(accept)):
            problems.append(_below(row, asked))
        released.append(row if good else replace(row, released="accepted"))
    if problems:
        raise Refused(problems)
    return released


def _signed(rows: list[manifest.Row], approvals: Mapping[str, Approval]) -> list[manifest.Row]:
    """The rows with the name of who approved exactly that file; most have none yet."""
    return [
        replace(row, approved_by=approvals[row.sha256].person) if row.sha256 in approvals else row
        for row in rows
    ]


def _below(row: manifest.Row, asked: str) -> Problem:
    what = _("is graded {grade}; {medium} asks for {asked}.")
    return Problem(
        "low-grade",
        row.file,
        what.format(grade=row.grade, medium=row.medium, asked=asked),
        _("See `preflight` for what to change, or accept it with --accept-grade {grade}.").format(
            grade=row.grade
        ),
    )
