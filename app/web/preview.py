"""A stored code as it would be printed: the picture first, without making the files."""

from dataclasses import replace
from pathlib import Path

from app.errors import Missing
from app.jobs import Job, jobs
from app.model import Code, Plan


def job(plan: Plan, code: Code, folder: Path) -> Job:
    """What the code prints. `folder` is where the campaign's files stand; its logo may be there.

    Raises Missing where the code's placement is gone.
    """
    if code.placement not in {placement.key for placement in plan.placements}:
        raise Missing(f"the placement {code.placement} is gone")
    if plan.brand.logo and not (folder / plan.brand.logo).is_file():
        plan = replace(plan, brand=replace(plan.brand, logo=None))
    return next(jobs(plan, [code], folder, folder))


def draw(printed: Job, format: str) -> bytes:
    """The printable in one of FORMATS. Raises Refused where it is too dense, Missing for others."""
    from app.printing.compose import compose
    from app.printing.formats import FORMATS

    write = FORMATS.get(format)
    if write is None:
        raise Missing(f"there is no format {format}")
    return write(compose(printed.content, printed.medium), dpi=printed.medium.dpi)


def thumb(printed: Job, width: int) -> bytes:
    """A PNG about `width` px wide, for a screen."""
    from app.printing.compose import compose
    from app.printing.formats import FORMATS

    dpi = max(10, round(width * 25.4 / printed.medium.trim[0]))
    return FORMATS["png"](compose(printed.content, printed.medium), dpi=dpi)
