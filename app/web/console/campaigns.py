"""Campaigns: the list, and one with its designs, its placements on a map, and its files."""

from datetime import UTC, date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from flask import render_template

from app import reports
from app.i18n import _
from app.model import Campaign, Code, Placement, Plan
from app.web import context
from app.web.campaigns import job, release
from app.web.console import found, gate, map, names


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


def designs(plan: Plan, codes: list[Code]) -> list[Design]:
    """One entry for each look, in the order of the campaign file."""
    media = {placement.key: placement.medium for placement in plan.placements}
    groups: dict[tuple[str, str, str], list[Code]] = {}
    place = {key: number for number, key in enumerate(media)}
    known = [code for code in codes if code.placement in media]
    for code in sorted(known, key=lambda code: place[code.placement]):
        look = (media[code.placement], code.spec.key, code.spec.kind)
        groups.setdefault(look, []).append(code)
    return [Design(*look, same[0], len(same)) for look, same in groups.items()]


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
    shelf = [
        (plan, state(plan.campaign, today()), designs(plan, found.codes(plan.campaign.slug)))
        for plan in plans
    ]
    return render_template("console/campaigns.html", shelf=shelf, scans=counted)


@gate.page("/<brand>/c/<campaign>", "see")
def campaign(brand: str, campaign: str) -> Any:
    """One campaign."""
    plan, codes, place = found.plan(campaign), found.codes(campaign), found.space(campaign)
    counted = scans(brand, "placement", campaign=(campaign,))
    lines = [
        Line(
            placement,
            [code for code in codes if code.placement == placement.key],
            counted.get(placement.key, 0),
        )
        for placement in plan.placements
    ]
    digest = release.digest(place)
    return render_template(
        "console/campaign.html",
        plan=plan,
        state=state(plan.campaign, today()),
        designs=designs(plan, codes),
        lines=lines,
        dots=map.dots((line.placement, line.scans) for line in lines),
        job=job.read(place),
        made=len(release.files(place)),
        verdict=gate.records().verdict(brand, campaign, digest) if digest else None,
        has_proof=(place.made / "proof.pdf").is_file(),
        change=gate.records().waiting(brand, campaign),
        printed=sum(placement.quantity for placement in plan.placements),
        cost=names.costs(plan.placements),
    )
