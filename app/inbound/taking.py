"""Clicks of another shortener as scans of the codes that have its links now."""

from collections.abc import Callable, Iterable
from hashlib import sha256
from typing import NamedTuple

from app.errors import Problem
from app.i18n import _
from app.inbound.links import Click
from app.model import Brand, Scan, Visit
from app.store import takeover
from app.store.catalog import Catalog
from app.store.journal import ScanRow, scan_row

RULE = "import"


class Agent(NamedTuple):
    """What a user agent says: platform, in-app browser, and `preview`, `bot` or empty."""

    platform: str
    in_app: str
    program: str


class Taken(NamedTuple):
    """How many clicks are new, how many were known, and a problem for each that was refused."""

    new: int
    known: int
    problems: tuple[Problem, ...]


def take(
    catalog: Catalog,
    brand: Brand,
    source: str,
    rows: Iterable[Click],
    read_agent: Callable[[str], Agent],
) -> Taken:
    """Take over the clicks of links that are codes by now. User agents are read and not kept."""
    codes = {code.spec.alias: code.id for code in catalog.codes(brand.slug) if code.spec.alias}
    problems: list[Problem] = []
    scans: list[ScanRow] = []
    for click in rows:
        code = codes.get(click.alias)
        if code is None:
            what = _("“{alias}” is the address of no code: import the links first.")
            problems.append(Problem("unknown-link", click.where, what.format(alias=click.alias)))
            continue
        scans += [_scan(brand.slug, code, click, read_agent)] * click.clicks
    new = takeover.take(catalog.db, catalog.path.parent, brand.slug, source, scans)
    return Taken(new, len(scans) - new, tuple(problems))


def _scan(brand: str, code: int, click: Click, read_agent: Callable[[str], Agent]) -> ScanRow:
    agent = read_agent(click.agent) if click.agent else Agent("other", "", "")
    class_ = "bot" if click.bot else agent.program or "human"
    visit = Visit(
        at=click.at,
        brand=brand,
        code=code,
        serial=None,
        class_=class_,
        platform=agent.platform,
        in_app=agent.in_app,
        language="",
        country=click.country,
        visitor=_visitor(code, click),
    )
    return scan_row(Scan(visit, "", RULE, "imported", ""))


def _visitor(code: int, click: Click) -> int:
    """Clicks of one day that look the same are one visitor: a lower bound, as everywhere."""
    day = click.at // 86_400_000
    seen = f"{day}|{code}|{click.agent}|{click.country}"
    return int.from_bytes(sha256(seen.encode()).digest()[:8], "big") >> 1
