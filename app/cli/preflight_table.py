"""Verdicts as text for a terminal: a line a code, and under it what is not an A."""

from collections.abc import Iterable, Iterator

import click

from app.i18n import _
from app.printing.preflight import GRADES, Verdict

_COLOURS = dict(zip(GRADES, ("green", "green", "yellow", "red", "red"), strict=True))
_MOST = 60  # characters of a code's text


def table(verdicts: Iterable[Verdict]) -> str:
    """The verdicts, one after another; colours vanish where the output is no terminal."""
    lines: list[str] = []
    for verdict in verdicts:
        lines += _lines(verdict)
    lines.append(_("Estimates on the digital file, never a verifier's result."))
    return "\n".join(lines)


def _lines(verdict: Verdict) -> Iterator[str]:
    text = verdict.text if verdict.text is not None else _("(nothing decodes)")
    text = text if len(text) <= _MOST else text[: _MOST - 1] + "…"
    place = _("page {number}").format(number=verdict.page)
    yield f"{_shown(verdict.grade)}  {verdict.file}  {place}  {text}"
    parts = [
        (_("rules"), verdict.rules_grade),
        (_("print estimate"), verdict.print_estimate and verdict.print_estimate["grade"]),
        (_("field"), verdict.field and verdict.field["grade"]),
    ]
    yield "   " + "   ".join(f"{name} {_shown(grade) if grade else '–'}" for name, grade in parts)
    for finding in verdict.rules:
        if finding.grade != "A":
            yield _told(finding.grade, finding.says, finding.do)
    first = verdict.fails_first
    if first and first["part"] != "rules":
        yield _told(None, str(first["says"]), str(first["do"]))
    yield ""


def _told(grade: str | None, says: str, do: str) -> str:
    mark = _shown(grade) if grade else "·"
    return f"   {mark} {says}" + (f" {do}" if do else "")


def _shown(grade: str) -> str:
    return click.style(grade, fg=_COLOURS[grade], bold=True)
