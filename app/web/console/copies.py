"""More copies of one code: on label sheets, and the numbered copies of a serialised run."""

from typing import Any

from flask import Response, abort, redirect, render_template, request, send_file, url_for

from app import made
from app.errors import Problem, Refused
from app.i18n import _, language
from app.model import Code
from app.printing import labels
from app.printing.copies import Calibration
from app.printing.imposition import calibration_grid, filled, write_sheets
from app.printing.runs.formats import FORMATS
from app.web import context
from app.web.campaigns import job, release, runner
from app.web.campaigns.runner import Wanted
from app.web.campaigns.workspace import Workspace
from app.web.console import found, gate

_PDF = "application/pdf"
_MOST = 2000
"""Labels of one file: they are laid while the browser waits."""


@gate.page("/<brand>/codes/<token>/copies", "print", "GET", "POST")
def copies(brand: str, token: str) -> Any:
    """Both forms; a POST begins to write the numbered copies."""
    plan, code = found.code(token)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        try:
            _begin(code)
            return redirect(url_for("console.copies", brand=brand, token=token), 303)
        except Refused as refused:
            problems = refused.problems
    wanted = runner.read(_place(code))
    page = render_template(
        "console/copies.html",
        plan=plan,
        code=code,
        approved=_approved(code),
        sheets=labels.sheets(),
        kinds=FORMATS,
        job=job.read(_place(code)),
        wanted=wanted,
        ready=bool(wanted) and (_place(code).folder / wanted.file).is_file() if wanted else False,
        problems=problems,
    )
    return page, 422 if problems else 200


@gate.page("/<brand>/codes/<token>/copies/file", "print")
def copies_file(brand: str, token: str) -> Response:
    """The numbered copies, once written."""
    _plan, code = found.code(token)
    wanted = runner.read(_place(code))
    path = _place(code).folder / wanted.file if wanted else None
    if path is None or not path.is_file() or not _approved(code):
        abort(404)
    gate.note("download", path.name)
    return send_file(path, as_attachment=True, download_name=path.name)


@gate.page("/<brand>/codes/<token>/labels", "print", "POST")
def label_sheet(brand: str, token: str) -> Any:
    """The approved press file of a code on label sheets."""
    _plan, code = found.code(token)
    if not _approved(code):
        abort(403)
    on = labels.sheets().get(request.form.get("sheet", "")) or abort(400)
    file = made.press_file(token, [found.space(code.campaign).made])
    count, skip = min(_whole("copies", 0), _MOST), _whole("skip", 0)
    placed = filled([file], on, count or None, skip)
    data = write_sheets(placed, on, calibration=_calibration(), skip=skip)
    gate.note("download", f"{code.reference} × {len(placed)}")
    return _pdf(data, f"{code.reference}-{on.key}.pdf")


@gate.page("/<brand>/sheets/<key>.pdf", "see")
def label_grid(brand: str, key: str) -> Any:
    """The test grid of a label sheet."""
    on = labels.sheets().get(key) or abort(404)
    return _pdf(calibration_grid(on), f"{key}-grid.pdf")


def _begin(code: Code) -> None:
    """Begin to write numbered copies. Raises Refused, Conflict."""
    if not _approved(code) or not code.spec.serials:
        abort(403)
    kind, all, first = request.form.get("kind", ""), code.spec.serials, _whole("first", 0)
    count = _whole("count", 0) or all - first
    if kind not in FORMATS or request.form.get("sheet", "") not in labels.sheets():
        abort(400)
    if first >= all or first + count > all:
        what = _("are not among the {count} copies.").format(count=all)
        right = _("Give numbers from 0 to {last}.").format(last=all - 1)
        raise Refused([Problem("no-such-copies", f"{first} + {count}", what, right)])
    calibration, place = _calibration(), _place(code)
    job.idle(place)
    shift = (calibration.x, calibration.y)
    plain = "plain" in request.form
    runner.ask(place, Wanted(code.token, kind, first, count, request.form["sheet"], shift, plain))
    job.start(place, context.config(), language(), runner.__name__)
    gate.note("copies", f"{code.reference} {first}+{count} {kind}")


def _approved(code: Code) -> bool:
    digest = release.digest(found.space(code.campaign))
    said = gate.records().verdict(code.brand, code.campaign, digest) if digest else None
    return said is not None and said.approved


def _place(code: Code) -> Workspace:
    return Workspace(found.space(code.campaign).folder / "copies" / code.token)


def _whole(name: str, otherwise: int) -> int:
    text = request.form.get(name, "").strip()
    if not text:
        return otherwise
    if not text.isdecimal() or not text.isascii() or len(text) > 8:
        abort(400)
    return int(text)


def _calibration() -> Calibration:
    """What the printer needs moved, in mm; more than 20 mm is a slip of the finger."""
    moved = []
    for name in ("across", "down"):
        try:
            value = float(request.form.get(name, "").strip().replace(",", ".") or 0)
        except ValueError:
            abort(400)
        if not -20 <= value <= 20:
            abort(400)
        moved.append(value)
    return Calibration(*moved)


def _pdf(data: bytes, name: str) -> Response:
    answer = Response(data, content_type=_PDF)
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer
