"""The numbers of the brand: which placement prints which, which are free, which still rest."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from flask import abort, redirect, render_template, request, url_for

from app.channels import call, numbers
from app.errors import Problem, Refused
from app.i18n import _
from app.model import ContactPoint, Plan
from app.store import pooled
from app.web import context
from app.web.campaigns import draft
from app.web.console import editor, found, gate

_MOST = 500  # numbers added at once


class Use(NamedTuple):
    """Where a number is printed: `key` is a placement or a medium of the campaign."""

    plan: Plan
    point: ContactPoint
    key: str
    place: str


class Line(NamedTuple):
    """A number as the page shows it. `rests` is until when; None: it does not."""

    number: numbers.Number
    note: str
    use: Use | None
    rests: datetime | None
    calls: int
    pooled: bool

    @property
    def free(self) -> bool:
        """Whether it may be printed somewhere."""
        return self.pooled and self.use is None and self.rests is None


@gate.page("/<brand>/numbers", "see", "GET", "POST")
def numbers_page(brand: str) -> Any:
    """The list and its forms; what was refused comes back with everything that is wrong."""
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        if not gate.allowed("edit"):
            abort(403)
        try:
            _DEEDS.get(request.form.get("do", ""), _nothing)(brand)
            return redirect(url_for("console.numbers_page", brand=brand), 303)
        except Refused as refused:
            problems = refused.problems
    lines = _lines(brand)
    page = render_template(
        "console/numbers.html",
        lines=lines,
        free=[line for line in lines if line.free],
        targets=_targets(),
        problems=problems,
        typed=request.form.get("numbers", "") if problems else "",
    )
    return page, 422 if problems else 200


def _lines(brand: str) -> list[Line]:
    db, now = context.catalog().db, context.now()
    uses, calls = _uses(), pooled.calls(db, brand, now)
    pool = {one.number: one for one in pooled.numbers(db, brand)}
    made = []
    for dial in [*pool, *(dial for dial in uses if dial not in pool)]:
        one = pool.get(dial)
        end = one.freed + pooled.REST if one and one.freed else 0
        use = uses.get(dial)
        rests = datetime.fromtimestamp(end / 1000, UTC) if end > now and use is None else None
        note = one.note if one else ""
        shown = numbers.describe(dial)
        made.append(Line(shown, note, use, rests, calls.get(dial, 0), one is not None))
    return sorted(made, key=lambda line: (line.use is None, line.number.dial))


def _uses() -> dict[str, Use]:
    """Every number that a campaign prints; the newest campaign that does so has it."""
    uses: dict[str, Use] = {}
    for plan in found.plans():  # newest first
        places = {one.key: one.place for one in plan.placements}
        for point in _calls(plan):
            for dial, key in call.tracked(point.options).items():
                uses.setdefault(dial, Use(plan, point, key, places.get(key, "")))
    return uses


def _calls(plan: Plan) -> list[ContactPoint]:
    return [one for one in plan.contact_points.values() if one.channel == call.CHANNEL.name]


def _targets() -> list[tuple[str, str, Plan, ContactPoint]]:
    """Contact points that a number may be given to: value of the form, its campaign and itself."""
    return [
        (f"{plan.campaign.slug}/{point.key}", f"{plan.campaign.name} · {point.key}", plan, point)
        for plan in found.plans()
        for point in _calls(plan)
    ]


def _add(brand: str) -> None:
    texts = [line.strip() for line in request.form.get("numbers", "").splitlines()]
    texts = [text for text in texts if text]
    problems, good = [], []
    for place, text in enumerate(texts[:_MOST], 1):
        try:
            good.append(numbers.check(text))
        except ValueError as error:
            where = _("line {number}").format(number=place)
            what = _("is no number in use: {text}").format(text=text[:40])
            problems.append(
                Problem("bad-number", where, what, _("Give {right}.").format(right=error))
            )
    if len(texts) > _MOST or not texts:
        what = _("holds {count} numbers.").format(count=len(texts))
        instead = _("Give 1 to {most}.").format(most=_MOST)
        problems.append(Problem("bad-count", _("the list"), what, instead))
    if problems:
        raise Refused(problems)
    new = pooled.add(context.catalog().db, brand, good, request.form.get("note", "")[:80].strip())
    gate.note("numbers", _("{count} added").format(count=new))


def _assign(brand: str) -> None:
    """Give one number to a placement or medium, or one to each placement that has none."""
    target = request.form.get("target", "")
    plan, point = next(
        ((plan, one) for value, _n, plan, one in _targets() if value == target), (None, None)
    )
    if plan is None or point is None:
        abort(400)
    own: Mapping[str, str] = point.options.get("numbers", {})
    free = [line.number.dial for line in _lines(brand) if line.free]
    if request.form.get("each"):
        keys = [one.key for one in plan.placements if one.key not in own]
        given = dict(zip(keys, _enough(free, keys), strict=False))
    else:
        key, dial = request.form.get("key", "").strip(), request.form.get("number", "")
        given = {key: dial}
        _check(plan, own, key, dial, free)
    _save(plan, point, {**own, **given}, _("numbers of {point}").format(point=point.key))


def _enough(free: Sequence[str], keys: Sequence[str]) -> Sequence[str]:
    if len(free) >= len(keys) > 0:
        return free
    what = _("{wanted} placements have no number, and {free} numbers are free.").format(
        wanted=len(keys), free=len(free)
    )
    raise Refused(
        [Problem("too-few", _("the pool"), what, _("Add numbers first.") if keys else "")]
    )


def _check(plan: Plan, own: Mapping[str, str], key: str, dial: str, free: Sequence[str]) -> None:
    problems = []
    known = {one.key for one in plan.placements} | {one.medium for one in plan.placements}
    if key not in known:
        instead = _("Give the key of one, as the campaign has it.")
        what = _("is neither a placement nor a medium of the campaign.")
        problems.append(Problem("unknown-placement", key or _("the placement"), what, instead))
    elif key in own:
        problems.append(Problem("taken", key, _("has a number already."), _("Give it back first.")))
    if dial not in free:
        problems.append(Problem("not-free", dial or _("the number"), _("is not free."), ""))
    if problems:
        raise Refused(problems)


def _release(brand: str) -> None:
    """Give a number back: its placement dials the common one from now on."""
    dial = request.form.get("number", "")
    use = _uses().get(dial) or abort(400)
    left = {key: one for key, one in use.point.options["numbers"].items() if one != dial}
    _save(use.plan, use.point, left, _("numbers of {point}").format(point=use.point.key))
    if dial not in _uses():  # unless the change waits for a second person
        pooled.free(context.catalog().db, brand, dial, context.now())


def _remove(brand: str) -> None:
    dial = request.form.get("number", "")
    if dial in _uses():
        what, instead = _("is printed somewhere."), _("Give it back first.")
        raise Refused([Problem("in-use", dial, what, instead)])
    pooled.remove(context.catalog().db, brand, dial)
    gate.note("numbers", _("{number} removed").format(number=dial))


def _nothing(_brand: str) -> None:
    abort(400)


_DEEDS = {"add": _add, "assign": _assign, "release": _release, "remove": _remove}


def _save(plan: Plan, point: ContactPoint, own: Mapping[str, str], what: str) -> None:
    table = draft.point(point)
    table["numbers"] = dict(own)
    if not own:
        del table["numbers"]
    campaign = plan.campaign.slug
    text = editor.changed(campaign, "contact_points", point.key, value=table)
    editor.submit(campaign, text, {}, what)
