"""Campaigns: the list, and one with its designs, its placements on a map, and its files."""

from datetime import UTC, date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from flask import render_template

from app import reports
from app.i18n import _
from app.model import Campaign, Code, Placement, Plan
from app.store.listed import looks
from app.web import context
from app.web.campaigns import job, release
from app.web.console import found, gate, map, names

MOST_LINES = 250
"""Placements that the page of a campaign lists; the codes page has the others."""


class Design(NamedTuple):
    """Codes of a campaign that look the same: same medium, same code key, many places."""

    medium: str
    key: str
    kind: str
    sample: Code
    places: int


class Line(NamedTuple):
    """A placement with its codes and how often they were scanned."""

    placement: Placement
    codes: list[Code]
    scans: int


class State(NamedTuple):
    """Where a campaign stands in time: a word and the colour of its tag."""

    label: str
    tone: str


def today() -> date:
    """The local day of the brand of the page."""
    moment = datetime.fromtimestamp(context.now() / 1000, UTC)
    return moment.astimezone(ZoneInfo(gate.brand().timezone)).date()


def state(campaign: Campaign, day: date) -> State:
    """Planned, in market or over."""
    if day < campaign.starts:
        return State(_("planned"), "warn")
    return State(_("over"), "") if day > campaign.ends else State(_("in market"), "good")


def designs(plan: Plan) -> list[Design]:
    """One entry for each look, in the order of the campaign file."""
    found = looks(context.catalog().db, plan.brand.slug, plan.campaign.slug)
    return [
        Design(one.medium, one.sample.spec.key, one.sample.spec.kind, one.sample, one.many)
        for one in found
    ]


def scans(brand: str, dimension: str, **filters: tuple[str, ...]) -> dict[str, int]:
    """Human scans by a dimension."""
    query = reports.Query(brand, by=(dimension,), filters=filters, measures=("scans",))
    rows = reports.run(query, context.config()).rows
    return {str(row[dimension]): row["scans"] or 0 for row in rows}


@gate.page("/<brand>/campaigns", "see")
def campaigns(brand: str) -> Any:
    """Every campaign with its first picture."""
    plans = found.plans()
    counted = scans(brand, "campaign")
    shelf = [(plan, state(plan.campaign, today()), designs(plan)) for plan in plans]
    return render_template("console/campaigns.html", shelf=shelf, scans=counted)


@gate.page("/<brand>/c/<campaign>", "see")
def campaign(brand: str, campaign: str) -> Any:
    """One campaign."""
    plan, codes, place = found.plan(campaign), found.codes(campaign), found.space(campaign)
    counted = scans(brand, "placement", campaign=(campaign,))
    standing: dict[str, list[Code]] = {}
    for code in codes:
        standing.setdefault(code.placement, []).append(code)
    lines = [
        Line(placement, standing.get(placement.key, []), counted.get(placement.key, 0))
        for placement in plan.placements
    ]
    digest = release.digest(place)
    return render_template(
        "console/campaign.html",
        plan=plan,
        state=state(plan.campaign, today()),
        designs=designs(plan),
        lines=lines,
        most=MOST_LINES,
        dots=map.dots((line.placement, line.scans) for line in lines),
        job=job.read(place),
        made=len(release.files(place)),
        stale=release.stale(place),
        verdict=gate.records().verdict(brand, campaign, digest) if digest else None,
        has_proof=(place.made / "proof.pdf").is_file(),
        change=gate.records().waiting(brand, campaign),
        printed=sum(placement.quantity for placement in plan.placements),
        cost=names.costs(plan.placements),
    )
