"""Campaigns: the list, and one with its designs, its placements on a map, and its files."""

from datetime import UTC, date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from flask import render_template, request

from app import reports
from app.i18n import _
from app.model import Campaign, Code, Plan
from app.store import places
from app.store.listed import looks
from app.store.places import Stand
from app.web import context
from app.web.campaigns import job, release
from app.web.console import found, gate, map

PAGE, MOST_DOTS = 100, 3000
"""Placements that the page of a campaign lists at once, and that its map shows."""


class Design(NamedTuple):
    """Codes of a campaign that look the same: same medium, same code key, many places."""

    medium: str
    key: str
    kind: str
    sample: Code
    places: int


class Line(NamedTuple):
    """A placement with its codes, and how often they were scanned."""

    stand: Stand
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
    plans = found.heads()
    counted = scans(brand, "campaign")
    shelf = [(plan, state(plan.campaign, today()), designs(plan)) for plan in plans]
    return render_template("console/campaigns.html", shelf=shelf, scans=counted)


@gate.page("/<brand>/c/<campaign>", "see")
def campaign(brand: str, campaign: str) -> Any:
    """One campaign."""
    plan, place, db = found.head(campaign), found.space(campaign), context.catalog().db
    counted = scans(brand, "placement", campaign=(campaign,))
    q, after = request.args.get("q", "")[:100], request.args.get("after", "0")
    position = int(after) if after.isdecimal() and len(after) < 19 else 0
    lines = [
        Line(one, counted.get(one.placement.key, 0))
        for one in places.stands(db, brand, campaign, q.split()[:8], position, PAGE + 1)
    ]
    digest = release.digest(place)
    return render_template(
        "console/campaign.html",
        plan=plan,
        state=state(plan.campaign, today()),
        designs=designs(plan),
        lines=lines[:PAGE],
        onward=lines[PAGE - 1].stand.position if len(lines) > PAGE else 0,
        further=position > 0,
        q=q,
        total=places.total(db, brand, campaign),
        counted=sum(counted.values()),
        dots=map.dots(
            (one, counted.get(one.key, 0)) for one in places.mapped(db, brand, campaign, MOST_DOTS)
        ),
        job=job.read(place),
        made=len(release.files(place)),
        stale=release.stale(place),
        verdict=gate.records().verdict(brand, campaign, digest) if digest else None,
        has_proof=(place.made / "proof.pdf").is_file(),
        change=gate.records().waiting(brand, campaign),
    )
