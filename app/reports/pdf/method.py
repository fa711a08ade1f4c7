"""How the numbers came about, and how sure they are: the last chapter."""

from app.attribution.models import find
from app.i18n import _
from app.reports import shown
from app.reports.pdf import paper as sheet
from app.reports.pdf.flow import Block, heading
from app.reports.pdf.paper import INNER, MARGIN, SOFT, Paper
from app.reports.report import Report

_SIZE, _LEADING, _INDENT = 8.0, 11.0, 12.0


def chapter(report: Report) -> list[Block]:
    """The chapter of a document about this report's period."""
    texts = [*_texts(report), *report.coverage["notes"]]
    return [*heading(_("How to read this"), 60), *(_paragraph(text) for text in texts)]


def _texts(report: Report) -> list[str]:
    coverage = report.coverage
    found = [
        _("Days are those of {zone}, from {first} to {last}, both included.").format(
            zone=coverage["timezone"],
            first=shown.day(coverage["from"]),
            last=shown.day(coverage["to"]),
        )
        if shown.has_days(coverage)
        else _("No scans yet")
    ]
    if coverage["classes"] == ["human"]:
        found.append(_("Scans are requests by people: no bots, link previews, repeats or proofs."))
    model = _(find(coverage["model"]).label)
    return [
        *found,
        _("Conversions of several codes are shared by the model “{model}”.").format(model=model),
        _(
            "A rate stands with its 95 % interval (Wilson): were the same repeated a hundred times,"
            " about ninety-five such intervals would hold the true rate. Below 30 scans or 5"
            " conversions no percentage is shown."
        ),
        _("Rows and unattributed sum to the total. What is not known is a dash, never a zero."),
    ]


def _paragraph(text: str) -> Block:
    parts = sheet.wrapped(text, INNER - _INDENT, _SIZE)

    def draw(paper: Paper, y: float) -> None:
        paper.text(MARGIN, y + 8, "–", _SIZE, colour=SOFT)
        for number, part in enumerate(parts):
            paper.text(MARGIN + _INDENT, y + 8 + number * _LEADING, part, _SIZE, colour=SOFT)

    return Block(_LEADING * len(parts) + 4, draw)
