"""Paths under /c: the page of a contact point, its button, its file. None of them is a scan.

/c/POINT/TOKEN            the page, rendered by `web`; where consent is asked, that page comes first
/c/POINT/TOKEN/on         on to the contact point for who was asked
/c/POINT/TOKEN/go[/N]     records an action and leads on (`tel:`, an app link, the N-th shop …)
/c/POINT/TOKEN/near/A,B   the page for who let it know where they are, in degrees
/c/POINT/TOKEN/file       the file it hands over (a contact card, a date)
"""

import re
from typing import NamedTuple

from app.channels import CHANNELS, call, consent, directions
from app.channels.base import Device, Personal, Source
from app.channels.consent import Person
from app.decide import is_open
from app.model import Action, ContactPoint
from app.redirect import answer as answers
from app.redirect.alike import Seen
from app.redirect.answer import Answer
from app.redirect.link import onward, source, tap
from app.redirect.serve import Flow
from app.redirect.table import Spot
from app.redirect.visit import Request, is_prefetch

_PATH = re.compile(
    r"/c/([^/]{1,120})/([0-9A-Za-z]{16}|[0-9A-Za-z]{21})(?:-([a-z0-9]{1,8}))?"
    r"(/go|/file|/on|/near/(-?\d{1,2}(?:\.\d{1,2})?),(-?\d{1,3}(?:\.\d{1,2})?)|/go/(\d{1,4}))?"
)
_TARGET = re.compile(r"[a-z][a-z0-9+.-]*:[\x21-\x7e]+|/[\x21-\x7e]*")
_METHODS = (b"GET", b"HEAD")
Answered = tuple[Answer, Action | None]


class _Ask(NamedTuple):
    """One request for a contact point of a code."""

    flow: Flow
    request: Request
    spot: Spot
    point: ContactPoint
    seen: Seen
    visitor: int
    given: Source
    person: Person | None

    @property
    def device(self) -> Device:
        agent = self.seen.agent
        return Device(agent.platform, agent.in_app, self.seen.reads)

    def action(self, kind: str, visitor: int) -> Action | None:
        """What the person did; nothing for programs and for who only looks ahead."""
        if self.request.method != b"GET" or self.seen.agent.program:
            return None
        spot = self.spot
        return Action(self.flow.now(), spot.brand.slug, spot.id, visitor, kind, self.point.key)


def answer(flow: Flow, request: Request) -> Answered | None:
    """The answer and what must be on disk before it; None for other paths."""
    match = _PATH.fullmatch(request.path.decode("utf-8", "replace"))
    if match is None:
        return None
    if request.method not in _METHODS:
        return answers.NOT_ALLOWED, None
    key, token, variant, way, latitude, longitude, shop = match.groups()
    found = flow.finder.find(request.headers.get(b"host", b""), f"/{token}".encode())
    spot = found.spot
    point = spot.plan.contact_points.get(key) if spot is not None else None
    if spot is None or point is None or point.channel not in CHANNELS:
        return flow.pages.bad_token(found.brand), None
    seen, visitor = flow.look(request, spot.brand)
    person = consent.person(request.headers, flow.now())
    given = source(spot, variant or "")._replace(person=person.id if person else "")
    ask = _Ask(flow, request, spot, point, seen, visitor, given, person)
    if way == "/file":
        return _file(ask), None
    if way and is_prefetch(request.headers):
        return answers.PREFETCH, None
    if latitude:
        return _page(ask, near=(float(latitude), float(longitude))), None
    if way and way.startswith("/go"):
        return _go(ask, shop)
    return _arrive(ask, asked=way == "/on")


def _arrive(ask: _Ask, *, asked: bool) -> Answered:
    """The page of a contact point or, where it needs none of ours, what it leads to."""
    wants = bool(ask.point.options.get("consent"))
    if not wants and not asked:
        return _page(ask), None
    if not (asked or ask.person or consent.refuses(ask.request.headers)):
        page = ask.flow.pages.consent(ask.spot.plan, ask.point, ask.seen.reads)
        return _filled(page, ask.given), None
    met = ask.action("consent", ask.person.number) if ask.person else None
    target = _leads(ask)
    return (answers.redirect(target) if target else _page(ask)), met


def _leads(ask: _Ask) -> str:
    """Where a contact point leads past its own page; empty: it has one to be seen first."""
    target = onward(ask.device, ask.point, ask.given)
    here = f"/c/{ask.point.key}/{ask.given.token}"
    if target == here:
        return ""
    other = ask.spot.plan.contact_points.get(str(ask.point.options.get("closed", "")))
    known = other is not None and other.channel in CHANNELS
    if other and known and not is_open(ask.point, ask.flow.facts(ask.spot, ask.seen)):
        target = onward(ask.device, other, ask.given)
    return _safe(target, ask.spot)


def _go(ask: _Ask, shop: str | None) -> Answered:
    """The button: the action is recorded, and the person led on."""
    given = ask.given
    if shop is not None and ask.point.channel == directions.CHANNEL.name:
        given = given._replace(position=directions.place(ask.point.options, int(shop)))
    headers = {"location": _safe(tap(ask.device, ask.point, given), ask.spot)}
    if ask.person:
        host = ask.request.headers.get(b"host", b"").decode("latin-1")
        headers["set-cookie"] = consent.remember_way(
            ask.person, ask.point.key, ask.flow.now(), secure=consent.secure(host)
        )
    kind = "call" if ask.point.channel == "call" else "chose"
    return Answer(302, headers), ask.action(kind, ask.visitor)


def _page(ask: _Ask, near: tuple[float, float] | None = None) -> Answer:
    flow, spot, point, seen = ask.flow, ask.spot, ask.point, ask.seen
    number = call.dialled(point.options, ask.given) if point.options.get("numbers") else ""
    lists_shops = point.channel == directions.CHANNEL.name
    near = (near or spot.position) if lists_shops else None
    knows = ask.person is not None and bool(point.options.get("consent"))
    first = ask.person.way if ask.person and knows else ""
    page = flow.pages.point(
        spot.plan,
        point,
        seen.reads,
        seen.agent.platform,
        open_now=is_open(point, flow.facts(spot, seen)),
        personal=Personal(number, near, knows, first),
    )
    return _filled(page, ask.given)


def _filled(page: Answer, given: Source) -> Answer:
    body = page.body.replace(b"{token}", given.token.encode("ascii"))
    return answers.page(200, body.replace(b"{reference}", given.reference.encode("ascii")))


def _file(ask: _Ask) -> Answer:
    make = CHANNELS[ask.point.channel].file
    if make is None:
        return answers.NOT_FOUND
    file = make(ask.point.options, ask.given._replace(person=""), ask.device)
    name = re.sub(r"[^\w.-]", "_", file.name, flags=re.ASCII)
    headers = {
        "content-type": file.media_type,
        "content-disposition": f'attachment; filename="{name}"',
    }
    return Answer(200, headers, file.body)


def _safe(target: str, spot: Spot) -> str:
    return target if _TARGET.fullmatch(target) else spot.brand.fallback
