"""Tests and lift: which version brings more, and what print brought that nobody scanned."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from math import isinf
from typing import Any, NamedTuple

from flask import Response, abort, render_template, request
from markupsafe import Markup

from app import reports
from app.errors import Refused
from app.i18n import _
from app.model import Plan
from app.reports import lifted, lifts, shown, trials
from app.reports.goals import GOALS, SCANS
from app.reports.outputs import OUTPUTS
from app.reports.query import Query
from app.reports.versus import STATES, Result, Seen
from app.store import history, learned
from app.store.dimensions import DIMENSIONS
from app.web import context
from app.web.console import campaigns, found, gate, names
from app.web.console.differences import course, whisker
from app.web.console.learned import (
    Told,
    chance,
    of_test,
    planning,
    version,
    visible,
)
from app.web.console.lifting import of_lift, of_weeks

SECTIONS, FILES = ("tests", "lift"), ("csv", "xlsx", "json", "parquet")


class Line(NamedTuple):
    """A version as a row of its test: its name, counts, picture of its difference, verdict."""

    name: str
    seen: Seen
    rate: str
    picture: Markup
    told: Told
    chance: str


class Card(NamedTuple):
    """A test as the page shows it. `share` (0 to 1) is how far it is; None where it is done."""

    result: Result
    title: str
    goal: str
    lines: tuple[Line, ...]
    share: float | None
    planning: list[tuple[str, str]]
    visible: str


class Lifting(NamedTuple):
    """A print run as the page shows it: with and without, the weeks before, and a picture."""

    one: lifts.Lifted
    title: str
    day: date
    told: Told
    weeks: str
    wide: Markup
    narrow: Markup


@gate.page("/<brand>/learn", "see")
def learn(brand: str) -> Any:
    """The tests and the lift of a brand."""
    options = {name: request.args.get(name, "") for name in ("campaign", "goal", "of", "places")}
    problems: tuple[Any, ...] = ()
    try:
        cards, lifting = _read(brand, options)
    except Refused as refused:
        problems, options = refused.problems, dict.fromkeys(options, "")
        cards, lifting = _read(brand, options)
    with history.read(context.config().data) as reader:
        there = learned.kinds(reader, brand)
        outcomes = lifted.outcomes(reader, brand)
        by = lifted.chosen(reader, brand, options["places"])
    page = render_template(
        "console/learn.html",
        cards=cards,
        lifting=[one for one in lifting if one.one.span],
        early=[one for one in lifting if not one.one.span],
        options=options,
        problems=problems,
        campaigns=[plan.campaign for plan in found.plans()],
        goals=[(kind, shown.named("conversion", kind)) for kind in GOALS if kind in there],
        outcomes=[(name, lifted.told(name)) for name in outcomes],
        places=[(name, _(DIMENSIONS[name].label)) for name in lifted.known()],
        by=by,
        notes=lifted.notes(by),
        verdicts={state: _(text) for state, text in STATES.items()},
        outputs=FILES,
    )
    return page, 422 if problems else 200


@gate.page("/<brand>/learn/<section>.<format>", "see")
def learn_file(brand: str, section: str, format: str) -> Response:
    """The tests or the lift as a file."""
    if format not in FILES or section not in SECTIONS:
        abort(404)
    output = OUTPUTS[format]
    query, asked = _query(brand, request.args.get("campaign", "")), request.args
    if section == "tests":
        report = reports.versions(query, context.config(), _utc(), asked.get("goal", ""))
    else:
        places, outcome = asked.get("places", ""), asked.get("of", "")
        report = reports.lift(query, context.config(), campaigns.today(), places, outcome)
    written = output.write(report)
    data = written if isinstance(written, bytes) else written.encode()
    if format == "csv":
        data = b"\xef\xbb\xbf" + data  # by which Excel knows UTF-8
    answer = Response(data, content_type=output.media_type)
    name = f"{brand}-{section}-{_utc().isoformat()}{output.suffix}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _query(brand: str, campaign: str) -> Query:
    return Query(brand, filters={"campaign": (campaign,)} if campaign else {})


def _utc() -> date:
    return datetime.fromtimestamp(context.now() / 1000, UTC).date()


def _read(brand: str, options: Mapping[str, str]) -> tuple[list[Card], list[Lifting]]:
    query = _query(brand, options["campaign"])
    plans = {plan.campaign.slug: plan for plan in found.plans()}
    outcome = options["of"] or SCANS
    with history.read(context.config().data) as reader:
        by = lifted.chosen(reader, brand, options["places"])
        results = trials.results(reader, query, _utc(), options["goal"])
        lifted_ = lifts.read(reader, query, campaigns.today(), outcome, by)
        data = lifts.daily(reader, query, campaigns.today(), outcome, by)
    cards = [_card(one, plans.get(one.experiment.season.slug)) for one in results]
    pairs = zip(lifted_[::2], lifted_[1::2], strict=True)
    return cards, [_lifting(held, before, by, data, plans) for held, before in pairs]


def _card(result: Result, plan: Plan | None) -> Card:
    what = result.experiment.what
    titles = [version(seen, plan, what) for seen in result.seen]
    bounds = [
        abs(bound)
        for seen in result.seen
        if seen.versus
        for bound in (seen.versus.low, seen.versus.high)
        if bound is not None and not isinf(bound)
    ]
    most = max(bounds, default=0.0)
    lines = tuple(
        Line(
            title,
            seen,
            shown.rate(seen.rate) if seen.people else "–",
            whisker(seen.versus, most),
            of_test(result, seen, title, titles[0]),
            chance(result, seen, title),
        )
        for title, seen in zip(titles, result.seen, strict=True)
    )
    goal = shown.named("conversion", result.goal)
    return Card(
        result, trials.told(result.experiment), goal, lines, _share(result), planning(result),
        visible(result),
    )  # fmt: skip


def _share(result: Result) -> float | None:
    """How far the slowest running comparison is."""
    parts = [
        seen.versus.have / seen.versus.needed
        for seen in result.seen
        if seen.versus and seen.versus.state == "running" and seen.versus.needed
    ]
    return min(1.0, *parts) if parts and result.experiment.unit == "people" else None


def _lifting(
    held: lifts.Lifted,
    before: lifts.Lifted,
    by: str,
    data: lifts.Data,
    plans: Mapping[str, Plan],
) -> Lifting:
    run = held.run
    plan = plans.get(run.campaign)
    title = f"{names.medium(run.medium)} · {plan.campaign.name if plan else run.campaign}"
    pictures = [course(held, data, title, width) for width in (720, 340)]
    day = lifts.day_of(run.first)
    return Lifting(held, title, day, of_lift(held, by), of_weeks(before), *pictures)
