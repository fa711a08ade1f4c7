"""Links of another shortener as codes: their addresses go on working when the domain moves here.

Each link becomes a placement of its own with one typed code, a route and a contact point, in a
campaign named after the shortener. Adopting again changes nothing; another file adds to it.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import NamedTuple

from app.campaign.aliases import LONGEST, RESERVED, SHORTEST
from app.channels import checks
from app.errors import Problem
from app.i18n import _
from app.inbound.links import Link
from app.issue import issue
from app.model import Brand, Campaign, CodeSpec, ContactPoint, Placement, Plan, Route, Rule
from app.signing import Ring
from app.store.base import Changes
from app.store.catalog import Catalog

MEDIUM = "screen"
_ALIAS = re.compile(rf"[a-z0-9-]{{{SHORTEST},{LONGEST}}}")
_ENDS = date(2099, 12, 31)  # a link has no end


class Adopted(NamedTuple):
    """What became of the links: the codes' changes, and a problem for each that was refused."""

    changes: Changes
    problems: tuple[Problem, ...]


def adopt(
    catalog: Catalog, ring: Ring, brand: Brand, source: str, rows: Sequence[Link], now: int
) -> Adopted:
    """Make codes of links; `source` names the shortener, and `now` in ms dates links without date.

    Refused are links whose path cannot be an address here, or leads elsewhere already.
    """
    before = next(
        (plan for plan in catalog.plans(brand.slug) if plan.campaign.slug == source), None
    )
    problems: list[Problem] = []
    good = list(_fit(catalog, brand.slug, source, rows, problems))
    plan = _plan(brand, source, good, before, now)
    wanted = {link.alias for link in good}
    fresh = replace(plan, placements=tuple(one for one in plan.placements if one.key in wanted))
    return Adopted(catalog.save(plan, issue(fresh, catalog, ring)), tuple(problems))


def _fit(
    catalog: Catalog, brand: str, source: str, rows: Iterable[Link], problems: list[Problem]
) -> Iterable[Link]:
    taken = {code.spec.alias: code.campaign for code in catalog.codes(brand) if code.spec.alias}
    seen: dict[str, str] = {}
    for link in rows:
        what = ""
        if not _ALIAS.fullmatch(link.alias) or link.alias in RESERVED:
            what = _("“{alias}” cannot be an address here: 3 to 15 of a-z, 0-9 and -.")
        elif taken.get(link.alias, source) != source:
            what = _("“{alias}” is an address of another campaign.")
        elif seen.get(link.alias, link.url) != link.url:
            what = _("“{alias}” leads to another page in an earlier row; capitals do not count.")
        else:
            try:
                checks.url(link.url)
            except ValueError:
                what = _("“{alias}” leads to an address without https.")
        if what:
            problems.append(Problem("bad-link", link.where, what.format(alias=link.alias)))
        elif link.alias not in seen:
            seen[link.alias] = link.url
            yield link


def _plan(brand: Brand, source: str, rows: Sequence[Link], old: Plan | None, now: int) -> Plan:
    """The campaign of a shortener with these links, and those it had."""
    first = min((link.created or now for link in rows), default=now)
    starts = datetime.fromtimestamp(first / 1000, UTC).date()
    campaign = Campaign(
        brand=brand.slug,
        slug=source,
        name=source.capitalize(),
        starts=min(starts, old.campaign.starts) if old else starts,
        ends=_ENDS,
        phase="owned",
    )
    points = {link.alias: ContactPoint(link.alias, "web", {"url": link.url}) for link in rows}
    routes = {link.alias: Route(link.alias, (Rule("always", link.alias),)) for link in rows}
    kept = tuple(place for place in (old.placements if old else ()) if place.key not in points)
    return Plan(
        brand=brand,
        campaign=campaign,
        contact_points={**(old.contact_points if old else {}), **points},
        routes={**(old.routes if old else {}), **routes},
        placements=(*kept, *map(_placement, rows)),
    )


def _placement(link: Link) -> Placement:
    spec = CodeSpec(key="url", kind="url", route=link.alias, call_to_action={}, alias=link.alias)
    # Copies printed are not known: 0 keeps scans per thousand empty.
    return Placement(
        key=link.alias,
        medium=MEDIUM,
        place=(link.title or link.alias)[:120],
        quantity=0,
        codes=(spec,),
    )
