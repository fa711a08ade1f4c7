"""Preflight of any file by dropping it: the same verdict as the command line gives."""

from typing import Any

from flask import render_template, request

from app.errors import Problem, Refused
from app.i18n import language
from app.printing.media import media
from app.web.console import gate

MOST = 8
"""Files of one go: each is photographed in simulation, which takes about a second."""


@gate.page("/<brand>/preflight", "see", "GET", "POST")
def preflight(brand: str) -> Any:
    """Drop files, get grades; nothing is kept."""
    from app.printing.preflight import FieldCache, Verdict, check

    verdicts: list[Verdict] = []
    problems: list[Problem] = []
    key = request.form.get("medium", "")
    where, cache = media().get(key), FieldCache()
    for upload in request.files.getlist("files")[:MOST]:
        if not upload.filename:
            continue
        try:
            verdicts += check(upload.read(), upload.filename[:120], where, cache=cache)
        except Refused as refused:
            problems += refused.problems
    page = render_template(
        "console/preflight.html",
        verdicts=verdicts,
        problems=problems,
        medium=key,
        media=[(name, one.name.get(language(), name)) for name, one in media().items()],
        most=MOST,
    )
    return page, 422 if problems and not verdicts else 200
