"""Overview: what happens now, how the last month went, and what waits for somebody."""

from dataclasses import replace
from datetime import timedelta
from typing import Any, NamedTuple

from flask import redirect, render_template, url_for

from app import reports
from app.i18n import _
from app.model import Plan
from app.store import alarms
from app.web import context
from app.web.campaigns import job, release
from app.web.console import campaigns, found, gate, live, report

DAYS = 30
FIGURES = ("scans", "visitors", "conversions", "value")


class Task(NamedTuple):
    """Something that waits for a person."""

    text: str
    url: str


@gate.page("/<brand>/", "see")
def front(brand: str) -> Any:
    """The address somebody types: the overview is behind it."""
    return redirect(url_for("console.overview", brand=brand))


@gate.page("/<brand>/overview", "see")
def overview(brand: str) -> Any:
    """The first page of a brand."""
    data, owner, day = context.config().data, gate.brand(), campaigns.today()
    start = day - timedelta(days=DAYS - 1)
    query = reports.Query(brand, by=("day",), start=start, end=day)
    month = reports.run(query, context.config())
    before = reports.run(
        replace(query, start=start - timedelta(days=DAYS), end=start - timedelta(days=1)),
        context.config(),
    )
    seen = live.latest(data, owner)
    return render_template(
        "console/overview.html",
        seen=seen,
        today=live.today(context.config(), owner, context.now()),
        month=month,
        before=before.totals,
        chart=report.drawn(month, "scans") if month.rows else None,
        shelf=[
            (plan, campaigns.state(plan.campaign, day))
            for plan in found.heads()
            if plan.campaign.ends >= day
        ],
        scans=campaigns.scans(brand, "campaign"),
        tasks=[*_alarms(brand), *(task for plan in found.heads() for task in _tasks(brand, plan))],
        days=DAYS,
        figures=FIGURES,
    )


def _alarms(brand: str) -> list[Task]:
    count = alarms.count(context.catalog().db, brand)
    text = _("{count} alarms to look at") if count > 1 else _("An alarm to look at")
    return [Task(text.format(count=count), url_for("console.alarms", brand=brand))] * bool(count)


def _tasks(brand: str, plan: Plan) -> list[Task]:
    slug, name = plan.campaign.slug, plan.campaign.name
    url = url_for("console.campaign", brand=brand, campaign=slug)
    place = found.space(slug)
    tasks = []
    digest = release.digest(place)
    if digest and gate.records().verdict(brand, slug, digest) is None:
        tasks.append(Task(_("{name}: the files wait for approval").format(name=name), url))
    if job.read(place).state == "failed":
        tasks.append(Task(_("{name}: the files could not be made").format(name=name), url))
    if gate.records().waiting(brand, slug):
        text = _("{name}: a change waits for a second person").format(name=name)
        tasks.append(Task(text, url_for("console.review_change", brand=brand, campaign=slug)))
    return tasks
