"""What each code of a plan prints: its address, its words, its number. One Job a code."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from app import signing
from app.channels import CHANNELS, call, numbers
from app.channels.base import Source
from app.i18n import language, speaking, translate
from app.model import Code, Placement, Plan
from app.printing.artwork import Artwork
from app.printing.compose import compose
from app.printing.content import Bars, Content, Phone
from app.printing.imposition import Calibration, write_sheets
from app.printing.labels import PAPERS, Sheet, imposed, sheet
from app.printing.media import Medium, medium
from app.printing.style import Style

# What is printed where a code says nothing, by its kind.
CALLS = {
    "qr": "Scan me",
    "messenger": "Message us",
    "call": "Call us",
    "url": "Find us online",
    "nfc": "Hold your phone here",
}


BARS = (("ean", "ean-13"), ("code128", "code-128"))
_LOOK = frozenset(field.name for field in fields(Style))


@dataclass(frozen=True, slots=True)
class Run:
    """The sheets of a placement: a label sheet of `sheet`, or as many as the paper `impose` holds.

    `copies` is how many are wanted in all; the file holds one sheet, to be printed as often as it
    takes.
    """

    sheet: str
    impose: str
    calibration: Calibration
    copies: int


@dataclass(frozen=True, slots=True)
class Job:
    """One code to print into `folder`: all that a worker process needs, nothing of the database.

    `language` is that of messages, not of the printable.
    """

    code: Code
    url: str
    medium: Medium
    content: Content
    style: Style
    profile: bytes | None
    folder: Path
    language: str
    run: Run | None = None

    @property
    def name(self) -> str:
        """The name of its files, without an ending."""
        return f"{self.code.placement}-{self.code.spec.key}"


def jobs(plan: Plan, codes: Sequence[Code], source: Path, folder: Path) -> Iterator[Job]:
    """A job for each code; the plan's logo and profile stand in the folder `source`."""
    logo = (source / plan.brand.logo).read_bytes() if plan.brand.logo else None
    profile = (source / plan.brand.profile).read_bytes() if plan.brand.profile else None
    placements = {placement.key: placement for placement in plan.placements}
    for code in codes:
        placement = placements[code.placement]
        content = replace(_content(plan, placement, code), logo=logo)
        kind = medium(placement.medium)
        look = {key: value for key, value in code.spec.style.items() if key in _LOOK}
        style = Style(**{**plan.brand.style, **look})
        run = _run(code.spec.style, placement.quantity)
        yield Job(code, address(plan, code), kind, content, style, profile, folder, language(), run)


def draw(job: Job) -> Artwork:
    """The artwork of a job. Raises Refused."""
    return compose(job.content, job.medium, style=job.style, profile=job.profile)


def sheets_of(job: Job, run: Run, file: bytes) -> tuple[bytes, Sheet, int]:
    """The press file of a job on its sheet, that sheet, and how often it stands there.

    Raises Refused.
    """
    if run.sheet:
        on = sheet(run.sheet)
        count = min(run.copies, len(on.places))
    else:
        trim = (job.medium.trim[0] * job.medium.scale, job.medium.trim[1] * job.medium.scale)
        on = imposed(trim, paper=PAPERS[run.impose], bleed=job.medium.bleed * job.medium.scale)
        count = len(on.places)
    data = write_sheets(
        [file] * count,
        on,
        calibration=run.calibration,
        title=f"{job.name} · {on.name}",
        language=job.content.language,
        profile=job.profile,
    )
    return data, on, count


def _run(style: Mapping[str, Any], copies: int) -> Run | None:
    if "sheet" not in style and "impose" not in style:
        return None
    x, y = style.get("shift", (0.0, 0.0))
    across, down = style.get("stretch", (1.0, 1.0))
    calibration = Calibration(x, y, across, down)
    return Run(style.get("sheet", ""), style.get("impose", ""), calibration, copies)


def address(plan: Plan, code: Code) -> str:
    """What the code holds: the signed address, or for a typed one its alias."""
    if code.spec.alias:
        return f"https://{plan.brand.host}/{code.spec.alias}"
    return signing.address(plan.brand.host, code.token, byte_mode=plan.brand.byte_mode)


def _content(plan: Plan, placement: Placement, code: Code) -> Content:
    spec = code.spec
    spoken = placement.language or plan.brand.languages[0]
    url = address(plan, code)
    host, _slash, tail = url.removeprefix("https://").partition("/")
    return Content(
        kind=spec.kind,
        address="" if spec.kind == "url" else url,
        shown=f"{host.lower()}/{tail}",
        reference=code.reference,
        call_to_action=spec.call_to_action.get(spoken) or translate(CALLS[spec.kind], spoken),
        language=spoken,
        brand=plan.brand.name,
        colour=plan.brand.colour,
        place=placement.place,
        phone=_phone(plan, placement, code, spoken) if spec.kind == "call" else None,
        byte_mode=plan.brand.byte_mode,
        bars=next((Bars(kind, spec.style[key]) for key, kind in BARS if key in spec.style), None),
    )


def _phone(plan: Plan, placement: Placement, code: Code, spoken: str) -> Phone | None:
    """The number printed beside a call code: that of the route's first contact point to call."""
    rules = plan.routes[code.spec.route].rules
    points = (plan.contact_points[rule.to] for rule in rules if rule.to in plan.contact_points)
    point = next((point for point in points if point.channel == CHANNELS["call"].name), None)
    if point is None:
        return None
    source = Source(code.token, code.reference, code.campaign, placement.medium, placement.key)
    with speaking(spoken):
        dialled = call.dialled(point.options, source)
        number = numbers.describe(dialled, price=point.options.get("price", ""))
    return Phone(number.shown, number.mark, number.tariff)
