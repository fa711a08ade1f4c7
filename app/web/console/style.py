"""The style editor: the look of a brand's codes or of one design, its picture and its grade."""

import base64
import io
from collections.abc import Sequence
from dataclasses import replace
from threading import Lock
from typing import Any, NamedTuple

from flask import abort, render_template, request
from PIL import Image

from app import jobs
from app.errors import Problem, Refused
from app.i18n import _
from app.jobs import Job
from app.model import Plan
from app.printing import logo as logos
from app.printing import png
from app.printing.artwork import Artwork
from app.printing.formats import FORMATS
from app.printing.style import MODULES, Style, check, costs
from app.web import preview
from app.web.campaigns import look
from app.web.campaigns.workspace import PRINT, Workspace
from app.web.console import campaigns, editor, found, gate

CLOSE_PX, WHOLE_PX = 520, 300
RIM, FRAME_RIM = 5, 12
"""Modules shown around the code: the quiet zone and a little more, or a frame."""
_PLAIN = ("url", "nfc")
"""Kinds that print no symbol."""
_GRADING = Lock()  # a grade takes most of a second of a core: one at a time, redirects come first


class Sample(NamedTuple):
    """A code to try a look on, as it is printed now."""

    design: look.Design
    printed: Job


@gate.page("/<brand>/c/<campaign>/style", "edit", "GET", "POST")
def style(brand: str, campaign: str) -> Any:
    """The editor; sent with `save` it changes the campaign file."""
    plan = found.plan(campaign)
    samples = _samples(plan)
    if not samples:
        abort(404)
    design = look.Design.of(request.values.get("design", ""))
    sample = _sample(samples, design)
    ground = look.style(plan.brand.style)
    now = sample.printed.style if design.key else ground
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        try:
            now = look.read(request.form)
            check(now)
            if request.form.get("save"):
                return _save(plan, design, now)
        except Refused as refused:
            problems = refused.problems
    judged = request.method == "POST" and not problems
    page = render_template(
        "console/style.html",
        judged=judged,
        verdict=_graded(sample.printed, now) if judged else None,
        plan=plan,
        samples=samples,
        design=design,
        now=now,
        limits=look.LIMITS,
        shapes=MODULES,
        problems=problems,
        has_logo=sample.printed.content.logo is not None,
        **_looked_at(sample.printed, now),
    )
    return page, 422 if problems else 200


@gate.page("/<brand>/c/<campaign>/style/<part>", "edit", "POST")
def style_part(brand: str, campaign: str, part: str) -> Any:
    """The picture, or the grade, of a look that is being tried: a piece of the page."""
    if part not in ("picture", "grade"):
        abort(404)
    sample = _sample(_samples(found.plan(campaign)), look.Design.of(request.form.get("design", "")))
    try:
        wanted = look.read(request.form)
    except Refused as refused:
        return render_template("console/style_picture.html", **_nothing(refused.problems))
    if part == "picture":
        return render_template("console/style_picture.html", **_looked_at(sample.printed, wanted))
    return render_template("console/style_grade.html", verdict=_graded(sample.printed, wanted))


def _samples(plan: Plan) -> list[Sample]:
    """One code of each design that prints a symbol."""
    folder = found.space(plan.campaign.slug).folder
    return [
        Sample(look.Design(one.medium, one.key), preview.job(plan, one.sample, folder))
        for one in campaigns.designs(plan)
        if one.kind not in _PLAIN
    ]


def _sample(samples: Sequence[Sample], design: look.Design) -> Sample:
    if not design.key:
        return samples[0] if samples else abort(404)
    return next((one for one in samples if one.design == design), None) or abort(404)


def _looked_at(printed: Job, wanted: Style) -> dict[str, Any]:
    """What a look gives: the code from near, the whole printable, what it costs, or why not."""
    try:
        with preview.DRAWING:
            art = jobs.draw(replace(printed, style=wanted))
            near, whole = (
                _near(art, bool(wanted.frame)),
                png.render(art, dpi=_dpi(art.trim[0], WHOLE_PX)),
            )
    except Refused as refused:
        return _nothing(refused.problems)
    shown = {"near": _inline(near), "whole": _inline(whole)}
    return {**shown, "costs": costs(wanted), "refused": ()}


def _nothing(problems: Sequence[Problem]) -> dict[str, Any]:
    return {"near": "", "whole": "", "costs": (), "refused": problems}


def _near(art: Artwork, framed: bool) -> Image.Image:
    """The code and what is right around it, cut out of the printable."""
    code = art.modules
    assert code is not None  # noqa: S101 - samples are of kinds that print a symbol
    rim = (FRAME_RIM if framed else RIM) * code.module
    side = code.module * code.symbol.width + 2 * rim
    dpi = _dpi(side, CLOSE_PX)
    picture = png.render(art, dpi=dpi)
    left, top = (max(0.0, at - rim) for at in (code.x, code.y))
    right, bottom = (min(most, at + side) for most, at in zip(art.trim, (left, top), strict=True))
    cut = tuple(round(at * dpi / 25.4) for at in (left, top, right, bottom))
    return picture.crop((cut[0], cut[1], cut[2], cut[3]))


def _dpi(mm: float, px: int) -> int:
    return max(8, round(px * 25.4 / mm))


def _inline(picture: Image.Image) -> str:
    """A picture that stands in the page itself, so that it changes with the words beside it."""
    written = io.BytesIO()
    picture.save(written, "PNG")
    return f"data:image/png;base64,{base64.b64encode(written.getvalue()).decode()}"


def _graded(printed: Job, wanted: Style) -> Any:
    """The verdict of preflight on the press file; None where there is no file to judge."""
    from app.printing.preflight import check as preflight

    with _GRADING:
        try:
            with preview.DRAWING:
                file = FORMATS["pdf"](jobs.draw(replace(printed, style=wanted)), dpi=300)
            verdicts = preflight(file, "look.pdf", printed.medium, printed.url)
        except Refused:
            return None
    return verdicts[0]


def _save(plan: Plan, design: look.Design, wanted: Style) -> Any:
    """Into the campaign file; a look of the brand goes into every file of the brand."""
    name, tables = _logo()
    slug = plan.campaign.slug
    what = _("the look of {what}").format(what=str(design) or plan.brand.name)
    place = found.space(slug)
    text = look.write(editor.current(place, slug), design, wanted, name)
    answer = editor.submit(slug, text, tables, what)
    if not design.key:
        for other in found.plans():
            if other.campaign.slug != slug:
                _follow(found.space(other.campaign.slug), wanted, name, tables)
    return answer


def _follow(place: Workspace, wanted: Style, name: str | None, tables: dict[str, bytes]) -> None:
    """The brand's look in the file of another campaign, where it has one here."""
    text = place.text()
    if text:
        place.save(look.write(text, look.Design(), wanted, name), tables)
        place.put(PRINT, "the look was changed")


def _logo() -> tuple[str | None, dict[str, bytes]]:
    """A logo that came along, under a name of ours. Raises Refused for one that cannot print."""
    sent = request.files.get("logo_file")
    if sent is None or not sent.filename:
        return None, {}
    data = sent.read()
    logos.read(data)
    name = "logo.png" if data.startswith(b"\x89PNG") else "logo.svg"
    return name, {name: data}
