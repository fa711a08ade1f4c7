"""The printable report: an A4 document with key figures, charts, tables and how they came about.

paper      the sheet: typefaces, colours, texts, lines
flow       blocks one below the other, over as many sheets as they need
plots      charts as vectors
grid       tables
figures    the strip on top, the key figures and what stands out
method     how the numbers came about
chapters   what the document says, in order
"""

from app.reports.dossier import Dossier
from app.reports.pdf.chapters import alone, document
from app.reports.report import Report

__all__ = ["bind", "write"]


def write(report: Report) -> bytes:
    """One report by itself: its figures, its chart, its table, its notes."""
    return alone(report)


def bind(dossier: Dossier) -> bytes:
    """The whole document, in the current language: the same bytes for the same dossier."""
    return document(dossier)
