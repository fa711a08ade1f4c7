"""Paths under /c: the page of a contact point, its button, its file. None of them is a scan.

/c/POINT/TOKEN        the page, rendered by `web` once per language, platform and opening
/c/POINT/TOKEN/go     records an action and leads to the contact point (`tel:`, an app link …)
/c/POINT/TOKEN/file   the file it hands over (a contact card, a date)
"""

import re

from app.channels import CHANNELS
from app.channels.base import Device
from app.model import Action, ContactPoint
from app.redirect import answer as answers
from app.redirect.answer import Answer
from app.redirect.decide import is_open
from app.redirect.link import source, tap
from app.redirect.serve import Flow, Seen
from app.redirect.table import Spot
from app.redirect.visit import Request, is_prefetch

_PATH = re.compile(
    r"/c/([^/]{1,120})/([0-9A-Za-z]{16}|[0-9A-Za-z]{21})(?:-([a-z0-9]{1,8}))?(/go|/file)?"
)
_TARGET = re.compile(r"[a-z][a-z0-9+.-]*:[\x21-\x7e]+|/[\x21-\x7e]*")
_METHODS = (b"GET", b"HEAD")


def answer(flow: Flow, request: Request) -> tuple[Answer, Action | None] | None:
    """The answer and what must be on disk before it; None for other paths."""
    match = _PATH.fullmatch(request.path.decode("utf-8", "replace"))
    if match is None:
        return None
    if request.method not in _METHODS:
        return answers.NOT_ALLOWED, None
    key, token, variant, way = match.groups()
    found = flow.finder.find(request.headers.get(b"host", b""), f"/{token}".encode())
    spot = found.spot
    point = spot.plan.contact_points.get(key) if spot is not None else None
    if spot is None or point is None or point.channel not in CHANNELS:
        return flow.pages.bad_token(found.brand), None
    seen, visitor = flow.look(request, spot.brand)
    device = Device(seen.agent.platform, seen.agent.in_app, seen.reads)
    if way == "/file":
        return _file(spot, device, point, variant or ""), None
    if way != "/go":
        return _page(flow, spot, seen, point, variant or ""), None
    if is_prefetch(request.headers):
        return answers.PREFETCH, None
    target = tap(spot, device, point, variant or "")
    if not _TARGET.fullmatch(target):
        target = spot.brand.fallback
    kind = "call" if point.channel == "call" else "chose"
    action = Action(flow.now(), spot.brand.slug, spot.id, visitor, kind, key)
    counts = request.method == b"GET" and not seen.agent.program
    return answers.redirect(target), action if counts else None


def _page(flow: Flow, spot: Spot, seen: Seen, point: ContactPoint, variant: str) -> Answer:
    open_now = is_open(point, flow.facts(spot, seen))
    page = flow.pages.point(spot.plan, point, seen.reads, seen.agent.platform, open_now=open_now)
    own = source(spot, variant)
    body = page.body.replace(b"{token}", own.token.encode("ascii"))
    return answers.page(200, body.replace(b"{reference}", own.reference.encode("ascii")))


def _file(spot: Spot, device: Device, point: ContactPoint, variant: str) -> Answer:
    make = CHANNELS[point.channel].file
    if make is None:
        return answers.NOT_FOUND
    file = make(point.options, source(spot, variant), device)
    name = re.sub(r"[^\w.-]", "_", file.name, flags=re.ASCII)
    headers = {
        "content-type": file.media_type,
        "content-disposition": f'attachment; filename="{name}"',
    }
    return Answer(200, headers, file.body)
