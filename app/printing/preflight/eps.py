"""EPS files, through Ghostscript where it is installed."""

import resource
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from app.i18n import _
from app.printing.preflight.page import Page, refused

_SECONDS = 30
_MOST_BYTES = 64 << 20


def read_eps(data: bytes, name: str) -> Sequence[Page]:
    """An EPS file as one page, by way of PDF with its inks kept.

    Raises Refused where Ghostscript is not installed or gives up. PostScript is a program: it runs
    with -dSAFER, with limits of time, memory and output.
    """
    from app.printing.preflight.pdf import read_pdf

    program = shutil.which("gs")
    if not program:
        raise refused(
            name,
            "no-ghostscript",
            _("EPS is read through Ghostscript, which is not installed here."),
            _("Install Ghostscript (`gs`), or give the PDF."),
        )
    with tempfile.TemporaryDirectory(prefix="relais-") as folder:
        made = Path(folder, "page.pdf")
        command = [
            *(program, "-q", "-dSAFER", "-dBATCH", "-dNOPAUSE", "-K400000", "-dEPSCrop"),
            *("-sDEVICE=pdfwrite", "-dAutoRotatePages=/None", "-dCompatibilityLevel=1.7"),
            "-sColorConversionStrategy=LeaveColorUnchanged",
            *("-dEmbedAllFonts=true", f"-sOutputFile={made}", "-"),
        ]
        if not _run(command, data) or not made.exists():
            raise refused(name, "broken-file", _("Ghostscript cannot read the EPS."))
        pages = read_pdf(made.read_bytes(), name)
    if len(pages) > 1:
        raise refused(name, "too-many-pages", _("an EPS has one page; this has more."))
    # The boxes are Ghostscript's, not the file's.
    facts = tuple(fact for fact in pages[0].facts if fact.rule != "boxes")
    return [Page(1, pages[0].size, pages[0].canvas, facts=facts, plates=pages[0].plates)]


def _run(command: list[str], data: bytes) -> bool:
    """Run Ghostscript on `data`; False where it fails or takes too long."""
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        if hasattr(resource, "prlimit"):
            resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (_MOST_BYTES, _MOST_BYTES))
        try:
            process.communicate(data, timeout=_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            return False
        return process.returncode == 0
