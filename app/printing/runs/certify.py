"""The first copy of a run, finished and read back before the others are written."""

from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

from app.errors import Problem, Refused
from app.i18n import _
from app.printing.preflight import GRADES, check, worst
from app.printing.runs.formats import FORMATS, Paper
from app.printing.runs.mint import text
from app.printing.runs.run import Run


def certify(
    run: Run, kind: str, paper: Paper, accept: str | None = None, *, plain: bool = False
) -> str:
    """Preflight's grade of the first copy in this format; empty for data, which holds no symbol.

    Raises Refused where it is below the medium's grade, or below `accept` where that is lower, and
    where the run would leave out what its brand asks for, unless it is wanted `plain`.
    """
    if run.lost and not plain and kind in ("pdf", "zip"):
        raise Refused([_plainer(run, kind)])
    one = replace(run, count=1)
    data, name = _file(one, kind, paper)
    if kind == "zip":
        with ZipFile(BytesIO(data)) as archive:
            (name,) = archive.namelist()
            data = archive.read(name)
    elif kind != "pdf":
        return ""
    address = run.base + text(run.digits(run.first, 1))[0]
    grade = worst(verdict.grade for verdict in check(data, name, run.medium, expected=address))
    lowest = max(run.medium.grade, accept or "A", key=GRADES.index)
    if GRADES.index(grade) > GRADES.index(lowest):
        raise Refused([_below(run, name, grade)])
    return grade


def _file(run: Run, kind: str, paper: Paper) -> tuple[bytes, str]:
    format = FORMATS[kind](run, paper)
    head = format.head()
    part = format.part(run.first, run.count, len(head.body))
    data = head.body + part.body
    return data + b"".join(format.foot(len(data), iter([head.entry, part.entry]))), f"1.{kind}"


def _plainer(run: Run, kind: str) -> Problem:
    names = {"style": _("style"), "profile": _("output profile"), "bars": _("bars")}
    return Problem(
        "plain-run",
        f"1.{kind}",
        _("a run draws plain black modules; it would leave out: {names}.").format(
            names=", ".join(names[name] for name in run.lost)
        ),
        _("Ask for it plain (--plain), or write a data file and let the print shop draw it."),
    )


def _below(run: Run, name: str, grade: str) -> Problem:
    what = _("is graded {grade}; {medium} asks for {asked}.")
    larger = _("Choose a sheet with larger labels, or accept it with --accept-grade {grade}.")
    if name.endswith(".svg"):
        larger = _("Choose a medium with a larger code, or accept it with --accept-grade {grade}.")
    return Problem(
        "low-grade",
        name,
        what.format(grade=grade, medium=run.medium.key, asked=run.medium.grade),
        larger.format(grade=grade),
    )
