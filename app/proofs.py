"""The proof of a plan ("bon à tirer"): an entry for each press file that a person signs."""

import hashlib
from collections.abc import Iterator, Sequence

from app.jobs import Job, draw
from app.model import Plan
from app.printing.manifest import Row
from app.printing.preflight import worst
from app.printing.proof import ProofEntry, proof

PRESS = "pdf"  # the format that goes to the printer, so the one that is signed


def proof_of(plan: Plan, printed: Sequence[Job], rows: Sequence[Row]) -> bytes:
    """The proof as a PDF, in the brand's first language; its version follows from the files."""
    files = "".join(row.sha256 for row in rows)
    return proof(
        list(_entries(plan, printed, rows)),
        brand=plan.brand.name,
        campaign=plan.campaign.name,
        version=hashlib.sha256(files.encode()).hexdigest()[:8],
        language=plan.brand.languages[0],
    )


def _entries(plan: Plan, printed: Sequence[Job], rows: Sequence[Row]) -> Iterator[ProofEntry]:
    quantities = {placement.key: placement.quantity for placement in plan.placements}
    grades: dict[str, list[str]] = {}
    for row in rows:
        grades.setdefault(row.code, []).append(row.grade)
    press = {row.code: row for row in rows if row.format == PRESS}
    for job in printed:
        row = press[f"{job.code.id:010X}"]
        yield ProofEntry(
            artwork=draw(job),
            medium=job.medium.name.get(job.content.language, job.medium.key),
            place=job.content.place,
            address=job.content.shown,
            reference=job.content.reference,
            grade=worst(filter(None, grades[row.code])) if row.symbology else "",
            file=row.file,
            sha256=row.sha256,
            quantity=quantities[job.code.placement],
        )
