"""A stored code as it would be printed: the picture first, without making the files."""

from dataclasses import replace
from pathlib import Path
from threading import Lock

from app import jobs
from app.errors import Missing
from app.jobs import Job
from app.model import Code, Plan
from app.printing.formats import FORMATS

DRAWING = Lock()
"""Held while something is drawn: fontTools reads its tables lazily, which threads may not share."""


def job(plan: Plan, code: Code, folder: Path) -> Job:
    """What the code prints. `folder` is where the campaign's files stand, if it has some here.

    Raises Missing where the code's placement is gone.
    """
    if code.placement not in {placement.key for placement in plan.placements}:
        raise Missing(f"the placement {code.placement} is gone")
    brand = plan.brand
    if brand.logo and not (folder / brand.logo).is_file():
        brand = replace(brand, logo=None)
    # A profile is for the printer: on a screen it changes nothing.
    plan = replace(plan, brand=replace(brand, profile=None))
    return next(jobs.jobs(plan, [code], folder, folder))


def svg(printed: Job) -> bytes:
    """The printable to look at closely. Raises Refused where it is too dense."""
    with DRAWING:
        return FORMATS["svg"](jobs.draw(printed), dpi=printed.medium.dpi)


def thumb(printed: Job, width: int) -> bytes:
    """A PNG about `width` px wide, for a screen."""
    dpi = max(10, round(width * 25.4 / printed.medium.trim[0]))
    with DRAWING:
        return FORMATS["png"](jobs.draw(printed), dpi=dpi)
